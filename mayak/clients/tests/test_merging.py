"""Merging two records of one person and taking it back (C4)."""

from typing import Any

import pytest
from django.db import connection

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, Consent, Person, PersonDeed, PersonEmail, PersonPhone, Rubric
from mayak.clients.queries.likeness import alike_new, like_pairs_of
from mayak.clients.services.deeds import undo_deed
from mayak.clients.services.merging import merge_persons, preview_merge, tell_apart
from mayak.clients.services.rubrics import change_rubrics
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.usage.models import MailEvent, UsageDay
from mayak.work.tests.makers import make_agreement

pytestmark = pytest.mark.django_db
TABLES = (
    "clients_person",
    "clients_personphone",
    "clients_personemail",
    "clients_consent",
    "clients_personrubric",
    "usage_usageday",
    "usage_mailevent",
    "work_agreement",
)


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert)


def _everything() -> dict[str, list[Any]]:
    """All rows of the tables that a merge touches, without the keys of links, which are made anew."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            without = " - 'id'" if table == "clients_personrubric" else ""
            cursor.execute(f"SELECT (to_jsonb(t){without})::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def _two(client: Client) -> tuple[Person, Person]:
    kept = make_person(client, last_name="Зубова", first_name="Марина", phone="+79990000014", interests=["НДС"])
    other = make_person(
        client,
        last_name="Зубова",
        first_name="М.",
        phone="+79990000014",
        position="Бухгалтер",
        roles=["key_user"],
        interests=["УСН"],
        external_id="old-7",
    )
    return kept, other


def test_what_is_missing_comes_from_the_other_and_what_is_there_stays(expert: Staff, client: Client) -> None:
    kept, other = _two(client)

    merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)

    kept.refresh_from_db()
    assert (kept.first_name, kept.position, kept.roles, kept.external_id) == (
        "Марина",
        "Бухгалтер",
        ["key_user"],
        "old-7",
    )
    assert set(kept.rubrics.values_list("rubric__code", flat=True)) == {"vat", "usn"}
    assert not Person.objects.filter(pk=other.pk).exists()
    assert kept.phones.count() == 1


def test_undo_brings_back_everything_as_it_was(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    today = clock.today()
    make_agreement(client, today, person=other)
    for person, logins in ((kept, 2), (other, 3)):
        UsageDay.objects.create(client=client, person=person, day=today, logins=logins)
        MailEvent.objects.create(client=client, person=person, mailing="Новости", sent_at=clock.now(), clicks=1)
    change_rubrics(user=expert, person_id=other.pk, add=[Rubric.objects.get(code="hr").pk], source="call")
    PersonEmail.objects.create(person=other, address="zubova@vershina.example", is_favourite=True)
    before = _everything()

    deed = merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)
    merged = UsageDay.objects.get()
    assert (merged.person_id, merged.logins) == (kept.pk, 5)
    _deed, left = undo_deed(user=expert, deed_id=deed.pk)

    assert left == 0
    assert _everything() == before


def test_what_was_refused_stays_refused(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    PersonPhone.objects.filter(person=other).update(is_unwanted=True)
    Consent.objects.create(person=kept, purpose="Звонки", channel="phone", given_date="2026-01-01")
    Consent.objects.create(
        person=other, purpose="Звонки", channel="phone", given_date="2026-02-01", withdrawn_date="2026-03-01"
    )

    merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)

    assert kept.phones.get().is_unwanted
    assert not kept.consents.filter(withdrawn_date=None).exists()


def test_merged_persons_merge_again_and_come_back_the_last_first(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    third = make_person(client, last_name="Зубова", first_name="Марина", department="Бухгалтерия")
    before = _everything()
    first = merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)
    second = merge_persons(user=expert, kept_id=third.pk, other_id=kept.pk)

    with pytest.raises(ConflictError):
        undo_deed(user=expert, deed_id=first.pk)
    undo_deed(user=expert, deed_id=second.pk)
    undo_deed(user=expert, deed_id=first.pk)

    assert _everything() == before


def test_a_person_who_was_merged_meanwhile_is_no_longer_there(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)

    with pytest.raises(ConflictError):
        merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)


def test_nobody_merges_with_oneself_or_across_clients(expert: Staff, client: Client) -> None:
    kept, _other = _two(client)
    stranger = make_person(make_client(expert=expert))

    for other_id in (kept.pk, stranger.pk):
        with pytest.raises(InvalidInputError):
            merge_persons(user=expert, kept_id=kept.pk, other_id=other_id)


def test_what_was_changed_since_stays_and_is_counted(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    deed = merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)
    Person.objects.filter(pk=kept.pk).update(position="Главный бухгалтер")

    _deed, left = undo_deed(user=expert, deed_id=deed.pk)

    kept.refresh_from_db()
    assert (kept.position, left) == ("Главный бухгалтер", 1)
    assert Person.objects.get(pk=other.pk).position == "Бухгалтер"


def test_undo_is_done_once_and_within_thirty_days(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    deed = merge_persons(user=expert, kept_id=kept.pk, other_id=other.pk)
    PersonDeed.objects.filter(pk=deed.pk).update(made_at="2020-01-01T00:00Z")
    with pytest.raises(ConflictError):
        undo_deed(user=expert, deed_id=deed.pk)

    PersonDeed.objects.filter(pk=deed.pk).update(made_at=clock.real_now())
    undo_deed(user=expert, deed_id=deed.pk)
    with pytest.raises(ConflictError):
        undo_deed(user=expert, deed_id=deed.pk)


def test_the_preview_says_what_stays_and_what_goes(expert: Staff, client: Client) -> None:
    kept, other = _two(client)

    preview = preview_merge(kept, other)

    decided = {(field.name, field.is_taken) for field in preview.fields if not field.stays}
    assert decided == {("first_name", False), ("position", True)}
    assert "last_name" in {field.name for field in preview.fields if field.stays}
    assert any(count == 1 for _what, count in preview.moved)


def test_pairs_that_look_alike_are_found_until_told_apart(expert: Staff, client: Client) -> None:
    kept, other = _two(client)
    make_person(client, last_name="Горный", first_name="Андрей")
    PersonPhone.objects.update(kind="mobile")

    assert [(pair.first, pair.second) for pair in like_pairs_of(client.pk)] == [(kept, other)]
    tell_apart(user=expert, first_id=other.pk, second_id=kept.pk)
    assert like_pairs_of(client.pk) == []


def test_a_new_person_is_compared_with_those_here_and_by_number_with_others(expert: Staff, client: Client) -> None:
    elsewhere = make_person(make_client(expert=expert), phone="+79990000077", last_name="Иной", first_name="Пётр")
    unseen = make_person(make_client(), phone="+79990000077", last_name="Чужой", first_name="Пётр")
    here = make_person(client, last_name="Зубова", first_name="Марина")

    named = alike_new(expert, client.pk, last_name="Зубава", first_name="Марина", middle_name="", reach="")
    numbered = alike_new(
        expert, client.pk, last_name="Новый", first_name="Пётр", middle_name="", reach="8 999 000-00-77"
    )

    assert [one.person for one in named] == [here]
    assert [one.person for one in numbered] == [elsewhere]
    assert unseen not in [one.person for one in numbered]
