"""What to say: the scenario's parts and the stage that the lamps call for (W2, P2)."""

from mayak.briefing.domain.scenario import Line, Material, PartKind, scenario_of
from mayak.briefing.queries import advised_stage
from mayak.briefing.words import opening_words
from mayak.work.models import Stage

PAYMENT = Stage(code="payment", lamps=["debt_overdue"])
CARD = Stage(code="card", lamps=["card_incomplete"])
PRODUCT = Stage(code="product", lamps=["product_unused"], script="«{person}, добрый день! Это {expert}.»")
STAGES = [PAYMENT, CARD, PRODUCT]


def _lines(*keys: str) -> list[Line]:
    return [Line(key, key) for key in keys]


def test_the_gravest_lamp_with_a_stage_chooses_it() -> None:
    assert advised_stage(STAGES, ["birthday_near", "debt_overdue", "card_incomplete"]) is PAYMENT


def test_without_such_a_lamp_the_usual_stage_is_advised() -> None:
    assert advised_stage(STAGES, ["birthday_near"]) is PRODUCT
    assert advised_stage([], ["debt_overdue"]) is None


def test_the_contact_s_own_stage_is_kept() -> None:
    assert advised_stage([CARD], ["debt_overdue"]) is CARD


def test_parts_stand_in_the_order_of_a_talk_and_empty_ones_are_left_out() -> None:
    parts = scenario_of(Material(values=_lines("v"), deviations=_lines("d"), competitor=_lines("c")))
    assert [part.kind for part in parts] == [PartKind.DEVIATIONS, PartKind.VALUE, PartKind.COMPETITOR]


def test_at_most_three_questions_at_a_time_but_every_agreement() -> None:
    many = _lines(*"abcdefgh")
    agreements = [Line(f"x{line.key}", "") for line in many]
    parts = {part.kind: part.lines for part in scenario_of(Material(questions=many, agreements=agreements))}
    assert len(parts[PartKind.QUESTIONS]) == 3
    assert len(parts[PartKind.AGREEMENTS]) == 8


def test_nothing_is_said_twice() -> None:
    parts = scenario_of(Material(deviations=_lines("a"), values=_lines("a", "b")))
    assert [line.key for part in parts for line in part.lines] == ["a", "b"]


def test_without_a_person_the_opening_addresses_nobody() -> None:
    assert opening_words(PRODUCT, None, "Ева Крылова") == "«Добрый день! Это Ева Крылова.»"
