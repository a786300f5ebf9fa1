"""How much a value can be trusted on a day, and what that makes of a card (C3, C6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# What expires within so many days is offered for confirming in a row.
SOON_DAYS = 30


class Freshness(StrEnum):
    """How much an indicator can be trusted today."""

    CONFLICT = "conflict"
    UNFIT = "unfit"
    EXPIRED = "expired"
    MISSING = "missing"
    NONE = "none"
    CURRENT = "current"


# What counts as filled: two current words that differ are an answer too, only a disputed one.
FILLED = frozenset({Freshness.CURRENT, Freshness.NONE, Freshness.CONFLICT})
# What a talk has to bring.
TO_LEARN = frozenset({Freshness.UNFIT, Freshness.EXPIRED, Freshness.MISSING})


def valid_until(confirmed: date, term_days: int | None) -> date | None:
    """The last day on which a value counts; None without a term."""
    return confirmed + timedelta(days=term_days) if term_days else None


def is_expired(until: date | None, today: date) -> bool:
    """Whether the term has passed; the last day of the term still counts."""
    return until is not None and until < today


def expires_soon(until: date | None, today: date) -> bool:
    """Whether a value that still counts will not after the coming thirty days."""
    return until is not None and today <= until <= today + timedelta(days=SOON_DAYS)


@dataclass(frozen=True)
class Word:
    """What one source says, as far as trust goes: an empty value is *confirmed none*."""

    value: str
    until: date | None
    is_fitting: bool = True


def freshness_of(words: Sequence[Word], today: date) -> Freshness:
    """The state of an indicator: two current words that differ are a conflict (C6), only old ones are expired.

    A text that is no value of the indicator's type (the type changed) does not count.
    """
    if not words:
        return Freshness.MISSING
    current = [word for word in words if not is_expired(word.until, today)]
    fitting = [word for word in current if word.is_fitting]
    if not fitting:
        return Freshness.UNFIT if current else Freshness.EXPIRED
    if len({word.value.strip().lower() for word in fitting}) > 1:
        return Freshness.CONFLICT
    return Freshness.CURRENT if fitting[0].value.strip() else Freshness.NONE


@dataclass(frozen=True)
class Completeness:
    """Current ÷ all of a group, unweighted."""

    filled: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, half up: 2 of 5 is 40; None for a group without indicators."""
        return (200 * self.filled + self.total) // (2 * self.total) if self.total else None

    @property
    def missing(self) -> int:
        """How many are to be learnt."""
        return self.total - self.filled


def completeness_of(states: Iterable[Freshness]) -> Completeness:
    """Of the states of a group's indicators."""
    states = list(states)
    return Completeness(sum(state in FILLED for state in states), len(states))
