"""The contact page: what it shows, what it keeps, how it closes."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.calling.audit_words import scenario_words
from mayak.card.models import IndicatorValue
from mayak.cases.models import Case
from mayak.clients.models import Client, PersonPhone
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.lamps.services import refresh_office
from mayak.money.models import Invoice, Promise
from mayak.work.models import Activity, Agreement
from mayak.work.tests.makers import at, make_activity

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 11, 45)):
        yield


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def client(expert: Staff) -> Client:
    return make_client(expert=expert, name="ООО «Вершина-Строй»", timezone="Asia/Yekaterinburg")


@pytest.fixture
def activity(expert: Staff, client: Client) -> Activity:
    person = make_person(
        client,
        phone="+79990000014",
        last_name="Зубова",
        first_name="Марина",
        middle_name="Олеговна",
        roles=["key_user"],
    )
    return make_activity(client, executor=expert, person=person, goal="Вернуть в систему")


@pytest.fixture
def web(expert: Staff) -> Browser:
    web = Browser()
    web.force_login(expert)
    return web


def _close(web: Browser, activity: Activity, **values: object) -> object:
    return web.post(reverse("contact_close", args=[activity.pk]), {"outcome": "product", **values})


def test_it_tells_whom_what_to_say_and_how_to_close(web: Browser, activity: Activity) -> None:
    text = web.get(reverse("contact", args=[activity.pk])).content.decode()

    assert "Зубова Марина Олеговна" in text
    assert 'href="tel:+79990000014"' in text
    assert "Марина Олеговна, добрый день" in text
    assert "13:45 у клиента" in text  # the client's own clock, two hours ahead
    assert "Вернуть в систему" in text
    assert text.count('name="outcome"') == 15


def test_agreements_debts_and_gaps_become_lines(web: Browser, activity: Activity, client: Client) -> None:
    Agreement.objects.create(client=client, text="Показать поиск", due_date=TODAY - timedelta(days=1), owner="us")
    Invoice.objects.create(
        client=client, number="2187", issued_date=date(2026, 9, 1), period=date(2026, 9, 1), amount=Decimal(100)
    )
    Case.objects.create(
        client=client, kind="competitor", title="Смотрят другую систему", opened_at=clock.now(), competitor="Правовед"
    )
    refresh_office()
    text = web.get(reverse("contact", args=[activity.pk])).content.decode()

    assert "Показать поиск" in text
    assert "наше обещание" in text
    assert 'value="lamp:debt_overdue"' in text
    assert "признак конкурента: Правовед" in text
    assert text.count('name="answer:') == 3


def test_closing_records_everything_and_makes_the_next_contact(
    web: Browser, activity: Activity, client: Client
) -> None:
    ours = Agreement.objects.create(client=client, text="Выслать подборку", due_date=TODAY, owner="us")
    shown = web.get(reverse("contact", args=[activity.pk])).content.decode()
    sealed = re.search(r'name="scenario" value="([^"]+)"', shown)
    assert sealed is not None
    answer = _close(
        web,
        activity,
        scenario=sealed[1],
        comment="Вошли вместе",
        agreement=["выслать счёт завтра", "Зубова оплатит счёт в пятницу", ""],
        tick=[f"agreement:{ours.pk}"],
        instrument=["product_entry"],
        minutes="11",
        **{"answer:headcount": "41"},
    )

    assert answer["Location"].startswith(reverse("my_day"))  # type: ignore[index]
    activity.refresh_from_db()
    ours.refresh_from_db()
    assert (activity.state, activity.comment, activity.minutes) == ("done", "Вошли вместе", 11)
    assert activity.is_product_entered
    assert any(line["is_ticked"] for line in activity.scenario)
    history = web.get(reverse("client_history", args=[client.pk])).content.decode()
    assert "Выслать подборку" in history
    assert "is_ticked" not in history
    assert ours.state == "kept"
    assert Promise.objects.get().expected_date == date(2026, 11, 20)
    assert Agreement.objects.get(activity=activity).due_date == TODAY + timedelta(days=1)
    assert IndicatorValue.objects.get(indicator__code="headcount").value == "41"
    assert Activity.objects.filter(client=client, state="planned").count() == 1


def test_a_forged_scenario_is_not_recorded(web: Browser, activity: Activity) -> None:
    _close(web, activity, scenario="forged", tick="lamp:debt_overdue")
    activity.refresh_from_db()
    assert activity.scenario == []


def test_without_an_outcome_nothing_is_lost(web: Browser, activity: Activity) -> None:
    answer = web.post(
        reverse("contact_close", args=[activity.pk]), {"comment": "Долго говорили", "agreement": "выслать счёт завтра"}
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Выберите, чем закончился контакт" in text
    assert "Долго говорили" in text
    assert "выслать счёт" in text
    activity.refresh_from_db()
    assert activity.state == "planned"


def test_an_agreement_without_a_day_is_asked_for_one(web: Browser, activity: Activity) -> None:
    answer = web.post(reverse("contact_close", args=[activity.pk]), {"outcome": "news", "agreement": "выслать расчёт"})

    assert answer.status_code == 422
    assert "к какому дню" in answer.content.decode()


def test_a_form_sent_twice_closes_once(web: Browser, activity: Activity) -> None:
    for _time in range(2):
        answer = _close(web, activity, idempotency_key="k1", agreement="выслать счёт завтра")
        assert answer.status_code == 302  # type: ignore[attr-defined]

    assert Agreement.objects.filter(activity=activity).count() == 1
    assert Activity.objects.filter(state="planned").count() == 1


def test_the_draft_comes_back(web: Browser, activity: Activity) -> None:
    typed = {"comment": "  как набрано \n", "agreement": "выслать счёт завтра", "outcome": "news", "instrument": "news"}
    assert web.post(reverse("contact_draft", args=[activity.pk]), typed).status_code == 204

    text = web.get(reverse("contact", args=[activity.pk])).content.decode()
    assert "  как набрано \n" in text.replace("\r\n", "\n")
    assert 'value="выслать счёт завтра"' in text
    assert 'value="news" data-outcome-key="1" checked' in text
    assert text.count('hx-trigger="change, load"') == 1  # what follows the kept outcome is told at once


def test_the_line_beside_the_button_tells_what_follows(web: Browser, activity: Activity) -> None:
    url = reverse("contact_next", args=[activity.pk])
    assert "через 14" in web.get(url, {"outcome": "news"}).content.decode()
    assert "24\u00a0ноября" in web.get(url, {"outcome": "news", "agreement": "выслать в понедельник"}).content.decode()
    assert "к какому дню" in web.get(url, {"outcome": "news", "agreement": "выслать"}).content.decode()


def test_the_line_beside_the_button_is_about_whom_the_page_shows(web: Browser, activity: Activity) -> None:
    weekly = make_person(activity.client, call_rhythm_days=7)
    url = reverse("contact_next", args=[activity.pk])
    assert "через 7" in web.get(url, {"outcome": "product", "person": str(weekly.pk)}).content.decode()


def test_the_preview_of_an_agreement_names_day_and_person(web: Browser, activity: Activity) -> None:
    url = reverse("contact_agreement", args=[activity.pk])
    text = web.get(url, {"text": "зубова на вебинар в среду"}).content.decode()
    assert "Зубова" in text
    assert "25" in text
    assert 'name="agreement"' in web.get(url, {"text": "выслать завтра", "add": "1"}).content.decode()


def test_an_invoice_that_the_client_has_not_is_told_while_typing(web: Browser, activity: Activity) -> None:
    url = reverse("contact_agreement", args=[activity.pk])
    text = web.get(url, {"text": "оплатит счёт 2187 в пятницу"}).content.decode()
    assert "нет счёта № 2187" in text.replace("\u00a0", " ")


def test_a_contact_is_started_for_a_client_without_one(web: Browser, client: Client) -> None:
    answer = web.post(reverse("contact_start", args=[client.pk]))
    started = Activity.objects.get(client=client)

    assert answer["Location"] == reverse("contact", args=[started.pk])
    assert started.is_unplanned


def test_a_closed_contact_leads_to_its_client(web: Browser, activity: Activity) -> None:
    _close(web, activity)
    answer = web.get(reverse("contact", args=[activity.pk]))
    assert answer["Location"] == reverse("client", args=[activity.client_id])


def test_the_page_asks_the_database_a_fixed_number_of_times(web: Browser, activity: Activity, client: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            web.get(reverse("contact", args=[activity.pk]))
        return len(captured)

    statements()  # the first one notes the log-in
    few = statements()
    for number in range(20):
        person = make_person(client, phone=f"+7999000{number:04}")
        PersonPhone.objects.create(person=person, number=f"+7999001{number:04}")
        Agreement.objects.create(client=client, text="x", due_date=TODAY, owner="us")
    assert statements() == few
    assert few <= 12


def test_the_history_tells_what_was_said_and_answered() -> None:
    lines = [
        {"key": "lamp:a", "say": "Показать поиск", "is_ticked": True, "answer": ""},
        {"key": "ask:b", "say": "Сколько сотрудников?", "is_ticked": False, "answer": "41"},
        {"key": "lamp:c", "say": "Не сказано", "is_ticked": False, "answer": ""},
    ]
    assert scenario_words(lines) == "Показать поиск; Сколько сотрудников? — 41"
