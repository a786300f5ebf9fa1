"""An office whose clients change hands."""

from dataclasses import dataclass
from typing import Any

from mayak.accounts.models import Staff, Team
from mayak.accounts.tests.makers import make_staff
from mayak.calling.models import ContactDraft
from mayak.cases.models import Case
from mayak.clients.models import Client, Responsibility
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.money.models import Promise
from mayak.work.models import Activity, Agreement, Assignment
from mayak.work.services import standing_assignment
from mayak.work.tests.makers import make_activity, make_agreement


@dataclass(frozen=True)
class Pool:
    """A lead, who gives, who gets, the clients."""

    lead: Staff
    giver: Staff
    receiver: Staff
    clients: list[Client]


def make_pool(size: int = 3) -> Pool:
    """A team of three with a pool, each client with something open of every kind."""
    team = Team.objects.create(name="Отдел")
    lead = make_staff(role="team_lead", team=team)
    giver = make_staff(team=team, first_name="Ева", last_name="Крылова")
    receiver = make_staff(team=team, first_name="Олег", last_name="Вяткин")
    return Pool(lead, giver, receiver, [make_busy_client(giver) for _ in range(size)])


def make_busy_client(giver: Staff) -> Client:
    """A client with a planned contact and its draft, a talk, an agreement, a promise, a case, an assignment."""
    client = make_client(expert=giver)
    person = make_person(client, roles=["key_user"], phone="+79990000014")
    standing = standing_assignment(client_id=client.pk, executor_id=giver.pk, author=giver)
    contact = make_activity(client, giver, assignment=standing, person=person, is_call_back=True)
    ContactDraft.objects.create(activity=contact, staff=giver, payload={"comment": "начало"}, saved_at=clock.now())
    make_activity(client, giver, assignment=standing, state="done", done_at=clock.now(), comment="Говорили о НДС")
    make_agreement(client, clock.today())
    Promise.objects.create(client=client, promised_date=clock.today(), expected_date=clock.today(), amount=100)
    Case.objects.create(client=client, kind="task", title="Подписать", opened_at=clock.now(), owner=giver)
    return client


def everything(clients: list[Client]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a hand-over may touch, as it is."""
    models = (Responsibility, Activity, Assignment, Case, Agreement, Promise)
    rows = {
        model.__name__: sorted(model._default_manager.filter(client__in=clients).values_list(), key=lambda row: row[0])
        for model in models
    }
    drafts = ContactDraft.objects.filter(activity__client__in=clients)
    return {**rows, "ContactDraft": sorted(drafts.values_list(), key=lambda row: row[0])}
