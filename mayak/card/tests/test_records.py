"""Indicators fed by a person's records: one truth on the card, the person's page and in imports; none is an answer."""

from datetime import timedelta
from typing import Any

import pytest

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.card.history import history_of
from mayak.card.models import Confirmation, IndicatorDefinition
from mayak.card.queries import CardLine, Freshness, line_of
from mayak.card.services import Told, change_value, confirm_value, record_answer, resolve_conflict, take_back
from mayak.card.tests.makers import make_indicator, only_these
from mayak.clients.models import Client, Person, PersonRubric, Rubric
from mayak.clients.services.rubrics import (
    add_tax_regime,
    change_rubrics,
    confirm_rubrics,
    remove_tax_regime,
)
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.questions import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert)


@pytest.fixture
def person(client: Client) -> Person:
    return make_person(client, last_name="Зубова")


@pytest.fixture(autouse=True)
def topics() -> IndicatorDefinition:
    made = make_indicator("topics", bound_to="person.rubrics", subject="person", value_type="multiple")
    only_these(made, make_indicator("own", bound_to="person.tax_regimes", subject="person", value_type="multiple"))
    return made


def _line(person: Person, code: str = "topics") -> CardLine:
    question = line_of(person.client_id, code, person.pk, clock.today())
    ask(question)
    assert question.answer is not None
    return question.answer


def _state(person: Person, code: str = "topics") -> tuple[Freshness, str]:
    line = _line(person, code)
    return line.freshness, line.word.value if line.word else ""


def _rubrics(person: Person) -> set[str]:
    return set(PersonRubric.objects.filter(person=person).values_list("rubric__code", flat=True))


def _keys(*codes: str) -> list[int]:
    return list(Rubric.objects.filter(code__in=codes).values_list("pk", flat=True))


def test_what_is_ticked_on_the_person_s_page_is_the_value_and_confirms_it(expert: Staff, person: Person) -> None:
    assert _state(person) == (Freshness.MISSING, "")
    change_rubrics(user=expert, person_id=person.pk, add=_keys("payroll", "vat"))
    line = _line(person)
    assert line.word is not None
    assert (line.word.value, line.shown, line.word.source, line.word.confirmed_by) == (
        "payroll; vat",
        "Зарплата, НДС",
        "edit",
        "Ева Крылова",
    )
    change_rubrics(user=expert, person_id=person.pk, remove=_keys("payroll", "vat"))
    assert _state(person) == (Freshness.MISSING, "")


def test_having_none_is_known_once_somebody_checked_it(expert: Staff, person: Person) -> None:
    confirm_rubrics(user=expert, person_id=person.pk)
    assert _state(person) == (Freshness.NONE, "")
    Confirmation.objects.update(
        confirmed_date=clock.today() - timedelta(days=100), valid_until_date=clock.today() - timedelta(days=10)
    )
    assert _state(person) == (Freshness.EXPIRED, "")
    confirm_value(user=expert, client_id=person.client_id, code="topics", person_id=person.pk)
    assert _state(person) == (Freshness.NONE, "")
    person.refresh_from_db()
    assert person.rubrics_checked_date == clock.today()
    change_rubrics(user=expert, person_id=person.pk, add=_keys("vat"))
    assert _state(person) == (Freshness.CURRENT, "vat")


def test_an_answer_on_the_card_is_the_person_s_records_and_is_taken_back_whole(expert: Staff, person: Person) -> None:
    person.interests = ["НДС"]
    person.save(update_fields=["interests"])
    where: dict[str, Any] = {"user": expert, "client_id": person.client_id, "code": "topics", "person_id": person.pk}
    first = confirm_value(**where, told=Told("visit"))
    written = change_value(**where, value="зарплата, отпуска и больничные", told=Told("call", person.pk))
    person.refresh_from_db()
    assert _rubrics(person) == {"payroll", "leave_pay"}
    assert "НДС" not in person.interests
    line = _line(person)
    assert (line.freshness, [word.source for word in line.words]) == (Freshness.CURRENT, ["call"])
    take_back(**where, word_id=written.pk)
    assert _rubrics(person) == {"vat"}
    word = _line(person).word
    assert word is not None
    assert (word.source, word.confirmed_by, word.value) == ("visit", "Ева Крылова", "vat")
    assert first.confirmed_date == clock.today()


def test_an_answer_in_a_call_writes_regimes_and_a_wrong_word_names_those_there_are(
    expert: Staff, person: Person
) -> None:
    where: dict[str, Any] = {"user": expert, "client_id": person.client_id, "code": "own", "person_id": person.pk}
    record_answer(**where, value="УСН «доходы»", told=Told("call"))
    regime = person.tax_regimes.get()
    assert (regime.code, regime.source, regime.noted_date) == ("usn_income", "звонок", clock.today())
    assert _state(person, "own") == (Freshness.CURRENT, "usn_income")
    with pytest.raises(InvalidInputError, match="ПСН"):
        record_answer(**where, value="вмененка", told=Told("call"))
    change_value(**where, value="", told=Told("call"))
    assert not person.tax_regimes.exists()
    assert _state(person, "own") == (Freshness.NONE, "")
    made = add_tax_regime(user=expert, person_id=person.pk, code="psn", note="ИП мужа")
    assert _state(person, "own") == (Freshness.CURRENT, "psn")
    remove_tax_regime(user=expert, person_id=person.pk, regime_id=made.pk)
    assert _state(person, "own") == (Freshness.MISSING, "")
    history = history_of(person.client_id, "own", person.pk)
    ask(history)
    assert history.answer[0].value == "ПСН"


def test_an_import_that_says_otherwise_is_a_conflict_and_settling_it_writes_the_records(
    expert: Staff, person: Person, topics: IndicatorDefinition
) -> None:
    where: dict[str, Any] = {"user": expert, "client_id": person.client_id, "code": "topics", "person_id": person.pk}
    change_value(**where, value="payroll", told=Told("visit"))
    Person.objects.filter(pk=person.pk).update(interests=["НДС"])
    Confirmation.objects.create(
        client=person.client,
        person=person,
        indicator=topics,
        value="vat",
        confirmed_date=clock.today(),
        source="import",
    )
    line = _line(person)
    assert (line.freshness, [word.value for word in line.words]) == (Freshness.CONFLICT, ["vat", "payroll"])
    chosen = line.words[1]
    assert chosen.pk is not None
    resolve_conflict(**where, word_id=chosen.pk)
    assert _rubrics(person) == {"payroll"}
    assert _state(person) == (Freshness.CURRENT, "payroll")


def test_a_rubric_out_of_use_stays_with_whom_it_has_and_is_given_to_nobody(expert: Staff, person: Person) -> None:
    where: dict[str, Any] = {"user": expert, "client_id": person.client_id, "code": "topics", "person_id": person.pk}
    change_rubrics(user=expert, person_id=person.pk, add=_keys("vat"))
    Rubric.objects.filter(code__in=["vat", "payroll"]).update(is_active=False)
    change_value(**where, value="vat; leave_pay")
    assert _rubrics(person) == {"vat", "leave_pay"}
    with pytest.raises(InvalidInputError):
        change_value(**where, value="payroll")
