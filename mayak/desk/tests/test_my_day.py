"""The page «My day»: what stands there, what its keys do, how many statements it takes."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.cases.models import Case
from mayak.clients.models import Client, Consent, Person
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.lamps.models import LampDefinition, LampState, Score
from mayak.planning.models import PutOff
from mayak.work.models import Activity, Agreement
from mayak.work.tests.makers import at, make_activity, make_agreement, make_done

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 11, 45)):
        yield


@pytest.fixture
def expert() -> Staff:
    return make_staff(team=make_team())


@pytest.fixture
def office(expert: Staff) -> Client:
    client = make_client(expert=expert, name="ООО «Вершина-Строй»", timezone="Europe/Moscow")
    make_person(client, last_name="Зубова", first_name="Марина", roles=["key_user"], phone="+79990000014")
    return client


@pytest.fixture
def browser(expert: Staff) -> Browser:
    return logged_in(expert)


def logged_in(staff: Staff) -> Browser:
    browser = Browser()
    browser.force_login(staff)
    return browser


def page_of(browser: Browser, query: str = "") -> str:
    answer = browser.get(reverse("my_day") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_line_is_open_with_its_reason_and_number(browser: Browser, expert: Staff, office: Client) -> None:
    contact = make_activity(office, expert, at(TODAY), goal="Вернуть в систему")
    page = page_of(browser)
    assert "Вершина-Строй" in page
    assert "Вернуть" in page
    assert 'href="tel:+79990000014"' in page
    assert f'data-then="{reverse("contact", args=[contact.pk])}"' in page
    assert "Марина Зубова" in page


def test_nobody_who_withdrew_the_consent_is_dialled(browser: Browser, expert: Staff, office: Client) -> None:
    person = Person.objects.get(client=office)
    make_activity(office, expert, at(TODAY), person=person)
    Consent.objects.create(person=person, purpose="сервис", channel="phone", given_date=YESTERDAY, withdrawn_date=TODAY)
    for page in (page_of(browser), browser.get(reverse("client", args=[office.pk])).content.decode()):
        assert reverse("client", args=[office.pk]) in page
        assert "data-dial=" not in page
        assert "data-then=" not in page


def test_a_client_without_a_planned_contact_starts_one(browser: Browser, office: Client) -> None:
    Score.objects.create(client=office, necessity=Decimal("0.65"), certainty=1, computed=Decimal("0.65"))
    lamp = LampDefinition.objects.get(code="product_unused")
    LampState.objects.create(client=office, lamp=lamp, state="lit", since_date=YESTERDAY, evidence={})
    page = page_of(browser)
    assert f'formaction="{reverse("contact_start", args=[office.pk])}"' in page
    assert "0,65" in page


def test_groups_stand_under_their_headings(browser: Browser, expert: Staff) -> None:
    for hour in (14, 16):
        make_activity(make_client(expert=expert), expert, at(TODAY, hour), is_fixed_time=True)
    make_agreement(make_client(expert=expert), YESTERDAY)
    make_agreement(make_client(expert=expert), YESTERDAY)
    page = page_of(browser)
    assert page.index("Договорились о\u00a0времени") < page.index("Просроченные договорённости")


def test_chips_filter_the_lines(browser: Browser, expert: Staff, office: Client) -> None:
    make_activity(office, expert, at(TODAY))
    timed = make_client(expert=expert, name="Тёплый двор")
    make_activity(timed, expert, at(TODAY, 14), is_fixed_time=True)
    page = page_of(browser, "?show=timed")
    assert "Тёплый двор" in page
    assert f'id="c{office.pk}"' not in page


def test_a_name_is_never_markup(browser: Browser, expert: Staff) -> None:
    for _ in range(2):
        make_activity(make_client(expert=expert, name="<script>x</script>"), expert, at(TODAY), goal="<b>жирно</b>")
    page = page_of(browser)
    assert "<script>x" not in page
    assert "<b>жирно" not in page


def test_an_agreement_is_ticked_in_place(browser: Browser, office: Client) -> None:
    agreement = make_agreement(office, TODAY, text="Выслать подборку")
    assert "Выслать подборку" in page_of(browser)
    answer = browser.post(reverse("agreement_kept", args=[agreement.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert Agreement.objects.get().state == "kept"


def test_foreign_agreements_are_not_found(office: Client) -> None:
    agreement = make_agreement(office, TODAY)
    stranger = logged_in(make_staff())
    assert stranger.post(reverse("agreement_kept", args=[agreement.pk])).status_code == 404
    assert stranger.get(reverse("put_off", args=[office.pk])).status_code == 404


def test_putting_off_needs_a_reason_and_a_later_day(browser: Browser, expert: Staff, office: Client) -> None:
    contact = make_activity(office, expert, at(TODAY))
    url = reverse("put_off", args=[office.pk])
    refused = browser.post(url, {"reason": "", "until": TODAY.isoformat()}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    done = browser.post(url, {"reason": "Отпуск", "until": "2026-11-21"}, headers={"HX-Request": "true"})
    assert done.status_code == 204
    contact.refresh_from_db()
    assert clock.day_of(contact.planned_at) == date(2026, 11, 23)
    assert PutOff.objects.get().reason == "Отпуск"


def test_a_finished_queue_says_so(browser: Browser, expert: Staff, office: Client) -> None:
    make_done(office, expert, at(TODAY, 10), minutes=11)
    page = page_of(browser)
    assert "Очередь на\u00a0сегодня пройдена" in page
    assert "Сделано сегодня" in page


def test_nobody_to_call_is_a_page_too(browser: Browser) -> None:
    assert "Сегодня звонить некому" in page_of(browser)
    assert "Звонить некому" in page_of(logged_in(make_staff(Role.HOTLINE)))


def test_a_lead_sees_the_day_of_the_team(expert: Staff, office: Client) -> None:
    lead = make_staff(Role.TEAM_LEAD, team=expert.team)
    make_activity(office, expert, at(YESTERDAY))
    make_done(office, expert, at(TODAY, 10))
    Case.objects.create(client=office, kind="threat", title="Угроза отключения", opened_at=at(TODAY), owner=lead)
    Score.objects.create(client=office, necessity=Decimal("0.65"), certainty=1, computed=Decimal("0.65"))
    page = page_of(logged_in(lead))
    assert expert.full_name in page
    assert "Отдел сегодня" in page
    assert "Угроза отключения" in page


def test_english_is_complete(expert: Staff, office: Client) -> None:
    expert.language = "en"
    expert.save()
    make_activity(office, expert, at(TODAY))
    answer = logged_in(expert).get(reverse("my_day"), headers={"Accept-Language": "en"})
    assert answer.status_code == 200


def test_statements_and_size_do_not_grow_with_the_lines(browser: Browser, expert: Staff) -> None:
    for _ in range(60):
        client = make_client(expert=expert)
        make_person(client, phone="+79990000001", roles=["key_user"])
        make_activity(client, expert, at(YESTERDAY))
    page_of(browser)
    with CaptureQueriesContext(connection) as captured:
        page = page_of(browser)
    assert len(captured) <= 12, "\n".join(query["sql"][:100] for query in captured)
    assert len(page.encode()) <= 60_000
    assert Activity.objects.filter(state="planned").count() == 60
    assert page_of(browser, "?whole=1").count("data-row-put-off") == 60
