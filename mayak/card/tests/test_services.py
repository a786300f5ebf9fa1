"""What is done on the card: record, confirm, change, none, settle, take back; rights, rivals, bound indicators."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.card.models import Confirmation, IndicatorDefinition, IndicatorValue, QuestionToAsk
from mayak.card.queries import CardLine, Freshness, line_of
from mayak.card.services import (
    Told,
    change_value,
    confirm_value,
    drop_question,
    record_answer,
    record_indicator,
    resolve_conflict,
    take_back,
    want_question,
)
from mayak.card.tests.makers import make_indicator, make_value
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.core.questions import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert)


@pytest.fixture
def lorries() -> IndicatorDefinition:
    return make_indicator("lorry_count", value_type="number")


def _line(client: Client, code: str = "lorry_count", person_id: int | None = None) -> CardLine:
    question = line_of(client.pk, code, person_id, clock.today())
    ask(question)
    assert question.answer is not None
    return question.answer


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def _where(client: Client, user: Staff, **more: Any) -> dict[str, Any]:
    return {"user": user, "client_id": client.pk, "code": "lorry_count", **more}


def test_still_true_starts_the_term_anew_and_keeps_the_history(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    make_value(client, lorries, "6", _ago(80))
    teller = make_person(client, last_name="Зубова", first_name="Марина")

    confirm_value(**_where(client, expert), told=Told("visit", teller.pk))

    line = _line(client)
    assert line.freshness is Freshness.CURRENT
    assert line.word is not None
    assert (line.word.value, line.word.valid_until) == ("6", clock.today() + timedelta(days=90))
    assert (line.word.source, line.word.told_by, line.word.confirmed_by) == ("visit", "Зубова", "Ева Крылова")
    assert list(IndicatorValue.objects.order_by("pk").values_list("to_date", flat=True)) == [_ago(1), None]


def test_a_change_stands_in_place_of_all_sources(client: Client, expert: Staff, lorries: IndicatorDefinition) -> None:
    make_value(client, lorries, "6", _ago(5))
    make_value(client, lorries, "9", _ago(3), source="register")
    assert _line(client).freshness is Freshness.CONFLICT

    change_value(**_where(client, expert), value="7")

    assert (_line(client).freshness, _line(client).values) == (Freshness.CURRENT, ("7",))


@pytest.mark.parametrize("typed", ["много", "6 машин"])
def test_a_value_that_is_none_of_the_type_is_refused_at_the_field(
    client: Client, expert: Staff, lorries: IndicatorDefinition, typed: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        change_value(**_where(client, expert), value=typed)
    assert caught.value.field == "value"
    assert typed in str(caught.value)
    assert not IndicatorValue.objects.exists()


def test_confirmed_none_counts_as_filled_and_expires(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    change_value(**_where(client, expert), value="")
    assert _line(client).freshness is Freshness.NONE
    IndicatorValue.objects.update(confirmed_date=_ago(91), from_date=_ago(91), valid_until_date=_ago(1))
    assert _line(client).freshness is Freshness.EXPIRED


def test_one_of_two_sources_is_taken_and_keeps_its_own_date(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    told = make_value(client, lorries, "6", _ago(5))
    make_value(client, lorries, "9", _ago(3), source="register")
    with pytest.raises(InvalidInputError, match=r"\S"):
        confirm_value(**_where(client, expert))

    resolve_conflict(**_where(client, expert), word_id=told.pk)

    line = _line(client)
    assert (line.freshness, line.values) == (Freshness.CURRENT, ("6",))
    assert line.word is not None
    assert line.word.confirmed_date == _ago(5)
    take_back(**_where(client, expert), word_id=told.pk)
    assert _line(client).freshness is Freshness.CONFLICT


def test_taking_back_leaves_everything_as_it_was(client: Client, expert: Staff, lorries: IndicatorDefinition) -> None:
    make_value(client, lorries, "6", _ago(80))
    make_value(client, lorries, "9", _ago(2), source="register")
    before = _snapshot()

    for value in ("7", "8", ""):
        change_value(**_where(client, expert), value=value)
    for _step in range(3):
        word = _line(client).word
        assert word is not None
        assert word.pk is not None
        take_back(**_where(client, expert), word_id=word.pk)

    assert _snapshot() == before
    word = _line(client).word
    assert word is not None
    assert word.pk is not None
    with pytest.raises(ConflictError):
        take_back(**_where(client, expert), word_id=word.pk)


def _snapshot() -> list[tuple[Any, ...]]:
    fields = ("value", "source", "confirmed_date", "valid_until_date", "from_date", "to_date", "steps")
    return sorted(IndicatorValue.objects.values_list(*fields), key=str)


def test_somebody_wrote_meanwhile_so_nothing_is_overwritten(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    seen = [make_value(client, lorries, "6", _ago(5)).pk]
    change_value(**_where(client, make_staff("director")), value="9")
    for deed in (confirm_value, lambda **how: change_value(value="7", **how)):
        with pytest.raises(ConflictError, match="9"):
            deed(**_where(client, expert), seen=seen)
    assert _line(client).values == ("9",)


def test_only_its_roles_change_an_indicator_and_strangers_do_not_find_the_client(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    lorries.changed_by = ["account_manager"]
    lorries.save()
    with pytest.raises(NotAllowedError):
        change_value(**_where(client, expert), value="7")
    with pytest.raises(Http404):
        change_value(**_where(client, make_staff()), value="7")


def test_an_answer_of_somebody_without_the_right_is_one_more_word(
    client: Client, expert: Staff, lorries: IndicatorDefinition
) -> None:
    make_value(client, lorries, "6", _ago(5), source="visit")
    lorries.changed_by = ["account_manager"]
    lorries.save()
    record_answer(**_where(client, expert), value="7", told=Told("call"))
    assert _line(client).freshness is Freshness.CONFLICT
    with pytest.raises(InvalidInputError, match="lorry_count"):
        record_answer(**_where(client, expert), value="много", told=Told("call"))


def test_a_bound_indicator_confirms_the_field_and_holds_nothing(client: Client, expert: Staff) -> None:
    make_indicator("tax_number", bound_to="client.inn", validity_days=90)
    where: dict[str, Any] = {"user": expert, "client_id": client.pk, "code": "tax_number"}
    assert _line(client, "tax_number").freshness is Freshness.MISSING
    Client.objects.update(inn="7701000140")
    assert _line(client, "tax_number").shown == "7701000140"
    with pytest.raises(InvalidInputError):
        change_value(**where, value="7701000140")

    confirm_value(**where, told=Told("register"))
    confirm_value(**where, told=Told("visit"))

    confirmation = Confirmation.objects.get()
    assert (confirmation.source, confirmation.valid_until_date) == ("visit", clock.today() + timedelta(days=90))
    assert not IndicatorValue.objects.exists()
    Confirmation.objects.update(confirmed_date=_ago(91), valid_until_date=_ago(1))
    assert _line(client, "tax_number").freshness is Freshness.EXPIRED
    Client.objects.update(inn="")
    assert _line(client, "tax_number").freshness is Freshness.MISSING
    with pytest.raises(InvalidInputError):
        confirm_value(**where)


def test_another_source_keeps_its_word(client: Client, lorries: IndicatorDefinition) -> None:
    where: dict[str, Any] = {"client_id": client.pk, "code": "lorry_count"}
    record_indicator(**where, value="6", day=_ago(9), source="visit")
    record_indicator(**where, value="7", day=_ago(5), source="visit")
    record_indicator(**where, value="9", day=_ago(3), source="register")
    assert _line(client).values == ("9", "7")


def test_a_wanted_question_goes_with_the_answer(client: Client, expert: Staff, lorries: IndicatorDefinition) -> None:
    want_question(**_where(client, expert))
    want_question(**_where(client, expert))
    assert QuestionToAsk.objects.count() == 1
    assert _line(client).is_wanted
    change_value(**_where(client, expert), value="7")
    assert not _line(client).is_wanted
    want_question(**_where(client, expert))
    drop_question(**_where(client, expert))
    assert not QuestionToAsk.objects.exists()


def test_each_person_has_a_line_of_its_own(client: Client, expert: Staff) -> None:
    make_indicator("hobby", subject="person")
    first, second = make_person(client, last_name="Зубова"), make_person(client, last_name="Тихая")
    stranger = make_person(make_client(), last_name="Чужая")
    where: dict[str, Any] = {"user": expert, "client_id": client.pk, "code": "hobby"}
    change_value(**where, value="сад", person_id=first.pk)
    assert _line(client, "hobby", first.pk).shown == "сад"
    assert _line(client, "hobby", second.pk).freshness is Freshness.MISSING
    for person_id in (None, stranger.pk):
        with pytest.raises(InvalidInputError):
            change_value(**where, value="сад", person_id=person_id)
