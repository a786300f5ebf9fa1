"""Actions on many clients: preview, run, skipped rows, undo, rights."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from mayak.accounts.models import EventKind, Role, SecurityEvent, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.bulk.actions.assigning import AssignForm
from mayak.bulk.models import BulkItem, BulkRun, ItemState, RunState
from mayak.bulk.services import prepare, preview, start, undo, work_on
from mayak.clients.models import Client, ClientSegment, Segment, SegmentType
from mayak.clients.services.segments import enter_segment
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.facts.services import refresh_facts
from mayak.work.models import Activity, ActivityState
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


def segment(code: str = "red") -> Segment:
    """A segment of one type."""
    kind, _made = SegmentType.objects.get_or_create(code="colour", defaults={"name": {"en": "Colour"}})
    return Segment.objects.create(type=kind, code=code, name={"en": code})


def shown(user: Staff, action: str, clients: list[Client], **params: Any) -> BulkRun:
    """An action whose preview has been looked at."""
    run = prepare(user=user, action=action, client_ids=[client.pk for client in clients])
    return preview(user=user, run_id=run.pk, params=params)


def done(run: BulkRun) -> BulkRun:
    """The same carried out by the worker."""
    start(user=run.author, run_id=run.pk)
    work_on(run_id=run.pk)
    run.refresh_from_db()
    return run


def undone(run: BulkRun) -> BulkRun:
    """The same taken back."""
    undo(user=run.author, run_id=run.pk)
    work_on(run_id=run.pk)
    run.refresh_from_db()
    return run


def states(run: BulkRun) -> list[str]:
    """What became of the clients."""
    return [item.state for item in run.items.order_by("client__name")]


def colours() -> dict[int, str]:
    """The segment of each client today."""
    return dict(ClientSegment.objects.filter(to_date=None).values_list("client", "segment__code"))


def test_clients_go_into_a_segment_and_back(expert: Staff, clients: list[Client]) -> None:
    blue, red = segment("blue"), segment("red")
    day = clock.today() - timedelta(days=9)
    for client, one in ((clients[0], blue), (clients[1], red)):
        enter_segment(user=expert, client_id=client.pk, type_id=red.type_id, segment_id=one.pk, day=day)
    before = colours()
    run = shown(expert, "segment", clients, segment=red.pk)
    assert colours() == before
    first = run.items.get(client=clients[0])
    assert (first.was, first.becomes) == ("blue", "red")
    assert done(run).state == RunState.DONE
    assert states(run) == [ItemState.DONE, ItemState.SKIPPED, ItemState.DONE]
    assert set(colours().values()) == {"red"}
    assert undone(run).state == RunState.UNDONE
    assert colours() == before


def test_what_changed_since_the_preview_is_left_out_and_listed(expert: Staff, clients: list[Client]) -> None:
    red, green = segment("red"), segment("green")
    run = shown(expert, "segment", clients, segment=red.pk)
    enter_segment(user=expert, client_id=clients[0].pk, type_id=red.type_id, segment_id=green.pk, day=clock.today())
    done(run)
    assert colours()[clients[0].pk] == "green"
    assert states(run) == [ItemState.SKIPPED, ItemState.DONE, ItemState.DONE]
    assert run.items.get(client=clients[0]).note


def test_what_changed_since_it_was_done_stays(expert: Staff, clients: list[Client]) -> None:
    red, green = segment("red"), segment("green")
    run = done(shown(expert, "segment", clients, segment=red.pk))
    enter_segment(user=expert, client_id=clients[0].pk, type_id=red.type_id, segment_id=green.pk, day=clock.today())
    undone(run)
    assert states(run) == [ItemState.KEPT, ItemState.UNDONE, ItemState.UNDONE]
    assert colours() == {clients[0].pk: "green"}


def test_contacts_are_levelled_and_join_what_is_planned(expert: Staff, clients: list[Client]) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    planned = make_activity(clients[0], expert, planned_at=clock.start_of(tomorrow), goal="News")
    more = [make_client(expert=expert, name=f"Клиент {number}") for number in range(3, 6)]
    run = shown(expert, "contacts", [*clients, *more], goal="Renewal", day=tomorrow)
    assert Activity.objects.count() == 1
    done(run)
    planned.refresh_from_db()
    assert planned.goal == "News; Renewal"
    made = Activity.objects.exclude(pk=planned.pk)
    days = [clock.day_of(activity.planned_at) for activity in made]
    assert len(days) == 5
    assert max(days.count(day) for day in days) <= 2
    assert {activity.executor for activity in made} == {expert}
    first = made.order_by("pk")[0]
    Activity.objects.filter(pk=first.pk).update(state=ActivityState.DONE, done_at=clock.now())
    undone(run)
    planned.refresh_from_db()
    assert planned.goal == "News"
    assert run.items.filter(state=ItemState.KEPT).count() == 1
    assert made.filter(state=ActivityState.PLANNED).count() == 0


def test_clients_are_handed_over_by_who_may(expert: Staff, clients: list[Client]) -> None:
    with pytest.raises(NotAllowedError):
        prepare(user=expert, action="assign", client_ids=[clients[0].pk])
    lead, receiver = make_staff(role=Role.TEAM_LEAD, team=expert.team), make_staff(team=expert.team)
    run = shown(lead, "assign", clients, receiver=receiver.pk, role="expert", reason="Holiday")
    done(run)
    held = Client.objects.filter(responsibilities__staff=receiver, responsibilities__to_date=None)
    assert set(held) == set(clients)
    undone(run)
    assert not held.all().exists()


def test_an_export_is_journalled_and_runs_nothing(
    expert: Staff, clients: list[Client], settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Client.objects.filter(pk=clients[0].pk).update(name='=cmd|"/c calc"!A1')
    refresh_facts()
    run = done(shown(expert, "export", clients, form="csv", facts=["debt_amount"]))
    browser = Browser()
    browser.force_login(expert)
    answer = browser.get(reverse("bulk_file", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert len(rows) == 4
    assert sorted(row[0] for row in rows[1:])[0].startswith("'=cmd")
    assert SecurityEvent.objects.filter(kind=EventKind.EXPORT, staff_id=expert.pk).count() == 1
    with pytest.raises(ConflictError):
        undo(user=expert, run_id=run.pk)
    book = done(shown(expert, "export", clients, form="xlsx", facts=[]))
    assert book.file.endswith(".xlsx")


def test_others_clients_and_others_actions_are_out_of_reach(expert: Staff, clients: list[Client]) -> None:
    stranger, red = make_staff(), segment()
    with pytest.raises(InvalidInputError):
        prepare(user=stranger, action="segment", client_ids=[client.pk for client in clients])
    foreign = make_client(expert=stranger)
    run = shown(expert, "segment", [*clients, foreign], segment=red.pk)
    assert BulkItem.objects.filter(client=foreign).count() == 0
    with pytest.raises(Http404):
        start(user=stranger, run_id=run.pk)
    browser = Browser()
    browser.force_login(stranger)
    for name in ("bulk_run", "bulk_progress", "bulk_file"):
        assert browser.get(reverse(name, args=[run.pk])).status_code == 404


def test_who_has_lost_a_client_meanwhile_changes_nothing_there(expert: Staff, clients: list[Client]) -> None:
    run = shown(expert, "segment", clients, segment=segment().pk)
    clients[0].responsibilities.update(staff=make_staff())
    done(run)
    assert states(run) == [ItemState.SKIPPED, ItemState.DONE, ItemState.DONE]


def test_a_run_is_started_once_and_done_once(expert: Staff, clients: list[Client]) -> None:
    run = done(shown(expert, "segment", clients, segment=segment().pk))
    work_on(run_id=run.pk)
    assert ClientSegment.objects.count() == 3
    with pytest.raises(ConflictError):
        start(user=expert, run_id=run.pk)


def test_the_list_begins_an_action_on_ticks_or_on_all(expert: Staff, clients: list[Client]) -> None:
    refresh_facts()
    browser = Browser()
    browser.force_login(expert)
    sent = {"action": "segment", "list": "?", "ids": f"{clients[0].pk},{clients[1].pk},x"}
    answer = browser.post(reverse("bulk_new"), sent)
    run = BulkRun.objects.get()
    assert answer.headers["Location"] == reverse("bulk_run", args=[run.pk])
    assert run.items.count() == 2
    browser.post(reverse("bulk_new"), {"action": "contacts", "list": "?q=Клиент 1", "all": "1"})
    assert BulkRun.objects.latest("pk").items.get().client == clients[1]
    page = browser.post(reverse("bulk_run", args=[run.pk]), {"do": "preview", "segment": segment().pk}, follow=True)
    assert page.context["counts"]["waiting"] == 2
    assert browser.post(reverse("bulk_run", args=[run.pk]), {"do": "preview"}).status_code == 422


def test_what_the_preview_says_is_in_the_language_of_the_reader(
    client: Browser, expert: Staff, clients: list[Client]
) -> None:
    client.force_login(expert)
    with translation.override("ru"):
        run = shown(expert, "contacts", clients, goal="Дайджест", day=clock.today() + timedelta(days=1))
    make_activity(clients[0], expert)
    old = run.items.get(client=clients[1])
    old.was, old.becomes = "нет контакта", "чт, 19 марта"  # kept as it was written before there were languages
    old.save()
    pages = {}
    for code in ("ru", "en"):
        Staff.objects.filter(pk=expert.pk).update(language=code)
        pages[code] = client.get(reverse("bulk_run", args=[run.pk])).content.decode()
    assert pages["ru"].count("нет контакта") == 3
    assert (pages["en"].count("нет контакта"), pages["en"].count("no contact")) == (1, 2)
    with translation.override("ru"):
        done(run)
    assert run.items.get(client=clients[0]).note["en"] == "Changed since the preview."


def test_clients_are_handed_only_to_whose_role_it_is() -> None:
    lead = make_staff(role=Role.TEAM_LEAD, team=make_team())
    manager = make_staff(role="account_manager", team=lead.team)
    values = {"receiver": manager.pk, "reason": "Отпуск"}

    assert list(AssignForm({**values, "role": "expert"}, user=lead).errors) == ["receiver"]
    assert AssignForm({**values, "role": "account_manager"}, user=lead).is_valid()
