"""W7 as rules: the earliest wanted day, then the first working day with room."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayak.core.calendar import WorkingCalendar
from mayak.planning.domain.next_date import LEVEL_DAYS, Ahead, Rule, Why, joins, levelled, wanted_day

CALENDAR = WorkingCalendar()
TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
RULES = st.sampled_from([Rule.DAYS, Rule.WORKING_DAYS, Rule.PROMISE, Rule.TASK, Rule.AT_ONCE])
AHEAD = st.lists(
    st.builds(Ahead, st.sampled_from([Why.AGREEMENT, Why.PROMISE, Why.TASK]), st.just("1"), DAYS), max_size=4
)


def wanted(rule: Rule = Rule.DAYS, delay: int = 14, *ahead: Ahead, cycle_day: date | None = None) -> date | None:
    found = wanted_day(today=TODAY, rule=rule, delay=delay, ahead=ahead, cycle_day=cycle_day, calendar=CALENDAR)
    return found.day if found else None


def test_the_outcome_alone() -> None:
    assert wanted() == date(2026, 12, 2)


def test_an_agreement_earlier_than_the_outcome() -> None:
    assert wanted(Rule.DAYS, 14, Ahead(Why.AGREEMENT, "1", date(2026, 11, 20))) == date(2026, 11, 23)


def test_an_agreement_later_than_the_outcome_waits() -> None:
    assert wanted(Rule.DAYS, 7, Ahead(Why.AGREEMENT, "1", date(2026, 12, 20))) == date(2026, 11, 25)


def test_the_cycle_when_it_is_earliest() -> None:
    assert wanted(Rule.DAYS, 14, cycle_day=date(2026, 11, 25)) == date(2026, 11, 25)


def test_work_on_payment_waits_for_the_promise_even_beyond_its_delay() -> None:
    assert wanted(Rule.PROMISE, 7, Ahead(Why.PROMISE, "1", date(2026, 12, 10))) == date(2026, 12, 11)


def test_a_task_on_its_own_term() -> None:
    assert wanted(Rule.TASK, 14, Ahead(Why.TASK, "1", date(2026, 11, 24))) == date(2026, 11, 24)


def test_a_rule_that_asks_decides_nothing() -> None:
    assert wanted(Rule.ASKED, 0) is None


@given(rule=RULES, delay=st.integers(0, 60), ahead=AHEAD, today=DAYS, cycle=st.none() | DAYS)
def test_never_before_the_next_working_day_except_at_once(
    rule: Rule, delay: int, ahead: list[Ahead], today: date, cycle: date | None
) -> None:
    ahead = [thing for thing in ahead if thing.day >= today]
    found = wanted_day(today=today, rule=rule, delay=delay, ahead=ahead, cycle_day=cycle, calendar=CALENDAR)
    if rule is Rule.AT_ONCE:
        assert found is not None
        assert found.day == today
    elif found is not None:
        assert found.day >= CALENDAR.add(today, 1)


@given(wanted=DAYS, load=st.dictionaries(DAYS, st.integers(0, 40), max_size=8), capacity=st.integers(1, 20))
def test_a_working_day_at_most_three_later(wanted: date, load: dict[date, int], capacity: int) -> None:
    chosen = levelled(wanted=wanted, load=load, capacity=capacity, calendar=CALENDAR)
    first = CALENDAR.on_or_after(wanted)
    assert CALENDAR.is_working(chosen.day)
    assert 0 <= CALENDAR.between(first, chosen.day) <= LEVEL_DAYS
    assert chosen.is_overload == (load.get(chosen.day, 0) >= capacity)
    assert not chosen.is_overload or chosen.day == first


@given(wishes=st.lists(st.integers(0, 9), min_size=1, max_size=60), capacity=st.integers(1, 6))
def test_load_is_levelled(wishes: list[int], capacity: int) -> None:
    """A day overflows only when the three days after it are full as well."""
    load: dict[date, int] = {}
    for wish in wishes:
        chosen = levelled(wanted=TODAY + timedelta(days=wish), load=load, capacity=capacity, calendar=CALENDAR)
        if chosen.is_overload:
            reach = [CALENDAR.add(chosen.day, shift) for shift in range(LEVEL_DAYS + 1)]
            assert all(load[day] >= capacity for day in reach)
        load[chosen.day] = load.get(chosen.day, 0) + 1


@pytest.mark.parametrize(("planned", "result"), [(date(2026, 11, 23), True), (date(2026, 11, 24), False)])
def test_a_reason_joins_within_three_working_days(planned: date, result: bool) -> None:
    assert joins(wanted=TODAY, planned=planned, calendar=CALENDAR) is result
    assert joins(wanted=planned, planned=TODAY, calendar=CALENDAR) is result
