"""Indicators that mirror fields: a change elsewhere confirms them; an import that differs makes a conflict."""

from datetime import timedelta

import pytest

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.card.history import Deed, history_of
from mayak.card.models import Confirmation, IndicatorDefinition
from mayak.card.queries import CardLine, Freshness, line_of
from mayak.card.services import Told, confirm_value, resolve_conflict, take_back
from mayak.card.tests.makers import make_indicator, only_these
from mayak.clients.models import Client, Person, PersonRole
from mayak.clients.services.contact_points import Reach, save_contact_point
from mayak.clients.services.identity import edit_client
from mayak.clients.services.leaving import Leaving, leave_client
from mayak.clients.services.persons import add_person, save_person
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.questions import ask

pytestmark = pytest.mark.django_db
OLD, NEW = "г. Маячный, ул. Складская, 4", "г. Маячный, ул. Портовая, 12"


@pytest.fixture
def expert() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert, address=OLD)


@pytest.fixture
def address() -> IndicatorDefinition:
    made = make_indicator("where", bound_to="client.address", validity_days=180)
    only_these(made)
    return made


def _line(client: Client, code: str, person: Person | None = None) -> CardLine:
    question = line_of(client.pk, code, person.pk if person else None, clock.today())
    ask(question)
    assert question.answer is not None
    return question.answer


def _imported(client: Client, indicator: IndicatorDefinition, value: str, days_ago: int = 0) -> None:
    """What an import writes: the field, and its word."""
    day = clock.today() - timedelta(days=days_ago)
    Client.objects.filter(pk=client.pk).update(address=value)
    Confirmation.objects.create(
        client=client,
        indicator=indicator,
        value=value,
        confirmed_date=day,
        valid_until_date=day + timedelta(days=180),
        source="import",
    )


