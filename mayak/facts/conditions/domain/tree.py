"""The tree of a condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = bool | int | Decimal | date | str


@dataclass(frozen=True)
class All:
    """True when every part is, false when one is false, else unknown."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """True when one part is, false when every part is false, else unknown."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Condition"


@dataclass(frozen=True)
class FactTest:
    """A fact compared with values: one, two for ``between``, any number for ``in``, none for ``is known``."""

    fact: str
    op: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class SegmentTest:
    """The client's segment of a type; unknown while the client is in none."""

    type: str
    op: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorTest:
    """The current value of an indicator; unknown while there is none or it has expired."""

    indicator: str
    op: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class PersonAttribute:
    """One thing asked of a person."""

    attribute: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class PersonTest:
    """Any person working at the client of whom all of this is true. Two-valued."""

    attributes: tuple[PersonAttribute, ...]


@dataclass(frozen=True)
class ActivityTest:
    """At least so many contacts done within so many days (None: ever) that fit. Two-valued."""

    kinds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    is_reached: bool | None = None
    within_days: int | None = None
    at_least: int = 1


@dataclass(frozen=True)
class MarkTest:
    """The client carries one of these marks, whatever the case of their letters. Two-valued."""

    marks: tuple[str, ...]


Test = FactTest | SegmentTest | IndicatorTest | PersonTest | ActivityTest | MarkTest
Condition = All | AnyOf | Not | Test


# None of no parts is true: what a condition that cannot be understood hits.
NOBODY = AnyOf(())


def facts_of(condition: Condition) -> Iterator[str]:
    """The facts a condition tests, in its order, repeated ones repeated."""
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from facts_of(part)
    elif isinstance(condition, Not):
        yield from facts_of(condition.part)
    elif isinstance(condition, FactTest):
        yield condition.fact
