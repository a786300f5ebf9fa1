"""Giving an assignment for each client: who gets how many, with a first contact on a day with room."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned, changed_since
from mayak.bulk.actions.contacts import DayForm, create_placed, has_left, in_order, placed
from mayak.bulk.actions.days import Diaries, Executor, executor_of, executors_of, zones_of
from mayak.bulk.models import BulkItem, BulkRun
from mayak.bulk.words import Later, LeftOutError
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, ClientStatus, Responsibility
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import MayakError
from mayak.core.text import localized
from mayak.team.policies import receivers_for
from mayak.work.domain import directions
from mayak.work.models import Assignment, Instrument
from mayak.work.services import lock_client, open_assignment, withdraw_assignment

# Who gets the assignment of a client: whoever looks after the client in a role, else one person by key.
BY_ROLE = {
    "expert": gettext_lazy("the client’s expert"),
    "account_manager": gettext_lazy("the client’s account manager"),
}


class AssignmentForm(DayForm):
    """What is to be reached, by whom, from which day on."""

    field_order = ("goal", "direction", "type", "executor", "instruments", "day", "debtors_first")
    goal = forms.CharField(label=gettext_lazy("Goal"), max_length=300)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=[(one, one) for one in directions.OFFERED])
    type = forms.CharField(label=pgettext_lazy("assignment", "Type"), max_length=100, required=False)
    executor = forms.ChoiceField(label=gettext_lazy("Executor"))
    instruments = forms.MultipleChoiceField(
        label=gettext_lazy("Instruments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    keeps_agreed = None  # type: ignore[assignment]

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = receivers_for(user).order_by("last_name", "first_name")
        tools = Instrument.objects.filter(is_active=True)
        for name, choices in (
            ("executor", [*BY_ROLE.items(), *((str(one.pk), one.full_name) for one in people)]),
            ("instruments", [(str(one.pk), localized(one.name)) for one in tools]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class CreateAssignments(Action):
    """An assignment of its own for each client, and the first contact under it."""

    code = "assignments"
    icon = "checks"
    shows_load = True

    @property
    def label(self) -> str:
        return _("Create assignments")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        usual = {"day": working_calendar().add(clock.today(), 1)}
        return AssignmentForm(data, initial={**usual, **(initial or {})}, user=user)

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        start = date.fromisoformat(params["day"])
        executors, zones, diaries = _executors(user, clients, params["executor"]), zones_of(clients), Diaries()
        there = _open_with(clients, params["goal"])
        found: dict[int, Planned] = {}
        for client in in_order(clients, params):
            executor = executors.get(client.pk)
            was = Later(_before, there.get(client.pk, ""))
            if client.status == ClientStatus.DISCONNECTED:
                found[client.pk] = Planned(client.pk, was, "", note=Later(has_left))
            elif client.pk in there:
                found[client.pk] = Planned(client.pk, was, "", note=Later(_is_open))
            elif executor is None:
                found[client.pk] = Planned(client.pk, was, "", note=Later(_nobody))
            else:
                words, plan = placed(executor, diaries.put(executor, start, zones[client.pk]))
                becomes = Later(_gets, executor.name, words)
                found[client.pk] = Planned(client.pk, was, becomes, plan=plan | {"does": "give"})
        return [found[client.pk] for client in clients]

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        client, goal = lock_client(user=run.author, client_id=item.client_id), run.params["goal"]
        if _open_with([client], goal):
            raise LeftOutError(changed_since)
        assignment = open_assignment(
            user=run.author,
            client_id=client.pk,
            executor_id=item.plan["executor"],
            direction=run.params["direction"],
            type_name=run.params["type"],
            goal=goal,
            instruments=[int(pk) for pk in run.params["instruments"]],
        )
        made = create_placed(run, item, goal, assignment=assignment)
        return {"assignment": assignment.pk, "made": made.pk, "executor": assignment.executor_id}

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        given = Assignment.objects.filter(pk=item.kept["assignment"]).first()
        if given is None or given.executor_id != item.kept["executor"]:
            raise LeftOutError(_changed_meanwhile)
        withdraw_assignment(user=run.author, assignment_id=given.pk)

    def counted(self, does: str, count: int) -> str:
        return ngettext("assignment with a first contact", "assignments with a first contact", count)

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        return str(params.get("goal", ""))


def _before(holder: str) -> str:
    return _("%(name)s has it open") % {"name": holder} if holder else _("no assignment")


def _gets(name: str, day: Later) -> str:
    return _("%(name)s, first contact %(day)s") % {"name": name, "day": day}


def _is_open() -> str:
    return _("such an assignment is open")


def _nobody() -> str:
    return _("nobody looks after the client in this role")


def _changed_meanwhile() -> str:
    return _("The assignment was changed meanwhile.")


def _executors(user: Staff, clients: Sequence[Client], who: str) -> dict[int, Executor]:
    if who == "expert":
        return executors_of(clients, user)
    if who in BY_ROLE:
        rows = Responsibility.objects.filter(in_force_on(clock.today()), client__in=clients, role=who)
        return {row.client_id: executor_of(row.staff) for row in rows.select_related("staff")}
    chosen = receivers_for(user).filter(pk=int(who)).first()
    if chosen is None:
        raise MayakError(_("Choose who does it."))
    return {client.pk: executor_of(chosen) for client in clients}


def _open_with(clients: Sequence[Client], goal: str) -> dict[int, str]:
    """Who has an open assignment with this very goal already, by client."""
    rows = Assignment.objects.filter(client__in=clients, closed_date=None, goal=goal.strip())
    return {row.client_id: row.executor.full_name for row in rows.select_related("executor")}
