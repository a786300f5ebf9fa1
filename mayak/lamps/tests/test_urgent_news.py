"""Who is told that a lamp became urgent, and who is left in peace (S3, S8)."""

from datetime import date, timedelta
from typing import Any

import pytest

from mayak.accounts.models import Absence, Role, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.facts.services import refresh_dirty, refresh_facts, sweep_dirty
from mayak.lamps import urgent
from mayak.lamps.models import LampDefinition, LampState, UrgentNews
from mayak.lamps.tests.makers import before, make_invoice, noon
from mayak.notifications.kinds import Channel
from mayak.notifications.models import Notification
from mayak.notifications.queries import told
from mayak.notifications.services import choose_channels

pytestmark = pytest.mark.django_db
D = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def only_debt() -> None:
    """One lamp, urgent from the 15th day of debt."""
    LampDefinition.objects.exclude(code="debt_overdue").update(is_active=False)


@pytest.fixture
def today() -> Any:
    with clock.frozen_at(noon(D)):
        yield D


def fall_into_debt(*clients: Client) -> None:
    """An invoice long overdue, measured as after a record of somebody."""
    for client in clients:
        make_invoice(client, before(D, 90), due_date=before(D, 60))
    refresh_dirty(client_ids=[client.pk for client in clients])


def known_client(expert: Staff, **fields: Any) -> Client:
    """A client that has been judged before."""
    client = make_client(expert=expert, **fields)
    refresh_facts(client_ids=[client.pk])
    return client


def tell() -> dict[int, list[str]]:
    """The titles by reader."""
    urgent.tell_urgent_news()
    titles: dict[int, list[str]] = {}
    for row in Notification.objects.order_by("pk"):
        titles.setdefault(row.staff_id, []).append(told(row).words.title)
    return titles


def test_the_lamp_of_this_test_is_urgent(today: date) -> None:
    client = known_client(make_staff())
    fall_into_debt(client)
    assert LampState.objects.get(client=client).is_urgent


def test_the_expert_is_told_why(today: date) -> None:
    eva = make_staff()
    client = known_client(eva, name="ООО «Парус»")
    fall_into_debt(client)
    assert tell() == {eva.pk: ["ООО «Парус»: стало срочно"]}
    row = Notification.objects.get()
    assert (row.client_id, row.is_urgent, row.url) == (client.pk, True, f"/clients/{client.pk}/")
    assert "60" in told(row).words.body


def test_it_is_told_once_a_day(today: date) -> None:
    eva = make_staff()
    client = known_client(eva)
    fall_into_debt(client)
    LampState.objects.update(is_urgent=False)
    refresh_facts(client_ids=[client.pk])
    tell()
    assert len(tell()[eva.pk]) == 1


def test_the_first_judgement_of_a_client_is_no_news(today: date) -> None:
    client = make_client(expert=make_staff())
    make_invoice(client, before(D, 90), due_date=before(D, 60))
    refresh_facts()
    assert tell() == {}


def test_what_stays_urgent_is_no_news(today: date) -> None:
    eva = make_staff()
    client = known_client(eva)
    fall_into_debt(client)
    tell()
    with clock.frozen_at(noon(D + timedelta(days=1))):
        sweep_dirty()
        assert len(tell()[eva.pk]) == 1


def test_what_got_better_meanwhile_is_not_told(today: date) -> None:
    fall_into_debt(known_client(make_staff()))
    LampState.objects.update(is_urgent=False)
    assert tell() == {}


def test_the_substitute_is_told_while_the_expert_is_away(today: date) -> None:
    eva, oleg, past = make_staff(), make_staff(), make_staff()
    Absence.objects.create(staff=eva, substitute=oleg, from_date=D, to_date=D)
    Absence.objects.create(staff=eva, substitute=past, from_date=before(D, 9), to_date=before(D, 1))
    fall_into_debt(known_client(eva))
    assert set(tell()) == {eva.pk, oleg.pk}


def test_the_lead_is_told_by_own_choice_only(today: date) -> None:
    top = make_team()
    team = make_team(parent=top)
    eva = make_staff(team=team)
    lead, upper = make_staff(Role.TEAM_LEAD, team=team), make_staff(Role.TEAM_LEAD, team=top)
    make_staff(Role.TEAM_LEAD, team=make_team())
    choose_channels(staff=upper, choices={"lamps.urgent_in_team": frozenset({Channel.BELL})})
    fall_into_debt(known_client(eva))
    assert set(tell()) == {eva.pk, upper.pk}
    assert lead.pk not in tell()


def test_a_pass_over_many_is_one_notification_each(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urgent, "FEW_CLIENTS", 3)
    eva, oleg = make_staff(), make_staff()
    of_eva = [known_client(eva) for _number in range(5)]
    of_oleg = [known_client(oleg), known_client(oleg)]
    fall_into_debt(*of_eva, *of_oleg)
    assert tell() == {}  # the pass may go on
    monkeypatch.setattr(urgent, "QUIET", timedelta(0))
    assert tell() == {eva.pk: ["5 клиентов: стало срочно"], oleg.pk: ["2 клиента: стало срочно"]}
    rows = Notification.objects.all()
    assert {(row.url, row.is_urgent) for row in rows} == {("/board/?show=urgent", False)}
    assert told(rows.get(staff=oleg)).words.body.endswith(": 2")


def test_a_killed_process_loses_nothing(today: date) -> None:
    eva = make_staff()
    fall_into_debt(known_client(eva))  # committed; its subscribers never ran
    assert UrgentNews.objects.filter(told_at=None).count() == 1
    assert len(tell()[eva.pk]) == 1
    assert not UrgentNews.objects.filter(told_at=None).exists()


def test_the_event_names_exactly_the_new_ones(today: date, django_capture_on_commit_callbacks: Any) -> None:
    from mayak.core import events
    from mayak.lamps.events import BecameUrgent

    heard: list[BecameUrgent] = []
    eva = make_staff()
    old, new = known_client(eva), known_client(eva)
    fall_into_debt(old)
    events.subscribe(BecameUrgent)(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            make_invoice(new, before(D, 90), due_date=before(D, 60))
            refresh_facts(client_ids=[old.pk, new.pk])
    finally:
        events._subscribers[BecameUrgent].remove(heard.append)
    lamp = LampDefinition.objects.get(code="debt_overdue")
    assert heard == [BecameUrgent(frozenset({(new.pk, lamp.pk)}))]


def test_training_on_a_past_day_tells_nothing() -> None:
    client = known_client(make_staff())
    with clock.frozen_at(noon(D)):
        fall_into_debt(client)
    assert tell() == {}
