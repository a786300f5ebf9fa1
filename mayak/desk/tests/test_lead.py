"""The lead's page: the team's day, the heat map, and that every number opens exactly its rows."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from mayak.accounts.models import Absence, Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.cases.models import Case
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.desk.queries.team_heat import HeatMap, heat_map
from mayak.lamps.models import LampDefinition, LampInterval, LampState, Score, ScoreInterval
from mayak.planning.queries.contact_lists import ContactList
from mayak.planning.queries.team_day import team_day_of
from mayak.work.tests.makers import at, make_activity, make_done

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
WEEK_AGO = TODAY - timedelta(days=7)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 12)):
        yield


@pytest.fixture
def lead() -> Staff:
    return make_staff(Role.TEAM_LEAD, team=make_team())


@pytest.fixture
def expert(lead: Staff) -> Staff:
    return make_staff(team=lead.team, first_name="Ева", last_name="Крылова")


def served(expert: Staff, necessity: str = "0.20", *, lit: bool = False, was_lit: bool = False) -> Client:
    """A client with a score now and a week ago; the lamp “not used” lit now, or a week ago."""
    client = make_client(expert=expert)
    lamp = LampDefinition.objects.get(code="product_unused")
    Score.objects.create(client=client, necessity=Decimal(necessity), certainty=1, computed=Decimal(necessity))
    ScoreInterval.objects.create(client=client, necessity=Decimal("0.10"), certainty=1, from_date=WEEK_AGO)
    if lit:
        LampState.objects.create(client=client, lamp=lamp, state="lit", since_date=TODAY, evidence={})
    if was_lit:
        LampInterval.objects.create(
            client=client, lamp=lamp, state="lit", evidence={}, from_date=WEEK_AGO, to_date=WEEK_AGO
        )
    return client


def heat_of(lead: Staff) -> HeatMap:
    members = team_day_of(user=lead, day=TODAY)
    return heat_map(user=lead, members=members, day=TODAY, staff_ids=None, is_whole=False)


def page_of(staff: Staff, url: str) -> str:
    browser = Browser()
    browser.force_login(staff)
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_cell_is_the_share_of_lit_clients_and_its_change_in_points(lead: Staff, expert: Staff) -> None:
    served(expert, lit=True, was_lit=True)
    served(expert, lit=True)
    served(expert)
    served(expert)
    cell = next(cell for cell in heat_of(lead).rows[0].cells if cell.lamp.code == "product_unused")
    assert (cell.lit, cell.share, cell.was_lit, cell.change) == (2, 50, 1, 25)
    assert cell.shade == 5


def test_without_a_recorded_week_there_is_no_change(lead: Staff, expert: Staff) -> None:
    served(expert, lit=True)
    ScoreInterval.objects.all().delete()
    heat = heat_of(lead)
    assert heat.week_ago is None
    assert {cell.change for cell in heat.rows[0].cells} == {None}


def test_a_client_of_two_colleagues_counts_once_in_all_together(lead: Staff, expert: Staff) -> None:
    other = make_staff(team=lead.team)
    served(other)
    shared = make_client(expert=expert, manager=other)
    Score.objects.create(client=shared, necessity=Decimal("0.40"), certainty=1, computed=Decimal("0.40"))
    heat = heat_of(lead)
    assert sum(row.clients for row in heat.rows) == 3
    assert heat.total.clients == 2
    assert heat.total.necessity == Decimal("0.30")


def test_foreign_pools_are_not_counted(lead: Staff, expert: Staff) -> None:
    served(expert)
    served(make_staff(team=make_team()), lit=True)
    heat = heat_of(lead)
    assert [row.staff_id for row in heat.rows] == [expert.pk]
    assert heat.total.clients == 1
    assert heat_of(make_staff(Role.DIRECTOR)).total.clients == 2


def test_the_day_counts_each_contact_in_its_lists(lead: Staff, expert: Staff) -> None:
    client = served(expert)
    make_done(client, expert, at(TODAY, 10), "product", is_product_entered=True)
    make_done(client, expert, at(TODAY, 10, 30), "fruitless")
    make_done(client, expert, at(TODAY, 11), "no_answer")
    make_done(client, expert, at(TODAY - timedelta(days=1), 11), "product")
    make_activity(client, expert, at(TODAY, 15))
    make_activity(client, expert, at(TODAY - timedelta(days=3)))
    make_activity(client, expert, at(TODAY + timedelta(days=1)))
    (day,) = team_day_of(user=lead, day=TODAY)
    assert day.counts == {
        ContactList.DONE: 2,
        ContactList.EFFECTIVE: 1,
        ContactList.ENTERED: 1,
        ContactList.ATTEMPTS: 1,
        ContactList.AHEAD: 2,
        ContactList.OVERDUE: 1,
    }


def test_every_number_opens_its_rows(lead: Staff, expert: Staff) -> None:
    client = served(expert, "0.65", lit=True)
    served(expert, was_lit=True)
    make_done(client, expert, at(TODAY, 10), "product", is_product_entered=True)
    make_done(client, expert, at(TODAY, 11), "no_answer")
    make_activity(client, expert, at(TODAY - timedelta(days=3)))
    page = page_of(lead, reverse("lead"))
    links = dict(re.findall(r'id="d-([\w-]+)" href="([^"]+)"', page))
    numbers = dict(re.findall(r'id="d-([\w-]+)" href="[^"]+">(.*?)</a>', page))
    for kind in ("clients", "urgent", "done", "effective", "entered", "attempts", "ahead"):
        name = f"{expert.pk}-{kind}"
        number = int(re.findall(r"\d+", strip_tags(numbers[name]))[-1])
        rows = len(re.findall(r"<tr data-row[ >]", page_of(lead, links[name].replace("&amp;", "&"))))
        assert rows == number, kind


def test_a_total_opens_the_contacts_it_has_summed(lead: Staff, expert: Staff) -> None:
    client = served(expert)
    stranger = make_staff(team=make_team())
    make_done(client, expert, at(TODAY, 10), "product")
    make_done(client, stranger, at(TODAY, 11), "product")
    found = re.search(r'href="([^"]*show=done[^"]*experts=[^"]*)">(\d+)<', page_of(lead, reverse("lead")))
    assert found
    assert found[2] == "1"
    rows = page_of(lead, found[1].replace("&amp;", "&"))
    assert len(re.findall(r"<tr data-row[ >]", rows)) == 1
    broken = page_of(lead, reverse("contacts") + "?experts=x,,9999999999999")
    assert len(re.findall(r"<tr data-row[ >]", broken)) == 2


def test_a_cell_opens_the_board_of_the_expert_and_lamp(lead: Staff, expert: Staff) -> None:
    served(expert, lit=True)
    served(expert)
    url = re.search(r'<td class="h h-5"><a href="([^"]+)"', page_of(lead, reverse("lead")))
    assert url
    assert page_of(lead, url[1].replace("&amp;", "&")).count("data-row") >= 1
    assert f"expert={expert.pk}" in url[1]
    assert "show=product_unused" in url[1]


def test_the_page_shows_who_is_away_and_what_waits(lead: Staff, expert: Staff) -> None:
    client = served(expert)
    substitute = make_staff(team=lead.team, first_name="Пётр", last_name="Самойлов")
    Absence.objects.create(staff=expert, substitute=substitute, from_date=TODAY, to_date=TODAY)
    Case.objects.create(client=client, kind="threat", title="Конкурент предложил", opened_at=at(TODAY), owner=lead)
    page = page_of(lead, reverse("lead"))
    assert "Пётр Самойлов" in page
    assert "Конкурент предложил" in page


def test_the_live_part_comes_alone(lead: Staff, expert: Staff) -> None:
    make_done(served(expert), expert, at(TODAY, 10))
    part = page_of(lead, reverse("lead_day"))
    assert "Ева Крылова" in part
    assert "<html" not in part


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ACCOUNT_MANAGER, Role.HOTLINE])
def test_only_those_who_lead_others_open_the_page(role: Role) -> None:
    browser = Browser()
    browser.force_login(make_staff(role))
    assert browser.get(reverse("lead")).status_code == 403


@pytest.mark.parametrize("query", ["?show=nonsense&since=2026-02-31&expert=x", "?page=999", "?since=2026-12-01"])
def test_a_broken_address_of_the_list_is_still_a_page(expert: Staff, query: str) -> None:
    make_done(served(expert), expert, at(TODAY, 10))
    page_of(expert, reverse("contacts") + query)


def test_the_statements_of_the_page_do_not_grow_with_the_team(lead: Staff, expert: Staff) -> None:
    browser = Browser()
    browser.force_login(lead)
    served(expert, lit=True)
    few = _statements(browser)
    for _ in range(5):
        colleague = make_staff(team=lead.team)
        for _ in range(3):
            make_done(served(colleague, lit=True), colleague, at(TODAY, 10))
    assert _statements(browser) == few
    assert few <= 12


def _statements(browser: Browser) -> int:
    browser.get(reverse("lead"))
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse("lead")).status_code == 200
    return len(captured)


def test_a_lead_of_one_team_is_not_asked_which(lead: Staff, expert: Staff) -> None:
    office = make_team(name="Сервис")
    lead.team.parent = office  # type: ignore[union-attr]
    lead.team.save()  # type: ignore[union-attr]
    director = make_staff(Role.DIRECTOR, team=office)
    stranger = make_staff(team=make_team(parent=office))
    url = reverse("lead")

    assert '<select name="team"' not in page_of(lead, url)
    assert '<select name="team"' in page_of(director, url)

    Absence.objects.create(staff=stranger, from_date=TODAY, to_date=TODAY, substitute=lead)
    assert '<select name="team"' in page_of(lead, url)


def test_a_lead_of_a_team_with_teams_below_may_choose_one(lead: Staff, expert: Staff) -> None:
    below = make_team(parent=lead.team)
    make_staff(team=below)
    text = page_of(lead, reverse("lead"))
    assert f'value="{below.pk}"' in text
    assert f'value="{lead.team_id}"' in text