def test_a_field_changed_at_the_requisites_is_confirmed(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    edit_client(user=expert, client_id=client.pk, values={"address": NEW})
    word = _line(client, "where").word
    assert word is not None
    assert (word.value, word.source, word.confirmed_by, word.confirmed_date) == (
        NEW,
        "edit",
        "Ева Крылова",
        clock.today(),
    )
    assert word.valid_until == clock.today() + timedelta(days=180)


def test_a_change_of_another_field_confirms_nothing(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    edit_client(user=expert, client_id=client.pk, values={"region": "Оренбургская область"})
    edit_client(user=expert, client_id=client.pk, values={"address": OLD})
    assert not Confirmation.objects.exists()
    edit_client(user=expert, client_id=client.pk, values={"address": ""})
    assert not Confirmation.objects.exists()
    assert _line(client, "where").freshness is Freshness.MISSING


def test_an_import_that_differs_from_a_fresh_word_is_a_conflict(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    confirm_value(user=expert, client_id=client.pk, code="where", told=Told("visit"))
    _imported(client, address, NEW)
    line = _line(client, "where")
    assert line.freshness is Freshness.CONFLICT
    assert [(word.value, word.source) for word in line.words] == [(NEW, "import"), (OLD, "visit")]
    with pytest.raises(InvalidInputError):
        confirm_value(user=expert, client_id=client.pk, code="where", told=Told("call"))


def test_the_import_s_word_is_taken_and_the_other_ends(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    confirm_value(user=expert, client_id=client.pk, code="where", told=Told("visit"))
    _imported(client, address, NEW)
    chosen = _line(client, "where").words[0]
    assert chosen.pk is not None
    resolve_conflict(user=expert, client_id=client.pk, code="where", word_id=chosen.pk)
    line = _line(client, "where")
    assert (line.freshness, [word.source for word in line.words]) == (Freshness.CURRENT, ["import"])
    assert Client.objects.get(pk=client.pk).address == NEW


def test_the_earlier_word_is_taken_and_the_field_says_it_again(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    confirm_value(user=expert, client_id=client.pk, code="where", told=Told("visit"))
    _imported(client, address, NEW)
    chosen = _line(client, "where").words[1]
    assert chosen.pk is not None
    resolve_conflict(user=expert, client_id=client.pk, code="where", word_id=chosen.pk)
    line = _line(client, "where")
    assert Client.objects.get(pk=client.pk).address == OLD
    assert (line.freshness, [(word.value, word.source) for word in line.words]) == (
        Freshness.CURRENT,
        [(OLD, "visit")],
    )
    with pytest.raises(ConflictError):
        resolve_conflict(user=expert, client_id=client.pk, code="where", word_id=0)


def test_an_expired_word_disputes_nothing_and_a_hand_ends_a_dispute(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    confirmed = confirm_value(user=expert, client_id=client.pk, code="where", told=Told("visit"))
    _imported(client, address, NEW)
    Confirmation.objects.filter(pk=confirmed.pk).update(
        confirmed_date=clock.today() - timedelta(days=200), valid_until_date=clock.today() - timedelta(days=20)
    )
    assert _line(client, "where").freshness is Freshness.CURRENT
    Confirmation.objects.filter(pk=confirmed.pk).update(valid_until_date=None)
    assert _line(client, "where").freshness is Freshness.CONFLICT
    edit_client(user=expert, client_id=client.pk, values={"address": "г. Маячный, ул. Новая, 1"})
    line = _line(client, "where")
    assert (line.freshness, [word.source for word in line.words]) == (Freshness.CURRENT, ["edit"])


def test_a_confirmation_is_taken_back_and_the_former_one_stands(
    expert: Staff, client: Client, address: IndicatorDefinition
) -> None:
    _imported(client, address, OLD, days_ago=10)
    made = confirm_value(user=expert, client_id=client.pk, code="where", told=Told("call"))
    assert _line(client, "where").freshness is Freshness.CURRENT
    take_back(user=expert, client_id=client.pk, code="where", word_id=made.pk)
    word = _line(client, "where").word
    assert word is not None
    assert word.source == "import"


def test_the_history_tells_what_the_field_was(expert: Staff, client: Client, address: IndicatorDefinition) -> None:
    _imported(client, address, OLD, days_ago=10)
    edit_client(user=expert, client_id=client.pk, values={"address": NEW})
    history = history_of(client.pk, "where", None)
    ask(history)
    newest = history.answer[0]
    assert (newest.deed, newest.value, newest.before, newest.by) == (Deed.CHANGED, NEW, OLD, "Ева Крылова")


def test_the_person_s_own_fields_and_numbers_confirm_what_mirrors_them(expert: Staff, client: Client) -> None:
    phones = make_indicator("phones", bound_to="person.phones", subject="person")
    position = make_indicator("post", bound_to="person.position", subject="person")
    only_these(phones, position)
    person = make_person(client, last_name="Зубова")
    save_contact_point(user=expert, person_id=person.pk, reach=Reach("+7 (999) 000-00-14"))
    save_person(user=expert, person_id=person.pk, position="Юрист")
    assert {line.code for line in (_line(client, "phones", person), _line(client, "post", person)) if line.word}
    word = _line(client, "post", person).word
    assert word is not None
    assert (word.value, word.source) == ("Юрист", "edit")
    assert Confirmation.objects.filter(person=person).count() == 2
    assert Confirmation.objects.get(indicator=phones).value == ""


def test_a_number_that_does_not_work_is_no_known_phone(expert: Staff, client: Client) -> None:
    only_these(make_indicator("phones", bound_to="person.phones", subject="person"))
    person = make_person(client, last_name="Зубова", phone="+79990000014")
    line = _line(client, "phones", person)
    assert line.word is not None
    assert "+79990000014" in line.word.value
    reach = Reach("+79990000014", invalid_date=clock.today(), invalid_reason="не обслуживается")
    point = person.phones.get()
    save_contact_point(user=expert, person_id=person.pk, reach=reach, table="phone", point_id=point.pk)
    line = _line(client, "phones", person)
    assert line.freshness is Freshness.MISSING


def test_who_is_chief_accountant_is_confirmed_when_somebody_comes_is_named_or_leaves(
    expert: Staff, client: Client
) -> None:
    chief = make_indicator("chief", bound_to="persons.chief_accountant")
    key = make_indicator("key", bound_to="persons.key_user")
    only_these(chief, key)
    person = add_person(user=expert, client_id=client.pk, last_name="Зубова", position="Бухгалтер")
    assert not Confirmation.objects.exists()
    save_person(user=expert, person_id=person.pk, position="Главный бухгалтер")
    assert Confirmation.objects.get().indicator == chief
    save_person(user=expert, person_id=person.pk, roles=[PersonRole.KEY_USER])
    assert Confirmation.objects.filter(indicator=key).count() == 1
    add_person(user=expert, client_id=client.pk, last_name="Тихая", position="Главный бухгалтер")
    leave_client(user=expert, person_id=person.pk, leaving=Leaving(day=clock.today()))
    line = _line(client, "chief")
    assert (line.shown, line.freshness) == ("Тихая", Freshness.CURRENT)
    assert _line(client, "key").freshness is Freshness.MISSING
