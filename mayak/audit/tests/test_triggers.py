"""The database records who changed what, on every way of writing."""

import pytest
from django.db import connection

from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.audit.services import acting
from mayak.clients.models import Client, Person
from mayak.clients.tests.makers import make_client, make_person

pytestmark = pytest.mark.django_db


def _last(table: str) -> Change:
    return Change.objects.filter(table=table).latest("pk")


def test_an_update_records_what_differs_and_who_did_it() -> None:
    client, editor = make_client(name="ООО «Ёлка»"), make_staff()
    with acting(staff_id=editor.pk, origin="page"):
        client.name = "ООО «Ель»"
        client.save()

    change = _last("clients_client")
    assert (change.operation, change.actor_id, change.origin) == ("U", editor.pk, "page")
    assert (change.before, change.after) == ({"name": "ООО «Ёлка»"}, {"name": "ООО «Ель»"})


def test_saving_without_a_difference_records_nothing() -> None:
    client = make_client()
    before = Change.objects.count()
    client.save()
    assert Change.objects.count() == before


def test_a_deleted_row_is_kept_whole_with_its_client() -> None:
    person = make_person(make_client(), phone="+79990000001", last_name="Зубова")
    client_id = person.client_id
    person.delete()

    phone, gone = _last("clients_personphone"), _last("clients_person")
    assert gone.before is not None
    assert gone.before["last_name"] == "Зубова"
    assert gone.client_id == client_id
    assert phone.before is not None
    assert phone.before["number"] == "+79990000001"


def test_bulk_and_raw_writes_are_recorded_too() -> None:
    clients = [make_client(), make_client()]
    Client.objects.filter(pk__in=[client.pk for client in clients]).update(region="Тверь")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET region = 'Псков' WHERE id = %s", [clients[0].pk])

    changes = Change.objects.filter(table="clients_client", operation="U")
    assert changes.count() == 3
    assert _last("clients_client").after == {"region": "Псков"}


def test_who_acts_ends_with_the_block_and_nests() -> None:
    outer, inner = make_staff(), make_staff()
    client = make_client()
    with acting(staff_id=outer.pk, origin="page"):
        with acting(staff_id=inner.pk, origin="import:1"):
            make_person(client)
        make_person(client)
    make_person(client)

    told = list(Change.objects.filter(table="clients_person").order_by("pk").values_list("actor_id", "origin"))
    assert told == [(inner.pk, "import:1"), (outer.pk, "page"), (None, "")]


def test_a_password_never_reaches_the_trail() -> None:
    staff = make_staff()
    staff.set_password("correct horse battery")
    staff.save()
    assert not Change.objects.filter(table="accounts_staff", operation="U").exists()


def test_generation_of_a_demo_office_leaves_no_trail() -> None:
    with acting(origin="off"):
        make_person(make_client())
    assert Person.objects.exists()
    assert not Change.objects.filter(table="clients_person").exists()
