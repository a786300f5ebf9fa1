"""The necessity of contact (S4)."""

from collections.abc import Set
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayak.lamps.domain.score import WeightedState, necessity_of

WEIGHTS = [Decimal(text) for text in ("0.30", "0.20", "0.10", "0.20", "0.10", "0.05", "0.05")]
RENEWAL, USE, UPDATE, TRAINING, DEBT, ACTS, HOTLINE = range(7)
states_ = st.lists(
    st.builds(WeightedState, st.sampled_from([*WEIGHTS, Decimal(0)]), st.sampled_from([True, False, None])), max_size=9
)
values_ = st.decimals(0, 1, places=2)


def states(lit: Set[int], unknown: Set[int] = frozenset()) -> list[WeightedState]:
    return [WeightedState(weight, None if n in unknown else n in lit) for n, weight in enumerate(WEIGHTS)]


@pytest.mark.parametrize(
    ("lit", "necessity"),
    [
        (set(), "0.00"),
        ({USE}, "0.20"),
        ({USE, TRAINING, UPDATE, HOTLINE}, "0.55"),
        (set(range(7)), "1.00"),
    ],
)
def test_the_lit_weights_add_up(lit: set[int], necessity: str) -> None:
    score = necessity_of(states(lit))
    assert (score.necessity, score.certainty) == (Decimal(necessity), Decimal("1.00"))


def test_the_weight_of_an_unknown_lamp_is_spread_over_the_known_ones() -> None:
    score = necessity_of(states({USE}, unknown={RENEWAL}))
    assert (score.necessity, score.certainty) == (Decimal("0.29"), Decimal("0.70"))


def test_half_is_rounded_up() -> None:
    lit, out = WeightedState(Decimal("0.01"), True), WeightedState(Decimal("0.07"), False)
    assert necessity_of([lit, out]).necessity == Decimal("0.13")


def test_nothing_known_is_no_score() -> None:
    score = necessity_of(states(set(), unknown=set(range(7))))
    assert (score.necessity, score.certainty) == (None, Decimal("0.00"))


def test_no_lamps_at_all_is_no_score() -> None:
    assert necessity_of([]).necessity is None


@given(states_, st.lists(values_, max_size=3))
def test_an_override_may_only_raise(lamps: list[WeightedState], floors: list[Decimal]) -> None:
    plain, raised = necessity_of(lamps), necessity_of(lamps, floors)
    assert raised.computed == plain.necessity
    assert raised.necessity == max([v for v in (plain.necessity, *floors) if v is not None], default=None)


@given(states_, st.lists(values_, max_size=3), values_)
def test_a_correction_replaces_everything(
    lamps: list[WeightedState], floors: list[Decimal], correction: Decimal
) -> None:
    score = necessity_of(lamps, floors, correction)
    assert (score.necessity, score.is_corrected) == (correction, True)


@given(states_)
def test_the_score_is_a_share_with_two_places(lamps: list[WeightedState]) -> None:
    score = necessity_of(lamps)
    for value in (score.necessity, score.certainty):
        assert value is None or (0 <= value <= 1 and value == value.quantize(Decimal("0.01")))


@given(states_)
def test_lighting_one_more_never_lowers_the_score(lamps: list[WeightedState]) -> None:
    before = necessity_of(lamps).necessity
    for n, lamp in enumerate(lamps):
        if lamp.is_lit is False and before is not None:
            after = necessity_of([*lamps[:n], lamp._replace(is_lit=True), *lamps[n + 1 :]]).necessity
            assert after is not None
            assert after >= before
