"""Terms and completeness: their bounds, and what holds for every card."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mayak.card.domain.freshness import (
    FILLED,
    SOON_DAYS,
    Completeness,
    Freshness,
    Word,
    completeness_of,
    expires_soon,
    freshness_of,
    is_expired,
    valid_until,
)

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
WORDS = st.builds(
    Word, value=st.sampled_from(["", "6", "9", " 6 "]), until=st.one_of(st.none(), DAYS), is_fitting=st.booleans()
)


def test_the_last_day_of_the_term_still_counts() -> None:
    until = valid_until(TODAY - timedelta(days=90), 90)
    assert until == TODAY
    assert not is_expired(until, TODAY)
    assert is_expired(until, TODAY + timedelta(days=1))
    assert valid_until(TODAY, None) is None


def test_thirty_days_ahead_are_soon_and_thirty_one_are_not() -> None:
    assert expires_soon(TODAY + timedelta(days=SOON_DAYS), TODAY)
    assert not expires_soon(TODAY + timedelta(days=SOON_DAYS + 1), TODAY)
    assert not expires_soon(TODAY - timedelta(days=1), TODAY)


@given(confirmed=DAYS, term=st.integers(1, 3650), later=st.integers(0, 4000))
def test_a_value_counts_exactly_its_term_from_the_day_it_was_confirmed(confirmed: date, term: int, later: int) -> None:
    assert is_expired(valid_until(confirmed, term), confirmed + timedelta(days=later)) == (later > term)


def test_two_current_words_that_differ_are_a_conflict_an_expired_rival_is_none() -> None:
    old = Word("9", TODAY - timedelta(days=1))
    assert freshness_of([Word("6", None), Word("9", None)], TODAY) is Freshness.CONFLICT
    assert freshness_of([Word("6", None), old], TODAY) is Freshness.CURRENT
    assert freshness_of([old], TODAY) is Freshness.EXPIRED
    assert freshness_of([Word("", None)], TODAY) is Freshness.NONE
    assert freshness_of([Word("много", None, is_fitting=False)], TODAY) is Freshness.UNFIT
    assert freshness_of([], TODAY) is Freshness.MISSING


@given(words=st.lists(WORDS, max_size=4))
def test_an_indicator_is_filled_when_and_only_when_a_fitting_word_is_in_its_term(words: list[Word]) -> None:
    counts = any(word.is_fitting and not is_expired(word.until, TODAY) for word in words)
    assert (freshness_of(words, TODAY) in FILLED) == counts


def test_two_of_five_is_forty_per_cent_and_halves_go_up() -> None:
    assert Completeness(2, 5).percent == 40
    assert Completeness(1, 8).percent == 13
    assert Completeness(0, 0).percent is None


@given(states=st.lists(st.sampled_from(list(Freshness)), max_size=30))
def test_completeness_is_unweighted_and_learning_something_never_lowers_it(states: list[Freshness]) -> None:
    before = completeness_of(states)
    assert before.filled + before.missing == before.total == len(states)
    if states:
        after = completeness_of([Freshness.CURRENT, *states[1:]])
        assert after.percent is not None
        assert before.percent is not None
        assert 0 <= before.percent <= after.percent <= 100
