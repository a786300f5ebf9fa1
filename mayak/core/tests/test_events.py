"""News that a listener cannot take."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mayak.core import events


@dataclass(frozen=True)
class Happened:
    """Something."""


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Who heard of it: the first listener breaks."""
    names: list[str] = []

    def broken(event: Happened) -> None:
        raise RuntimeError("cannot listen")

    def listening(event: Happened) -> None:
        names.append("second")

    events.subscribe(Happened)(broken)
    events.subscribe(Happened)(listening)
    yield names
    events._subscribers.pop(Happened)


@pytest.mark.django_db(transaction=True)
def test_a_broken_listener_breaks_neither_the_action_nor_the_other_listeners(heard: list[str]) -> None:
    events.publish(Happened())
    assert heard == ["second"]
