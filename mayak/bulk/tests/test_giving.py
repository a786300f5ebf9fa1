"""Marks and assignments for many clients, and how full the days become."""

from datetime import time, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.bulk.models import ItemState
from mayak.bulk.queries import load_of
from mayak.bulk.tests.test_bulk import done, shown, states, undone
from mayak.clients.models import Client, ClientMark
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.facts.models import ClientFacts
from mayak.facts.services import refresh_facts
from mayak.work.models import Activity, ActivityState, Assignment, Outcome
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    """Somebody with room for two contacts a day."""
    return make_staff(team=make_team(), daily_capacity=2)


@pytest.fixture
def clients(expert: Staff) -> list[Client]:
    """Three clients of that person."""
    return [make_client(expert=expert, name=f"Клиент {number}") for number in range(3)]


def marked(text: str = "Семинар") -> set[str]:
    """The clients with a mark, by name."""
    return set(ClientMark.objects.filter(text=text).values_list("client__name", flat=True))


def test_a_mark_is_put_on_taken_off_and_brought_back(expert: Staff, clients: list[Client]) -> None:
    ClientMark.objects.create(client=clients[0], text="Семинар", author=expert, made_at=clock.now())
    run = shown(expert, "mark", clients, text="Семинар", way="on")
    assert states(run) == [ItemState.SKIPPED, ItemState.WAITING, ItemState.WAITING]
    done(run)
    assert marked() == {"Клиент 0", "Клиент 1", "Клиент 2"}
    undone(run)
    assert marked() == {"Клиент 0"}
    off = done(shown(expert, "mark", clients, text="Семинар", way="off"))
    assert marked() == set()
    undone(off)
    assert marked() == {"Клиент 0"}


def test_a_mark_is_seen_in_the_list_and_the_window_and_goes_by_one_button(expert: Staff, clients: list[Client]) -> None:
    done(shown(expert, "mark", clients[:1], text="Семинар", way="on"))
    refresh_facts()
    browser = Browser()
    browser.force_login(expert)
    listed = browser.get(reverse("clients"), {"mark": "Семинар"})
    assert [line.name for line in listed.context["page"].lines] == ["Клиент 0"]
    assert "Семинар" in listed.content.decode()
    window = browser.get(reverse("client", args=[clients[0].pk]))
    assert window.context["frame"].head.marks == ((ClientMark.objects.get().pk, "Семинар"),)
    browser.post(reverse("client_mark_off", args=[ClientMark.objects.get().pk]))
    assert marked() == set()
    browser.post(reverse("client_add", args=[clients[0].pk, "mark"]), {"text": "  Семинар "})
    assert marked() == {"Клиент 0"}
    assert browser.post(reverse("client_add", args=[clients[0].pk, "mark"]), {"text": " "}).status_code == 422


def test_everybody_gets_the_assignments_of_the_own_clients(expert: Staff, clients: list[Client]) -> None:
    other = make_staff(team=expert.team)
    theirs = make_client(expert=other, name="Клиент 3")
    lead = make_staff(role=Role.TEAM_LEAD, team=expert.team)
    values = {
        "goal": "Позвать на семинар",
        "direction": "Обучение",
        "type": "",
        "executor": "expert",
        "instruments": [],
        "day": clock.today() + timedelta(days=1),
        "debtors_first": False,
    }
    run = shown(lead, "assignments", [*clients, theirs], **values)
    people, more = load_of(run)
    assert [(one.name, one.added) for one in people] == [(expert.full_name, 3), (other.full_name, 1)]
    assert more == 0
    assert max(day.total for day in people[0].days) <= 2
    assert Assignment.objects.count() == 0
    done(run)
    given = Assignment.objects.filter(goal="Позвать на семинар")
    assert {one.executor for one in given} == {expert, other}
    assert {contact.assignment for contact in Activity.objects.all()} == set(given)
    again = shown(lead, "assignments", clients, **values)
    assert set(states(again)) == {ItemState.SKIPPED}
    worked_on = Activity.objects.get(client=clients[0])
    Activity.objects.filter(pk=worked_on.pk).update(state=ActivityState.DONE, done_at=clock.now())
    undone(run)
    assert [one.client for one in given.all()] == [clients[0]]
    assert run.items.filter(state=ItemState.KEPT).count() == 1
    assert not Activity.objects.filter(state=ActivityState.PLANNED).exists()


def test_the_window_tells_of_an_assignment(expert: Staff, clients: list[Client]) -> None:
    Assignment.objects.create(
        client=clients[0], executor=expert, direction="Обучение", goal="Семинар", opened_date=clock.today()
    )
    refresh_facts()
    browser = Browser()
    browser.force_login(expert)
    page = browser.get(reverse("client_tab", args=[clients[0].pk, "activities"])).content.decode()
    assert "Обучение" in page


def test_who_owes_is_called_first_each_at_a_time_of_the_day(expert: Staff, clients: list[Client]) -> None:
    refresh_facts()
    ClientFacts.objects.filter(pk=clients[2].pk).update(overdue_days=9, debt_amount=100)
    day = working_calendar().add(clock.today(), 2)
    run = shown(expert, "contacts", clients, goal="Долг", day=day, keeps_agreed=True, debtors_first=True)
    done(run)
    made = {one.client_id: one.planned_at.astimezone(clock.office_zone()) for one in Activity.objects.all()}
    assert (made[clients[2].pk].date(), made[clients[2].pk].time()) == (day, time(9, 30))
    assert (made[clients[0].pk].date(), made[clients[0].pk].time()) == (day, time(9, 45))
    assert made[clients[1].pk].date() > day


@pytest.mark.parametrize("is_fixed", [True, False])
def test_a_far_contact_comes_nearer_unless_it_was_agreed(expert: Staff, clients: list[Client], is_fixed: bool) -> None:
    far = clock.now() + timedelta(days=60)
    contact = make_activity(clients[0], expert, planned_at=far, goal="Цикл", is_fixed_time=is_fixed)
    day = clock.today() + timedelta(days=1)
    run = done(shown(expert, "contacts", clients[:1], goal="Долг", day=day, keeps_agreed=True, debtors_first=False))
    contact.refresh_from_db()
    assert Activity.objects.count() == (2 if is_fixed else 1)
    assert (contact.planned_at == far) is is_fixed
    undone(run)
    contact.refresh_from_db()
    assert (contact.planned_at, contact.goal, contact.is_fixed_time) == (far, "Цикл", is_fixed)


def test_what_was_talked_about_lately_is_left_alone(expert: Staff, clients: list[Client]) -> None:

    reached = Outcome.objects.create(
        code="talk", name={"en": "Talk"}, is_reached=True, is_effective=True, next_rule="days"
    )
    make_activity(
        clients[0], expert, goal="Долг и акты", state=ActivityState.DONE, done_at=clock.now(), outcome=reached
    )
    run = shown(expert, "contacts", clients, goal="долг", day=clock.today(), keeps_agreed=True, debtors_first=False)
    assert states(run) == [ItemState.SKIPPED, ItemState.WAITING, ItemState.WAITING]
