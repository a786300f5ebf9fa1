"""A client over time and the board of a past day: as shown beside recomputed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office
from mayak.lamps.models import LampDefinition, LampInterval, ScoreInterval
from mayak.lamps.services import refresh_office
from mayak.money.models import Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    """An office that has lived through some days before today."""
    office = make_office()
    ScoreInterval.objects.all().delete()
    LampInterval.objects.all().delete()
    connection.cursor().execute(
        "DELETE FROM lamps_lampsversion; DELETE FROM lamps_lampspass; "
        "UPDATE facts_factsstate SET recorded_date = NULL; "
        "UPDATE facts_clientfacts SET recorded_date = NULL; DELETE FROM facts_changedfacts"
    )
    for back in (20, 10, 3, 0):
        refresh_office(as_of=clock.today() - timedelta(days=back))
    return office


def _get(user: Staff, url: str, query: str = "") -> str:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    answer = browser.get(url + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def _tab(office: Office, query: str = "") -> str:
    return _get(office.expert, reverse("client_over_time", args=[office.client.pk]), query)


def test_the_score_is_drawn_with_the_lamps_below_and_a_table_beside(office: Office) -> None:
    page = _tab(office, "?days=365")
    assert 'class="track"' in page
    assert "track--lane" in page
    assert "То же таблицей" in page
    first = clock.today() - timedelta(days=20)
    assert f"&amp;on={first:%Y-%m-%d}#day" in page


def test_a_past_day_is_told_twice_with_the_reasons_of_the_difference(office: Office) -> None:
    day = clock.today() - timedelta(days=10)
    assert "Обе стороны совпадают" in _tab(office, f"?on={day:%Y-%m-%d}")

    late = office.client.invoices.get(number="2187")
    Payment.objects.create(client=office.client, invoice=late, paid_date=day - timedelta(days=2), amount=late.amount)
    LampDefinition.objects.filter(code="hotline_silent").update(weight=Decimal("0.15"))
    refresh_office()
    page = _tab(office, f"?on={day:%Y-%m-%d}")

    assert "Как показывали" in page
    assert "Пересчитано" in page
    assert "Почему различаются" in page
    assert "данные пришли или исправлены позже" in page
    assert "был 0,05, теперь 0,15" in page


def test_a_day_before_everything_kept_says_from_when_there_is_history(office: Office) -> None:
    day = clock.today() - timedelta(days=50)
    assert "Что показывали, хранится с" in _tab(office, f"?on={day:%Y-%m-%d}")
    assert "Что показывали, хранится с" in _get(
        office.expert, reverse("board"), f"?as_of={day:%Y-%m-%d}&how=shown&show=all"
    )


def test_a_fact_opens_into_its_changes(office: Office) -> None:
    late = office.client.invoices.get(number="2187")
    Payment.objects.create(client=office.client, invoice=late, paid_date=clock.today(), amount=late.amount)
    refresh_office()
    page = _tab(office, "?fact=debt_amount")
    assert "48 600,00 ₽" in page
    assert "0,00 ₽" in page


@pytest.mark.parametrize("query", ["?on=rubbish", "?on=2999-01-01", "?days=7", "?fact=nothing", "?on=0001-01-01"])
def test_a_broken_address_shows_the_tab(office: Office, query: str) -> None:
    assert "Необходимость во времени" in _tab(office, query)


def test_the_board_shows_a_past_day_as_shown(office: Office) -> None:
    day = clock.today() - timedelta(days=10)
    shown = ScoreInterval.objects.filter(client=office.client, from_date__lte=day).latest("from_date").necessity
    LampDefinition.objects.filter(code="debt_overdue").update(short_label={"ru": "Иначе"}, weight=Decimal("0.99"))
    office.client.invoices.all().update(cancelled_date=clock.today() - timedelta(days=60))
    refresh_office()

    page = _get(office.expert, reverse("board"), f"?as_of={day:%Y-%m-%d}&how=shown&show=all")

    assert "как показывали" in page
    assert str(shown).replace(".", ",") in page
    assert "Иначе" not in page
    assert "48 600,00" in page


@pytest.mark.parametrize("sort", ["name", "-name", "necessity", "-necessity", "debt_overdue", "-debt_overdue", "debt"])
@pytest.mark.parametrize("show", ["all", "", "urgent", "debt_overdue"])
def test_the_board_as_shown_sorts_and_filters(office: Office, sort: str, show: str) -> None:
    day = clock.today() - timedelta(days=3)
    assert "Вершина-Строй" in _get(
        office.expert, reverse("board"), f"?as_of={day:%Y-%m-%d}&how=shown&show={show}&sort={sort}"
    )


def test_the_board_of_a_past_day_asks_who_was_responsible_then() -> None:
    lead, old, new = make_staff("director"), make_staff(), make_staff()
    client = make_client(name="ООО «Перешедший»")
    today = clock.today()
    client.responsibilities.create(staff=old, role="expert", to_date=today - timedelta(days=5))
    client.responsibilities.create(staff=new, role="expert", from_date=today - timedelta(days=4))
    refresh_office(as_of=today - timedelta(days=6))
    query = f"?as_of={today - timedelta(days=6):%Y-%m-%d}&show=all"
    for how in ("", "&how=shown"):
        assert "Перешедший" in _get(lead, reverse("board"), f"{query}{how}&expert={old.pk}")
        assert "Перешедший" not in _get(lead, reverse("board"), f"{query}{how}&expert={new.pk}")


def test_a_board_as_shown_costs_the_same_for_many_clients(office: Office) -> None:
    url, query = reverse("board"), f"?as_of={clock.today() - timedelta(days=3):%Y-%m-%d}&how=shown&show=all"
    browser = Browser()
    browser.force_login(office.expert)
    browser.get(url + query)
    with CaptureQueriesContext(connection) as few:
        browser.get(url + query)
    for _ in range(20):
        make_client(expert=office.expert)
    refresh_office(as_of=clock.today())
    with CaptureQueriesContext(connection) as many:
        browser.get(url + query.replace("3&", "0&"))
    assert len(many) <= len(few) + 1


def test_a_page_beyond_the_last_is_the_last(office: Office) -> None:
    day = clock.today() - timedelta(days=3)
    for show in ("all", "debt_overdue"):
        query = f"?as_of={day:%Y-%m-%d}&how=shown&show={show}&page=99"
        assert "Вершина-Строй" in _get(office.expert, reverse("board"), query)
