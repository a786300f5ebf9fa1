"""A value over time: a change on a day leaves what was before, and taken back leaves nothing behind."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mayak.clients.domain.groups import closes_circle
from mayak.clients.domain.histories import Span, changed_from, value_on

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(30)]
days = st.sampled_from(DAYS)
values = st.sampled_from(["a", "b", "c", None])
changes = st.lists(st.tuples(values, days), max_size=6)


def built(made: list[tuple[str | None, date]]) -> list[Span[str]]:
    """A history made of changes in the order of their days, as the services allow them."""
    spans: list[Span[str]] = []
    for value, day in sorted(made, key=lambda change: change[1]):
        spans = changed_from(spans, value, day)
    return spans


def told(spans: list[Span[str]]) -> list[str | None]:
    """The value of every day."""
    return [value_on(spans, day) for day in DAYS]


@given(changes)
def test_no_two_values_hold_on_one_day(made: list[tuple[str | None, date]]) -> None:
    spans = built(made)
    assert all(sum(span.holds_on(day) for span in spans) <= 1 for day in DAYS)


@given(changes, values, days)
def test_before_the_day_nothing_changes_and_on_it_the_value_holds(
    made: list[tuple[str | None, date]], value: str | None, day: date
) -> None:
    spans = built(made)
    new = changed_from(spans, value, day)
    place = DAYS.index(day)
    assert told(new)[:place] == told(spans)[:place]
    assert value_on(new, day) == value


@given(changes, values, days)
def test_a_change_taken_back_on_its_day_restores_the_history(
    made: list[tuple[str | None, date]], value: str | None, day: date
) -> None:
    spans = [span for span in built(made) if span.first is None or span.first <= day]
    before = value_on(spans, day)
    back = changed_from(changed_from(spans, value, day), before, day)
    assert told(back) == told(spans)
    assert len(back) == len(spans)


def test_a_circle_of_any_length_is_seen_and_an_old_one_ends_the_search() -> None:
    heads = {2: 1, 3: 2, 4: 3}
    assert closes_circle(1, 4, heads.get)
    assert closes_circle(1, 1, heads.get)
    assert not closes_circle(5, 4, heads.get)
    assert not closes_circle(9, 7, {7: 8, 8: 7}.get)
