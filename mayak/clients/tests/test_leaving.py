"""No longer works here: what follows, where to, and the way back (C4)."""

from datetime import date, timedelta

import pytest

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, Consent, Person, PersonPhone, PersonRole, PersonTaxRegime
from mayak.clients.services.deeds import undo_deed
from mayak.clients.services.leaving import Leaving, leave_client, preview_leaving
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_facts
from mayak.work.tests.makers import make_activity, make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert)


@pytest.fixture
def key_user(client: Client) -> Person:
    return make_person(client, last_name="Тихая", first_name="Лидия", roles=["key_user"], mail_state="subscribed")


def test_what_is_open_goes_to_the_successor_and_comes_back(expert: Staff, client: Client, key_user: Person) -> None:
    successor = make_person(client, last_name="Зубова", first_name="Марина")
    agreement = make_agreement(client, clock.today(), person=key_user)
    contact = make_activity(client, expert, person=key_user)

    deed = leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today(), successor_id=successor.pk))

    for row in (agreement, contact):
        row.refresh_from_db()
        assert row.person_id == successor.pk
    undo_deed(user=expert, deed_id=deed.pk)
    for row in (agreement, contact):
        row.refresh_from_db()
        assert row.person_id == key_user.pk


def test_the_role_is_free_newsletters_stop_and_undo_takes_both_back(
    expert: Staff, client: Client, key_user: Person
) -> None:
    deed = leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today()))

    refresh_facts(client_ids=[client.pk])
    key_user.refresh_from_db()
    assert ClientFacts.objects.get(client=client).key_users == 0
    assert key_user.mail_state == "unsubscribed"

    undo_deed(user=expert, deed_id=deed.pk)
    refresh_facts(client_ids=[client.pk])
    key_user.refresh_from_db()
    assert (key_user.left_date, key_user.mail_state) == (None, "subscribed")
    assert ClientFacts.objects.get(client=client).key_users == 1


def test_the_preview_names_the_roles_that_nobody_holds_then(client: Client, key_user: Person) -> None:
    assert preview_leaving(key_user).vacant == [PersonRole.KEY_USER]
    make_person(client, roles=["key_user"])
    assert preview_leaving(key_user).vacant == []


def test_moving_takes_along_what_is_the_persons_own(expert: Staff, client: Client, key_user: Person) -> None:
    new = make_client(expert=expert)
    PersonPhone.objects.create(person=key_user, number="+79990000017", kind="personal")
    PersonPhone.objects.create(person=key_user, number="+74950000016", kind="work")
    PersonTaxRegime.objects.create(person=key_user, code="usn_income", note="ИП мужа")
    Consent.objects.create(person=key_user, purpose="Звонки", channel="phone", given_date="2026-01-01")
    Person.objects.filter(pk=key_user.pk).update(interests=["НДС"], topics=["маркетплейсы"], position="Бухгалтер")

    deed = leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today(), client_id=new.pk))

    arrived = Person.objects.get(client=new)
    assert (arrived.pk, arrived.moved_from_id) == (deed.other_id, key_user.pk)
    assert [phone.number for phone in arrived.phones.all()] == ["+79990000017"]
    assert (arrived.topics, arrived.position, arrived.roles) == (["маркетплейсы"], "", [])
    assert arrived.rubrics.get().rubric.code == "vat"
    assert arrived.tax_regimes.get().note == "ИП мужа"
    assert arrived.consents.count() == 1
    assert key_user.phones.count() == 2

    undo_deed(user=expert, deed_id=deed.pk)
    assert not Person.objects.filter(client=new).exists()
    assert Person.objects.get(pk=key_user.pk).left_date is None


def test_who_has_a_history_at_the_new_client_is_not_taken_back(expert: Staff, client: Client, key_user: Person) -> None:
    new = make_client(expert=expert)
    deed = leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today(), client_id=new.pk))
    make_agreement(new, clock.today(), person=Person.objects.get(client=new))

    with pytest.raises(ConflictError):
        undo_deed(user=expert, deed_id=deed.pk)


def test_what_was_typed_at_the_new_client_is_not_lost(expert: Staff, client: Client, key_user: Person) -> None:
    new = make_client(expert=expert)
    PersonPhone.objects.create(person=key_user, number="+79990000017", kind="personal")
    deed = leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today(), client_id=new.pk))
    arrived = Person.objects.get(client=new)
    new_words = Person.objects.filter(pk=arrived.pk)
    new_words.update(position="Финансовый директор", birth_date=date(1980, 5, 1))

    with pytest.raises(ConflictError, match="должность"):
        undo_deed(user=expert, deed_id=deed.pk)
    assert Person.objects.get(client=new).position == "Финансовый директор"

    new_words.update(position="", birth_date=None)
    phone = arrived.phones.get()
    phone.label = "после шести"
    phone.save()
    with pytest.raises(ConflictError, match="пометка"):
        undo_deed(user=expert, deed_id=deed.pk)

    phone.label = ""
    phone.save()
    undo_deed(user=expert, deed_id=deed.pk)
    assert not Person.objects.filter(client=new).exists()


def test_impossible_days_and_places_are_refused_at_their_field(expert: Staff, client: Client, key_user: Person) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    for leaving, field in (
        (Leaving(tomorrow), "day"),
        (Leaving(clock.today(), client_id=client.pk), "client_id"),
    ):
        with pytest.raises(InvalidInputError) as refused:
            leave_client(user=expert, person_id=key_user.pk, leaving=leaving)
        assert refused.value.field == field


def test_nobody_leaves_twice(expert: Staff, client: Client, key_user: Person) -> None:
    leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today()))

    with pytest.raises(ConflictError):
        leave_client(user=expert, person_id=key_user.pk, leaving=Leaving(clock.today()))
