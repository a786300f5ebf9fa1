"""The list of clients, the board, search: content, rights, cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.tests.makers import make_client, make_kit, make_person
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office
from mayak.lamps.models import ScoreInterval
from mayak.lamps.services import refresh_office
from mayak.ui.formats import day as as_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _page(user: Staff, name: str, query: str = "") -> str:
    answer = _browser(user).get(reverse(name) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def _cost(user: Staff, name: str, query: str = "") -> int:
    browser = _browser(user)
    browser.get(reverse(name) + query)
    with CaptureQueriesContext(connection) as statements:
        browser.get(reverse(name) + query)
    return len(statements)


@pytest.mark.parametrize("name", ["clients", "board", "search"])
def test_others_clients_are_on_no_page(office: Office, name: str) -> None:
    query = "?q=вершина" if name != "board" else "?show=all"

    assert "Вершина" in _page(office.expert, name, query)
    assert "Вершина-Строй" not in _page(make_staff(), name, query)


@pytest.mark.parametrize("name", ["clients", "board"])
def test_the_cost_does_not_grow_with_the_rows(office: Office, name: str) -> None:
    lead_team = make_team()
    few = _cost(office.expert, name)
    for number in range(30):
        make_kit(make_client(expert=office.expert, name=f"Клиент {number}"), active_from_date=None)
    refresh_office()

    assert _cost(office.expert, name) == few <= 12
    assert _cost(make_staff("director", team=lead_team), name) <= 12


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("?lamp=product_unused", True),
        ("?lamp=competitor_open", False),
        ("?status=leaving", False),
        ("?mode=remote", True),
        ("?mode=on_site", False),
        ("?q=7701000140", True),
        ("?q=89990000014", True),
        ("?q=зубова", True),
        ("?q=вирщина", True),
        ("?q=вирщина&exact=1", False),
        ("?status=rubbish&page=9&expert=x&sort=rubbish", True),
    ],
)
def test_the_list_is_filtered_by_its_address(office: Office, query: str, is_there: bool) -> None:
    assert ("Вершина-Строй" in _page(office.expert, "clients", query)) is is_there


def test_a_correction_is_told_and_can_be_refused(office: Office) -> None:
    page = _page(office.expert, "clients", "?q=вирщина")

    assert "Ищем <b>вершина</b>" in page
    assert "exact=1" in page


def test_the_list_says_by_whom_a_client_was_found(office: Office) -> None:
    assert '<span class="sub cl__by">Марина Зубова</span>' in _page(office.expert, "clients", "?q=зубова")


def test_the_list_is_sorted_and_paged_with_exact_totals(office: Office) -> None:
    for number in range(60):
        make_client(expert=office.expert, name=f"Клиент {number:02d}")

    first, second = (_page(office.expert, "clients", f"?sort=name&page={page}") for page in (1, 2))

    assert "61 клиент ·" in first
    assert "показаны 1–50" in first
    assert first.index("Клиент 00") < first.index("Клиент 01")
    assert "Клиент 59" in second
    assert "Клиент 00" not in second
    assert "Вершина-Строй" in _page(office.expert, "clients", "?sort=-name")


def test_a_disconnected_client_is_found_but_not_listed(office: Office) -> None:
    make_client(expert=office.expert, name="ООО «Ушедший»", status="disconnected")

    assert "Ушедший" not in _page(office.expert, "clients")
    assert "Ушедший" in _page(office.expert, "clients", "?q=ушедший")
    assert "Ушедший" in _page(office.expert, "clients", "?status=disconnected")


def test_an_empty_office_offers_the_import_to_administrators_only() -> None:
    assert "Загрузить таблицы" not in _page(make_staff(), "clients")
    page = _page(make_staff("director", is_admin=True), "clients")
    assert "Клиентов пока нет" in page


def test_the_board_counts_and_shows_lit_cells(office: Office) -> None:
    page = _page(office.expert, "board")

    assert '<b class="c-warn">1</b> из 1' in page
    assert 'class="l l--urgent"' in page
    assert "<td></td>" in page
    assert "Хотят уйти" in page


def test_the_board_of_a_past_day_is_recomputed(office: Office) -> None:
    day = clock.today() - timedelta(days=15)

    page = _page(office.expert, "board", f"?as_of={day:%Y-%m-%d}&show=all")

    assert "пересчитано на" in page
    assert "Вершина-Строй" in page


def test_a_day_that_has_not_come_is_told_and_the_board_is_todays(office: Office) -> None:
    page = _page(office.expert, "board", "?as_of=2999-01-01")

    assert "ещё не наступил" in page
    assert "пересчитано на" not in page
    assert "ещё не наступил" not in _page(office.expert, "board", f"?as_of={clock.today():%Y-%m-%d}")


@pytest.mark.parametrize("how", ["", "&how=shown"])
def test_below_a_past_day_the_client_is_todays_and_says_so(office: Office, how: str) -> None:
    day = clock.today()
    ScoreInterval.objects.update(from_date=day - timedelta(days=20))
    past = f"{day - timedelta(days=15):%Y-%m-%d}"
    url = reverse("board_client", args=[office.client.pk])
    there = f'href="{reverse("client_over_time", args=[office.client.pk])}?on={past}#day"'
    today = f"<b>Сегодня, {as_day(day)}</b>".replace("\u00a0", " ")

    board = _page(office.expert, "board", f"?as_of={past}&show=all{how}")
    chosen = _browser(office.expert).get(f"{url}?as_of={past}").content.decode().replace("\u00a0", " ")

    assert f'data-detail-url="{url}?as_of={past}"' in board
    for text in (board, chosen):
        assert today in text
        assert there in text
    for text in (_page(office.expert, "board"), _browser(office.expert).get(url).content.decode()):
        assert "<b>Сегодня" not in text
        assert "over-time" not in text


def test_a_past_day_tells_recomputed_from_shown(office: Office) -> None:
    day = clock.today() - timedelta(days=15)
    ScoreInterval.objects.create(
        client=office.client,
        necessity=Decimal("0.77"),
        certainty=Decimal(1),
        from_date=day - timedelta(days=1),
        to_date=day,
    )
    on_day = _page(office.expert, "board", f"?as_of={day:%Y-%m-%d}&show=all")
    after = _page(office.expert, "board", f"?as_of={day + timedelta(days=1):%Y-%m-%d}&show=all")

    assert "Показывали" in on_day
    assert "0,77" in on_day
    assert "0,77" not in after


@pytest.mark.parametrize("sort", ["name", "-name", "debt", "contact", "next", "product_unused", "rubbish"])
@pytest.mark.parametrize("past", ["", "&as_of=2020-01-01"])
def test_the_board_sorts_by_any_column(office: Office, sort: str, past: str) -> None:
    _page(office.expert, "board", f"?show=all&sort={sort}{past}")


def test_a_lead_chooses_an_expert_of_the_team_only() -> None:
    team = make_team()
    office = make_office(make_staff(team=team, last_name="Крылова"))
    lead = make_staff("team_lead", team=team)
    stranger = make_staff()
    make_client(expert=stranger, name="ООО «Чужой»")
    refresh_office()

    assert "Вершина-Строй" in _page(lead, "board", f"?expert={office.expert.pk}&show=all")
    assert "Чужой" not in _page(lead, "board", f"?expert={stranger.pk}&show=all")
    assert "Чужой" not in _page(lead, "clients", f"?expert={stranger.pk}")


def test_markup_in_names_is_text() -> None:
    expert = make_staff()
    client = make_client(expert=expert, name="<script>alert(1)</script> & Ко")
    make_person(client, last_name="<b>Лицо", first_name="Имя")
    refresh_office()

    for name, query in (("clients", "?q=лицо"), ("board", "?show=all"), ("search", "?q=script")):
        page = _page(expert, name, query)
        assert "<script>alert" not in page
        assert "<b>Лицо" not in page


@pytest.mark.parametrize("query", ["?page=²", "?team=²", "?expert=²", "?page=99999999999999999999"])
@pytest.mark.parametrize("name", ["clients", "board", "my_day"])
def test_digits_that_are_no_numbers_choose_nothing(office: Office, name: str, query: str) -> None:
    assert "Вершина" in _page(office.expert, name, query)


def test_a_zero_byte_is_a_bad_request_and_no_fault_of_ours(office: Office) -> None:
    assert _browser(office.expert).get(reverse("clients") + "?q=%00").status_code == 400
