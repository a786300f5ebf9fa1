"""The client window: what it shows, to whom, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Absence, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.tests.makers import make_person
from mayak.core import clock
from mayak.desk.queries.tabs import TABS
from mayak.desk.tests.makers import Office, make_office, make_talk
from mayak.lamps.models import LampDefinition, LampInterval
from mayak.usage.models import HotlineRequest

pytestmark = pytest.mark.django_db
TAB_CODES = [tab.code for tab in TABS if tab.code]


@pytest.fixture
def office() -> Office:
    return make_office()


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _page(office: Office, user: Staff | None = None, query: str = "", **headers: str) -> str:
    answer = _browser(user or office.expert).get(reverse("client", args=[office.client.pk]) + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_the_page_says_who_it_is_and_what_burns(office: Office) -> None:
    page = _page(office)

    assert "ООО «Вершина-Строй»" in page
    assert "ИНН 7701000140" in page
    assert "специалист Ева Крылова" in page
    assert "последний вход" in page
    assert 'class="is-urgent"' in page or 'class="is-lit"' in page


def test_money_shows_debt_and_links_to_its_rows(office: Office) -> None:
    page = _page(office)

    assert f'href="{reverse("client_tab", args=[office.client.pk, "money"])}#invoices">48 600 ₽</a>' in page
    assert "1 из 2" in page
    assert "0 из 1" in page


def test_an_unwanted_number_is_struck_and_never_a_link(office: Office) -> None:
    page = _page(office)

    assert '<s class="muted" title="нежелательный номер">+7 (999) 000-00-15</s>' in page
    assert "tel:+79990000015" not in page
    assert "tel:+79990000014" in page


def test_the_card_shows_age_gaps_and_conflicts(office: Office) -> None:
    page = _page(office)

    assert "is-expired" in page
    assert "просроченное значение" in page
    assert "два источника" in page
    assert "9 машин" in page


def test_the_timeline_is_divided_at_the_last_talk(office: Office) -> None:
    page = _page(office)

    new, since, old = page.partition('class="since"')
    assert since
    assert "Удержания при увольнении" in new
    assert "Сравнивала сроки вычета" in old
    assert "Путевой лист" in old
    assert "Обещание оплаты нарушено:" in new


def test_a_lamp_whose_figures_change_neither_goes_out_nor_lights_anew(office: Office) -> None:
    lamp = LampDefinition.objects.get(code="kit_stale")
    LampInterval.objects.filter(client=office.client).delete()
    day = clock.today() - timedelta(days=9)
    for start, end, is_urgent in ((0, 2, False), (3, 4, False), (5, 6, True)):
        LampInterval.objects.create(
            client=office.client,
            lamp=lamp,
            state="lit",
            is_urgent=is_urgent,
            from_date=day + timedelta(days=start),
            to_date=day + timedelta(days=end),
        )
    page = _page(office)
    assert page.count("Загорелась лампочка:") == 1
    assert page.count("Загорелась срочная лампочка:") == 1
    assert page.count("Погасла лампочка:") == 1


@pytest.mark.parametrize(
    ("group", "seen", "unseen"),
    [
        ("money", "Обещание оплаты нарушено:", "Путевой лист"),
        ("product", "Путевой лист", "Сравнивала сроки"),
        ("contacts", "Сравнивала сроки", "Путевой лист"),
    ],
)
def test_the_timeline_is_filtered(office: Office, group: str, seen: str, unseen: str) -> None:
    page = _page(office, query=f"?events={group}")

    assert seen in page
    assert unseen not in page


def test_earlier_events_follow_without_gap_or_repetition(office: Office) -> None:
    start = clock.now() - timedelta(days=100)
    for number in range(40):
        # several at the very same moment: the place in the list is still told apart
        HotlineRequest.objects.create(
            client=office.client, asked_at=start - timedelta(days=number // 4), topic=f"Тема {number:02d}."
        )
    browser, url, seen = _browser(office.expert), reverse("client", args=[office.client.pk]), []
    address = url + "?events=product"
    while address:
        answer = browser.get(address, headers={"HX-Request": "true"} if "before" in address else None)
        page = answer.content.decode()
        seen += [number for number in range(40) if f"Тема {number:02d}." in page.replace("\u00a0", " ")]
        address = answer.context["earlier_url"]

    assert sorted(seen) == list(range(40))


def test_a_broken_cursor_shows_the_first_page(office: Office) -> None:
    assert "Удержания при увольнении" in _page(office, query="?before=nonsense_hotline_x")


def test_the_right_side_tells_what_to_do_next(office: Office) -> None:
    page = _page(office)

    assert "Вернуть в систему" in page
    assert "Марина Зубова" in page
    assert "Показать поиск" in page
    assert "Хотят уйти" in page


@pytest.mark.parametrize("code", TAB_CODES)
def test_every_tab_is_a_page_and_a_part(office: Office, code: str) -> None:
    url = reverse("client_tab", args=[office.client.pk, code])

    page, part = _browser(office.expert).get(url), _browser(office.expert).get(url, headers={"HX-Request": "true"})

    assert page.status_code == part.status_code == 200
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert b'aria-current="page"' in part.content


def test_the_way_back_of_the_browser_gets_the_whole_page(office: Office) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    answer = _browser(office.expert).get(reverse("client", args=[office.client.pk]), headers=headers)

    assert b"<html" in answer.content


def test_an_unknown_tab_is_not_found(office: Office) -> None:
    assert _browser(office.expert).get(reverse("client_tab", args=[office.client.pk, "nothing"])).status_code == 404


@pytest.mark.parametrize("name", ["client", "search_preview", "board_client"])
def test_outsiders_get_not_found(office: Office, name: str) -> None:
    assert _browser(make_staff()).get(reverse(name, args=[office.client.pk])).status_code == 404


@pytest.mark.parametrize("code", TAB_CODES)
def test_outsiders_find_no_tab(office: Office, code: str) -> None:
    assert _browser(make_staff()).get(reverse("client_tab", args=[office.client.pk, code])).status_code == 404


def test_a_substitute_sees_the_client(office: Office) -> None:
    substitute = make_staff()
    today = clock.today()
    Absence.objects.create(staff=office.expert, substitute=substitute, from_date=today, to_date=today)

    assert "Вершина-Строй" in _page(office, substitute)


def test_the_cost_does_not_grow_with_the_rows(office: Office) -> None:
    browser, url = _browser(office.expert), reverse("client", args=[office.client.pk])
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(30):
        person = make_person(office.client, phone=f"+7999100{number:04d}")
        make_talk(office.client, person, office.expert, clock.now() - timedelta(days=number + 1))
    with CaptureQueriesContext(connection) as many:
        answer = browser.get(url)

    assert len(many) == len(few) <= 12
    assert len(answer.content) < 60_000


def test_the_client_is_remembered_for_the_palette(office: Office) -> None:
    browser = _browser(office.expert)
    browser.get(reverse("client", args=[office.client.pk]))

    assert "Вершина" in browser.get(reverse("search")).content.decode()
    browser.force_login(make_staff())
    assert "Вершина" not in browser.get(reverse("search")).content.decode()
