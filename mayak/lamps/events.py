"""News of the lamps for the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BecameUrgent:
    """Exactly the (client, lamp) that a pass found urgent and the former one had not."""

    pairs: frozenset[tuple[int, int]]
