"""A value over time as spans of days, both ends inclusive, an empty end open; and what a change does to them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span(Generic[T]):
    """The value from ``first`` to ``last``; ``pk`` of the row that holds it, if there is one."""

    value: T
    first: date | None
    last: date | None
    pk: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.first is None or self.first <= day) and (self.last is None or self.last >= day)


def value_on(spans: Iterable[Span[T]], day: date) -> T | None:
    """The value on a day, None when there is none."""
    return next((span.value for span in spans if span.holds_on(day)), None)


def changed_from(spans: Iterable[Span[T]], value: T | None, day: date) -> list[Span[T]]:
    """The spans once the value is ``value`` from a day on; None: there is no value any more.

    A change recorded for a later day stays; so does everything before the day. The same value on both sides of the
    day is one span, so that taking a change back on its day restores exactly what was.
    """
    ordered = sorted(spans, key=lambda span: span.first or date.min)
    before = [span for span in ordered if span.last is not None and span.last < day]
    after = [span for span in ordered if span.first is not None and span.first > day]
    current = next((span for span in ordered if span.holds_on(day)), None)
    if current is not None and current.value == value:
        return ordered
    last = current.last if current else (after[0].first - ONE_DAY if after and after[0].first else None)
    if current is not None and (current.first is None or current.first < day):
        before.append(replace(current, last=day - ONE_DAY))
        current = None
    if value is None:
        return before + after
    former = before[-1] if before else None
    if former is not None and former.value == value and former.last == day - ONE_DAY:
        return [*before[:-1], replace(former, last=last), *after]
    # A value replaced on the day it began keeps its row.
    return [*before, Span(value, day, last, current.pk if current else None), *after]
