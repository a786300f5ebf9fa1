"""The readable history of a client, of one record, of the office."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.audit.models import Change
from mayak.audit.services import acting, because
from mayak.card.tests.makers import make_indicator, make_value
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.office_settings import change_settings
from mayak.lamps.models import LampDefinition
from mayak.lamps.services import correct_score, refresh_office
from mayak.planning.services import put_off_client
from mayak.work.models import Stage

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


def test_a_value_of_the_card_is_told_with_its_source_in_words() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    indicator = make_indicator("staff")
    value = make_value(client, indicator, "41", clock.today(), source="call")
    with acting(staff_id=expert.pk, origin="page"):
        value.source = "edit"
        value.save()
    web = Browser()
    web.force_login(expert)
    page = web.get(reverse("client_history", args=[client.pk])).content.decode()
    assert "Источник: <s>звонок</s> → правка поля" in page


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


def test_lists_of_texts_are_told_in_words() -> None:
    admin = make_staff(is_admin=True)
    stage = Stage.objects.create(code="talk", order=1, name={"ru": "Разговор", "en": "Talk"})
    with acting(staff_id=admin.pk, origin="page"):
        stage.steps = [{"ru": "Поздороваться", "en": "Greet"}, {"ru": "Спросить", "en": "Ask"}]
        stage.save()
    told = _get(admin, reverse("office_history"))
    assert "Поздороваться, Спросить" in told
    assert "Greet" not in told


def _get(user: Staff, url: str, **query: str) -> str:
    web = Browser(headers={"accept-language": "ru"})
    web.force_login(user)
    answer = web.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_why_stands_beside_what_where_it_was_asked() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    refresh_office()
    with acting(staff_id=expert.pk, origin="page"):
        until = clock.today() + timedelta(days=3)
        correct_score(user=expert, client_id=client.pk, value=Decimal("0.7"), reason="Звонил директор", until=until)
        put_off_client(user=expert, client_id=client.pk, until=until, reason="Главбух в отпуске")
        make_person(client)
    page = _get(expert, reverse("client_history", args=[client.pk]))
    assert "Звонил директор" in page
    assert "Главбух в отпуске" in page
    assert Change.objects.get(table="clients_person").reason == ""


def test_a_reason_ends_with_its_block_also_after_an_error() -> None:
    client = make_client()
    with pytest.raises(ValueError, match="no"), because("так надо"):
        raise ValueError("no")
    make_person(client)
    with because("внешняя"):
        with because("внутренняя"):
            make_person(client)
        make_person(client)
    told = Change.objects.filter(table="clients_person").order_by("pk").values_list("reason", flat=True)
    assert list(told) == ["", "внутренняя", "внешняя"]


def test_the_page_of_a_person_tells_everything_they_changed_with_clients_named() -> None:
    expert, colleague = make_staff(first_name="Ева", last_name="Крылова"), make_staff()
    clients = [make_client(expert=expert, name=f"ООО «Клиент {number}»") for number in range(2)]
    with acting(staff_id=expert.pk, origin="page"):
        for client in clients:
            client.region = "Псков"
            client.save()
        make_person(clients[0], last_name="Зубова")
    with acting(staff_id=colleague.pk, origin="page"):
        make_person(clients[0], last_name="Чужая")
    url = reverse("staff_history", args=[expert.pk])
    page = _get(expert, url)
    assert "Клиент 0" in page
    assert "Клиент 1" in page
    assert "Зубова" in page
    assert "Чужая" not in page
    only = _get(expert, url, kind="clients_person")
    assert "Зубова" in only
    assert "Псков" not in only
    assert "Ничего такого не меняли" in _get(expert, url, to="2020-01-01")
    assert "Изменения хранятся с" in _get(expert, url, **{"from": "2020-01-01"})


def test_a_lead_reads_the_own_team_and_only_clients_within_rights() -> None:
    team = make_team()
    lead, member = make_staff("team_lead", team=team), make_staff(team=team)
    stranger, admin = make_staff(), make_staff(is_admin=True)
    own, foreign = make_client(expert=member, region="Тверь"), make_client(expert=stranger, region="Тверь")
    with acting(staff_id=member.pk, origin="page"):
        for client, region in ((own, "Псков"), (foreign, "Омск")):
            client.region = region
            client.save()
    url = reverse("staff_history", args=[member.pk])
    assert "Псков" in _get(lead, url)
    assert "Омск" not in _get(lead, url)
    assert "Омск" in _get(admin, url)
    web = Browser()
    for user, whose in ((lead, stranger), (stranger, member), (make_staff("hotline"), member)):
        web.force_login(user)
        assert web.get(reverse("staff_history", args=[whose.pk])).status_code == 404


def test_imports_are_named_by_number_and_opened_by_administrators() -> None:
    admin = make_staff(is_admin=True)
    expert = make_staff()
    client = make_client(expert=expert)
    with acting(staff_id=admin.pk, origin="import 12"):
        make_person(client)
    with acting(staff_id=admin.pk, origin="import 12 undone"):
        client.persons.all().delete()
    page = _get(expert, reverse("client_history", args=[client.pk]))
    assert "импорт № 12" in page
    assert "отмена импорта № 12" in page
    link = f'href="{reverse("import_run", args=[12])}"'
    assert link not in page
    assert link in _get(admin, reverse("staff_history", args=[admin.pk]))


def test_settings_and_lamps_are_told_in_words() -> None:
    admin = make_staff(is_admin=True)
    change_settings({"retention.facts_days": 300})
    with acting(staff_id=admin.pk, origin="page"):
        change_settings({"retention.facts_days": 200})
        lamp = LampDefinition.objects.get(code="debt_overdue")
        lamp.condition = {"fact": "overdue_days", "op": ">", "value": 20}
        lamp.save()
    page = _get(admin, reverse("office_history"))
    assert "300 дней" in page
    assert "200 дней" in page
    assert "больше 20" in page
    assert "overdue_days" not in page


def test_entries_of_the_same_moment_are_paged_without_gap() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    with acting(staff_id=expert.pk, origin="page"):
        for number in range(120):
            make_person(client, last_name=f"Лицо{number:03d}")
    Change.objects.filter(table="clients_person").update(at=clock.real_now())
    web = Browser()
    web.force_login(expert)
    url, query, seen = reverse("staff_history", args=[expert.pk]), "?kind=clients_person", []
    while query:
        answer = web.get(url + query)
        seen += [entry.record for entry in answer.context["entries"]]
        query = answer.context["earlier_url"]
    assert len(seen) == len(set(seen)) == 120


def test_the_cost_does_not_grow_with_the_entries() -> None:
    expert = make_staff()
    clients = [make_client(expert=expert) for _ in range(5)]
    web = Browser()
    web.force_login(expert)
    with acting(staff_id=expert.pk, origin="page"):
        for client in clients * 4:
            make_person(client)
    web.get(reverse("staff_history", args=[expert.pk]))
    with CaptureQueriesContext(connection) as queries:
        web.get(reverse("staff_history", args=[expert.pk]))
    assert len(queries) <= 12
