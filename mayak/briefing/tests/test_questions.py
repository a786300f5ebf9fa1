"""Which questions are the most valuable ones (P2, C3)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mayak.briefing.domain.questions import Asked, most_valuable
from mayak.card.domain.freshness import Freshness

TODAY = date(2026, 11, 18)
GROUPS = ("work", "sell", "help")
SIZES = {"work": 10, "sell": 5, "help": 2}


def _best(**asked: Asked) -> list[str]:
    return most_valuable(asked.items(), sizes=SIZES, groups=GROUPS, today=TODAY)


def test_what_is_wanted_comes_before_a_dispute_and_a_dispute_before_a_gap() -> None:
    found = _best(
        gap=Asked(Freshness.MISSING, ("help",)),
        dispute=Asked(Freshness.CONFLICT, ("work",)),
        wanted=Asked(Freshness.CURRENT, ("work",), is_wanted=True),
        fine=Asked(Freshness.CURRENT, ("help",)),
    )
    assert found == ["wanted", "dispute", "gap"]


def test_an_answer_that_brings_more_points_is_worth_more() -> None:
    found = _best(
        one_of_ten=Asked(Freshness.MISSING, ("work",)),
        one_of_two=Asked(Freshness.MISSING, ("help",)),
        in_two_groups=Asked(Freshness.MISSING, ("work", "sell")),
        in_none=Asked(Freshness.EXPIRED),
    )
    assert found == ["one_of_two", "in_two_groups", "one_of_ten", "in_none"]


def test_of_equal_ones_the_person_s_own_then_what_was_known_once_then_the_playbook_s_order() -> None:
    found = _best(
        late=Asked(Freshness.MISSING, ("work",), order=9),
        early=Asked(Freshness.MISSING, ("work",), order=1),
        known=Asked(Freshness.EXPIRED, ("work",), order=5),
        own=Asked(Freshness.MISSING, ("work",), is_persons=True, order=7),
    )
    assert found == ["own", "known", "early", "late"]


def test_what_expires_soon_is_asked_when_nothing_is_missing_the_nearest_first() -> None:
    found = _best(
        far=Asked(Freshness.CURRENT, until=TODAY + timedelta(days=31)),
        soon=Asked(Freshness.CURRENT, until=TODAY + timedelta(days=30)),
        sooner=Asked(Freshness.NONE, until=TODAY),
    )
    assert found == ["sooner", "soon"]


ASKED = st.builds(
    Asked,
    freshness=st.sampled_from(list(Freshness)),
    groups=st.lists(st.sampled_from(GROUPS), unique=True).map(tuple),
    is_wanted=st.booleans(),
    order=st.integers(0, 50),
)


@given(lines=st.lists(ASKED, max_size=12))
def test_nothing_that_is_known_for_long_is_asked_unless_somebody_wants_it(lines: list[Asked]) -> None:
    found = most_valuable([(one, one) for one in lines], sizes=SIZES, groups=GROUPS, today=TODAY)
    known = {Freshness.CURRENT, Freshness.NONE}
    assert sorted(map(id, found)) == sorted(id(one) for one in lines if one.is_wanted or one.freshness not in known)
