"""News of the fact sheet for the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FactsRefreshed:
    """The facts of these clients, and all that follows them, are up to date again."""

    client_ids: frozenset[int]
