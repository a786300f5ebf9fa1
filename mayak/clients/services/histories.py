"""Writing a value over time: the rows of an interval table become the spans that the domain names."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from mayak.clients.domain.histories import Span, changed_from
from mayak.clients.intervals import Interval

R = TypeVar("R", bound=Interval)


def spans_of(model: type[R], owner: dict[str, Any], value_of: Callable[[R], Any]) -> list[Span[Any]]:
    """The rows of one owner as spans, oldest first."""
    rows = model._default_manager.filter(**owner)
    spans = [Span(value_of(row), row.from_date, row.to_date, row.pk) for row in rows]
    return sorted(spans, key=lambda span: span.first or date.min)


def write_spans(
    model: type[R], owner: dict[str, Any], old: list[Span[Any]], new: list[Span[Any]], fields: Callable[[Any], Any]
) -> bool:
    """Make the rows what ``new`` says; ``fields``: a value as columns. Returns whether anything differed.

    Rows that shrink are written before those that grow: at no moment do two of them hold on one day.
    """
    former = {span.pk: span for span in old}
    kept = {span.pk for span in new if span.pk is not None}
    gone = [pk for pk in former if pk not in kept]
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    differing = [span for span in new if span.pk is not None and span != former[span.pk]]
    for span in sorted(differing, key=lambda item: not _shrinks(former[item.pk], item)):
        model._default_manager.filter(pk=span.pk).update(from_date=span.first, to_date=span.last, **fields(span.value))
    added = [span for span in new if span.pk is None]
    for span in added:
        model._default_manager.create(from_date=span.first, to_date=span.last, **owner, **fields(span.value))
    return bool(gone or differing or added)


def change_from(
    model: type[R],
    owner: dict[str, Any],
    value: Any,
    day: date,
    *,
    value_of: Callable[[R], Any],
    fields: Callable[[Any], Any],
    first_value: Any = None,
) -> bool:
    """The owner's value is ``value`` from a day on. ``first_value``: what held before the first row, if none is kept.

    Returns whether anything changed.
    """
    old = spans_of(model, owner, value_of)
    known = old
    if not old and first_value is not None and first_value != value:
        known = [Span(first_value, None, None)]
    return write_spans(model, owner, old, changed_from(known, value, day), fields)


def _shrinks(old: Span[Any], new: Span[Any]) -> bool:
    return (new.last or date.max) <= (old.last or date.max) and (new.first or date.min) >= (old.first or date.min)
