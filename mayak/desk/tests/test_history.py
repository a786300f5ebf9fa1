"""The readable history of a client, of one record, of the office."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.audit.services import acting
from mayak.clients.tests.makers import make_client, make_person

pytestmark = pytest.mark.django_db


def test_a_client_s_history_names_who_what_from_and_to_and_one_record_alone() -> None:
    expert = make_staff(first_name="Ева", last_name="Крылова")
    client = make_client(expert=expert, region="Тверь")
    person = make_person(client, last_name="Зубова", first_name="Марина")
    with acting(staff_id=expert.pk, origin="page"):
        client.region = "Псков"
        client.save()
        person.position = "Главбух"
        person.save()
    web = Browser()
    web.force_login(expert)
    url = reverse("client_history", args=[client.pk])

    whole = web.get(url).content.decode()
    assert "<s>Тверь</s> → Псков" in whole
    assert "Контактное лицо: Зубова Марина" in whole
    assert "Ева Крылова" in whole
    alone = web.get(url, {"record": f"clients_person:{person.pk}"}).content.decode()
    assert "Главбух" in alone
    assert "Псков" not in alone


def test_the_office_s_history_is_the_administrators() -> None:
    admin = make_staff(is_admin=True)
    colleague = make_staff(first_name="Пётр", last_name="Лунин")
    with acting(staff_id=admin.pk, origin="page"):
        colleague.phone = "+79990000001"
        colleague.save()
    web = Browser()
    web.force_login(admin)
    assert "Пётр Лунин" in web.get(reverse("office_history")).content.decode()
    web.force_login(colleague)
    assert web.get(reverse("office_history")).status_code == 403
