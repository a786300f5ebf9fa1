"""What is newer than the last talk is marked; what happened is found by kind, person, words and days."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.audit.services import acting
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.desk.queries.timeline import KINDS
from mayak.desk.queries.window import frame_of
from mayak.desk.tests.makers import Office, make_office, make_talk
from mayak.money.models import Payment
from mayak.usage.models import HotlineRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _page(office: Office, tab: str = "", query: str = "") -> str:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(office.expert)
    url = reverse("client_tab", args=[office.client.pk, tab]) if tab else reverse("client", args=[office.client.pk])
    answer = browser.get(url + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_tabs_count_what_came_after_the_talk(office: Office) -> None:
    frame, _judgement = frame_of(office.client.pk, office.expert.pk)
    before = dict(frame.news.by_tab)
    talk = clock.now() - timedelta(days=12)
    for moment in (talk - timedelta(hours=1), talk + timedelta(hours=1)):
        HotlineRequest.objects.create(client=office.client, asked_at=moment, topic="Тема")
    for days in (11, 12, 13):
        Payment.objects.create(client=office.client, paid_date=clock.today() - timedelta(days=days), amount=1)
    with acting(staff_id=office.expert.pk, origin="page"):
        make_person(office.client)

    frame, _judgement = frame_of(office.client.pk, office.expert.pk)
    after = {tab: count - before[tab] for tab, count in frame.news.by_tab.items() if count != before[tab]}
    # On the day of the talk nobody knows what came first: not new.
    assert after == {"hotline": 1, "money": 1, "persons": 1}
    assert "новое с последнего контакта" in _page(office)


def test_a_talk_makes_everything_known(office: Office) -> None:
    make_talk(office.client, office.key_user, office.expert, clock.now(), "Поговорили")
    frame, _judgement = frame_of(office.client.pk, office.expert.pk)

    assert {tab: count for tab, count in frame.news.by_tab.items() if count} in ({}, {"persons": 0})


def test_without_a_talk_nothing_is_new() -> None:
    client = make_client(expert=make_staff())
    HotlineRequest.objects.create(client=client, asked_at=clock.now(), topic="Тема")
    frame, _judgement = frame_of(client.pk, 0)

    assert not any(frame.news.by_tab.values())
    assert not frame.news.has(clock.now())


def test_rows_that_are_newer_are_marked(office: Office) -> None:
    frame, _judgement = frame_of(office.client.pk, office.expert.pk)
    page = _page(office, "hotline")

    assert page.count("новое с последнего контакта: </span>") == frame.news.by_tab["hotline"] > 0


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("kind=contact&kind=payment", "Сравнивала сроки", "Путевой лист"),
        ("text=СРАВНИВАЛА", "Сравнивала сроки", "Путевой лист"),
        ("text=person_id", "Ничего такого не было", "Путевой лист"),
        ("events=money&kind=hotline", "Путевой лист", "Сравнивала сроки"),
    ],
)
def test_what_happened_is_found(office: Office, query: str, seen: str, unseen: str) -> None:
    happened = _page(office, query=f"?{query}").partition('id="timeline-list"')[2].partition("</section>")[0]

    assert seen in happened
    assert unseen not in happened


def test_what_happened_is_found_by_person_and_days(office: Office) -> None:
    other = make_person(office.client)
    make_talk(office.client, other, office.expert, clock.now() - timedelta(days=40), "Разговор с другим")
    day = clock.today() - timedelta(days=40)

    for query in (f"who={other.pk}", f"since={day}&until={day}"):
        happened = _page(office, query=f"?{query}").partition('id="timeline-list"')[2].partition("</section>")[0]
        assert "Разговор с другим" in happened
        assert "Сравнивала сроки" not in happened


@pytest.mark.parametrize(
    "query", ["who=x", "since=32.13", "kind=nonsense", "text=%00", "events=x", "who=9999999999999999999"]
)
def test_a_filter_that_says_nothing_filters_nothing(office: Office, query: str) -> None:
    assert "Сравнивала сроки" in _page(office, query=f"?{query}")


def test_earlier_events_go_on_within_the_filter(office: Office) -> None:
    for number in range(20):
        HotlineRequest.objects.create(
            client=office.client, asked_at=clock.now() - timedelta(days=30 + number), topic=f"Перенос {number}"
        )
        Payment.objects.create(client=office.client, paid_date=clock.today() - timedelta(days=30 + number), amount=1)
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(office.expert)
    first = browser.get(reverse("client", args=[office.client.pk]) + "?kind=hotline&text=перенос")
    more = browser.get(first.context["earlier_url"], headers={"HX-Request": "true"}).content.decode()

    assert more.count("Перенос") == 5
    assert "Оплата" not in more


def test_every_kind_has_a_label(office: Office) -> None:
    assert all(f'name="kind" value="{kind}"' in _page(office) for kind in KINDS)
