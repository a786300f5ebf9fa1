"""Which questions are worth asking next (P2 part 3, C3): the most valuable ones of a card.

Pure: takes what the card says and returns the lines in the order of their value (docs/algorithms/card.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from mayak.card.domain.freshness import TO_LEARN, Freshness

# A value that still counts so long is asked again when nothing is missing.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """An indicator as far as its worth for a talk goes."""

    freshness: Freshness
    groups: tuple[str, ...] = ()
    is_wanted: bool = False
    is_persons: bool = False
    until: date | None = None
    order: int = 0


T = TypeVar("T")


def most_valuable(
    asked: Iterable[tuple[T, Asked]], *, sizes: Mapping[str, int], groups: Sequence[str], today: date
) -> list[T]:
    """What is worth asking, the most valuable first; ``sizes``: indicators per status group, ``groups`` in order.

    1. What a colleague wants asked. 2. What two sources dispute. 3. What is missing, expired or does not fit, by the
    points of completeness that an answer brings (one of a small group weighs more, one in two groups counts in both);
    of equal ones that of the earlier group, of the person on the line before that of the organisation, then what was
    known once (a word confirms it), then the playbook's order. 4. What expires within thirty days, the nearest first.
    """
    worth = [(one, key) for one, asks in asked if (key := _key(asks, sizes, groups, today)) is not None]
    return [one for one, _key_of_one in sorted(worth, key=lambda pair: pair[1])]


def _key(
    asks: Asked, sizes: Mapping[str, int], groups: Sequence[str], today: date
) -> tuple[int, Fraction | int, int, bool, bool, int] | None:
    gain = sum((Fraction(1, sizes[group]) for group in asks.groups if sizes.get(group)), Fraction(0))
    first = min((groups.index(group) for group in asks.groups if group in groups), default=len(groups))
    rest = (-gain, first, not asks.is_persons, asks.freshness is Freshness.MISSING, asks.order)
    if asks.is_wanted:
        return (0, *rest)
    if asks.freshness is Freshness.CONFLICT:
        return (1, *rest)
    if asks.freshness in TO_LEARN:
        return (2, *rest)
    if asks.until is not None and today <= asks.until <= today + SOON:
        return (3, (asks.until - today).days, *rest[1:])
    return None
