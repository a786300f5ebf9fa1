"""The demo office's cast: people one logs in as with a click. Filled by the demo app, empty everywhere else."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """One entry of the demo log-in page. ``figures`` is a translated line such as "187 clients, 9 calls ahead"."""

    staff_id: int
    name: str
    role: str
    figures: str


_providers: list[Callable[[], list[DemoPerson]]] = []


def register(provider: Callable[[], list[DemoPerson]]) -> None:
    """Let the demo app say whom the log-in page offers."""
    _providers.append(provider)


def demo_cast() -> list[DemoPerson]:
    """The people the log-in page offers in demo mode."""
    return [person for provider in _providers for person in provider()]
