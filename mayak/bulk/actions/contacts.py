"""Planning a contact with each client: on a day with room, or as a goal of the contact that is planned anyway."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned, refuse_changed
from mayak.bulk.models import BulkItem, BulkRun
from mayak.clients.events import ClientsChanged
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, ClientStatus, Responsibility, ResponsibilityRole
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.errors import ConflictError
from mayak.core.events import publish
from mayak.planning.domain.next_date import levelled
from mayak.ui import formats
from mayak.work.models import Activity, ActivityState
from mayak.work.services import create_activity, lock_client

# A contact that is planned within so many days takes the goal along.
JOIN_DAYS = 14
FURTHEST_DAYS = 366


class ContactForm(forms.Form):
    """What about, and from which day on."""

    goal = forms.CharField(label=gettext_lazy("Goal"), max_length=300)
    day = forms.DateField(
        label=gettext_lazy("Not before"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_day(self) -> date:
        """A day from today on, within a year."""
        day: date = self.cleaned_data["day"]
        if not clock.today() <= day <= clock.today() + timedelta(days=FURTHEST_DAYS):
            raise forms.ValidationError(_("Choose a day within a year from today."))
        return day


class PlanContacts(Action):
    """A contact for each client; the days are levelled over each expert's load."""

    code = "contacts"
    icon = "phone"

    @property
    def label(self) -> str:
        return _("Plan contacts")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return ContactForm(data, initial={"day": working_calendar().add(clock.today(), 1), **(initial or {})})

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        start, goal = date.fromisoformat(params["day"]), params["goal"]
        calendar, executors, open_contacts = working_calendar(), _executors(clients), _open_contacts(clients)
        load = _load()
        planned = []
        for client in clients:
            contact = open_contacts.get(client.pk)
            executor, capacity = executors.get(client.pk, (user.pk, user.daily_capacity))
            was = formats.weekday_day(contact.planned_at) if contact else _("no contact")
            if client.status == ClientStatus.DISCONNECTED:
                planned.append(Planned(client.pk, was, "", note=_("has left")))
            elif contact and clock.day_of(contact.planned_at) <= start + timedelta(days=JOIN_DAYS):
                note = _("has this goal already") if goal in contact.goal else ""
                becomes = _("the same contact, + “%(goal)s”") % {"goal": goal}
                planned.append(Planned(client.pk, was, becomes[:300], contact.pk, {"join": contact.pk}, note))
            else:
                chosen = levelled(wanted=start, load=load[executor], capacity=capacity, calendar=calendar)
                load[executor][chosen.day] = load[executor].get(chosen.day, 0) + 1
                plan = {"day": chosen.day.isoformat(), "executor": executor, "is_overload": chosen.is_overload}
                becomes = formats.weekday_day(chosen.day) + (_(", beyond the day's room") if chosen.is_overload else "")
                planned.append(Planned(client.pk, was, becomes, contact.pk if contact else None, plan))
        return planned

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        client = lock_client(user=run.author, client_id=item.client_id)
        contact = _open_contacts([client]).get(client.pk)
        refuse_changed(item, contact.pk if contact else None)
        goal = run.params["goal"]
        if contact is not None and "join" in item.plan:
            before = contact.goal
            contact.goal = f"{before}; {goal}" if before else goal
            contact.save(update_fields=["goal"])
            publish(ClientsChanged(frozenset({client.pk})))
            return {"joined": contact.pk, "before": before, "after": contact.goal}
        made = create_activity(
            client_id=client.pk,
            executor_id=item.plan["executor"],
            planned_at=clock.start_of(date.fromisoformat(item.plan["day"])),
            author=run.author,
            reasons=[("bulk", str(run.pk))],
            goal=goal,
            is_overload=item.plan["is_overload"],
        )
        publish(ClientsChanged(frozenset({client.pk})))
        return {"made": made.pk}

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        lock_client(user=run.author, client_id=item.client_id)
        contact = Activity.objects.filter(pk=item.kept.get("made") or item.kept["joined"]).first()
        if contact is None or contact.state != ActivityState.PLANNED:
            raise ConflictError(_("The contact was held or cancelled meanwhile."))
        if "made" in item.kept:
            contact.state = ActivityState.CANCELLED
            contact.save(update_fields=["state"])
            contact.reasons.filter(is_open=True).update(is_open=False)
        elif contact.goal == item.kept["after"]:
            contact.goal = item.kept["before"]
            contact.save(update_fields=["goal"])
        else:
            raise ConflictError(_("The goal was changed meanwhile."))
        publish(ClientsChanged(frozenset({item.client_id})))

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        return str(params.get("goal", ""))


def _executors(clients: Sequence[Client]) -> dict[int, tuple[int, int]]:
    """The expert of each client today with the room of a day; the account manager where there is none."""
    rows = Responsibility.objects.filter(in_force_on(clock.today()), client__in=clients)
    found = sorted(
        rows.values_list("role", "client", "staff", "staff__daily_capacity"),
        key=lambda row: row[0] == ResponsibilityRole.EXPERT,
    )
    return {client: (staff, capacity) for _role, client, staff, capacity in found}


def _open_contacts(clients: Sequence[Client]) -> dict[int, Activity]:
    """The next planned contact of each client."""
    rows = Activity.objects.filter(client__in=clients, state=ActivityState.PLANNED).order_by("-planned_at", "-pk")
    return {row.client_id: row for row in rows}


def _load() -> dict[int, dict[date, int]]:
    rows = Activity.objects.filter(state=ActivityState.PLANNED, planned_at__gte=clock.start_of(clock.today()))
    days = rows.annotate(day=TruncDate("planned_at", tzinfo=clock.office_zone())).values_list("executor", "day")
    load: dict[int, dict[date, int]] = defaultdict(dict)
    for executor, day, count in days.annotate(count=Count("pk")):
        load[executor][day] = count
    return load
