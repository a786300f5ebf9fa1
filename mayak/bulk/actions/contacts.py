"""Planning a contact with each client: on a day with room, or as a goal of the contact that is planned anyway."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned, refuse_changed
from mayak.bulk.actions.days import Diaries, Executor, Place, executors_of, zones_of
from mayak.bulk.models import BulkItem, BulkRun
from mayak.bulk.words import Later, LeftOutError, Words
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client, ClientStatus
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.events import publish
from mayak.facts.models import ClientFacts
from mayak.ui import formats
from mayak.work.models import Activity, ActivityReason, ActivityState
from mayak.work.services import create_activity, lock_client

# A contact that is planned within so many days takes the goal along.
JOIN_DAYS = 14
# What was talked about within so many days is not brought up again.
TALKED_DAYS = 30
FURTHEST_DAYS = 366
# Reasons of a contact that somebody was promised (W7).
AGREED = ("agreement", "promise", "asked")


class DayForm(forms.Form):
    """From which day on, and in which order the days are filled."""

    day = forms.DateField(
        label=gettext_lazy("Not before"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    keeps_agreed = forms.BooleanField(
        label=gettext_lazy("What was agreed with the client is not moved"), required=False, initial=True
    )
    debtors_first = forms.BooleanField(label=gettext_lazy("Those who owe are called first"), required=False)

    def clean_day(self) -> date:
        """A day from today on, within a year."""
        day: date = self.cleaned_data["day"]
        if not clock.today() <= day <= clock.today() + timedelta(days=FURTHEST_DAYS):
            raise forms.ValidationError(_("Choose a day within a year from today."))
        return day


class ContactForm(DayForm):
    """What about, and when."""

    field_order = ("goal",)
    goal = forms.CharField(label=gettext_lazy("Goal"), max_length=300)


class PlanContacts(Action):
    """A contact for each client; the days are levelled over each expert's load."""

    code = "contacts"
    icon = "phone"
    shows_load = True

    @property
    def label(self) -> str:
        return _("Plan contacts")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return ContactForm(data, initial={"day": working_calendar().add(clock.today(), 1), **(initial or {})})

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        goal, start = params["goal"], date.fromisoformat(params["day"])
        executors, zones, diaries = executors_of(clients, user), zones_of(clients), Diaries()
        nearest, talked, agreed = _open_contacts(clients), _talked(clients, goal, start), _agreed(clients)
        found: dict[int, Planned] = {}
        for client in in_order(clients, params):
            contact = nearest.get(client.pk)
            was = Later(formats.weekday_day, contact.planned_at) if contact else Later(_no_contact)
            seen = contact.pk if contact else None
            if client.status == ClientStatus.DISCONNECTED:
                found[client.pk] = Planned(client.pk, was, "", seen, note=Later(has_left))
            elif client.pk in talked:
                found[client.pk] = Planned(client.pk, was, "", seen, note=Later(_talked_about, talked[client.pk]))
            elif contact and clock.day_of(contact.planned_at) <= start + timedelta(days=JOIN_DAYS):
                found[client.pk] = _joined(client.pk, was, contact, goal)
            else:
                place = diaries.put(executors[client.pk], start, zones[client.pk])
                is_free = contact is not None and not (params.get("keeps_agreed", True) and contact.pk in agreed)
                moves = contact.pk if contact is not None and is_free else None
                found[client.pk] = _placed(client.pk, was, seen, executors[client.pk], place, moves)
        return [found[client.pk] for client in clients]

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        client = lock_client(user=run.author, client_id=item.client_id)
        contact = _open_contacts([client]).get(client.pk)
        refuse_changed(item, contact.pk if contact else None)
        goal = run.params["goal"]
        if contact is not None and ("join" in item.plan or item.plan.get("move")):
            before = {"goal": contact.goal, "at": contact.planned_at.isoformat(), "is_fixed": contact.is_fixed_time}
            contact.goal = f"{contact.goal}; {goal}" if contact.goal else goal
            if item.plan.get("move"):
                contact.planned_at, contact.is_fixed_time = datetime.fromisoformat(item.plan["at"]), False
            contact.save(update_fields=["goal", "planned_at", "is_fixed_time"])
            publish(ClientsChanged(frozenset({client.pk})))
            after = {"goal": contact.goal, "at": contact.planned_at.isoformat(), "is_fixed": contact.is_fixed_time}
            return {"joined": contact.pk, "before": before, "after": after}
        made = create_placed(run, item, goal)
        return {"made": made.pk}

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        lock_client(user=run.author, client_id=item.client_id)
        if "made" in item.kept:
            cancel_made(item)
            return
        contact = _planned(item.kept["joined"])
        before, after = item.kept["before"], item.kept["after"]
        if contact.goal != after["goal"] or contact.planned_at != datetime.fromisoformat(after["at"]):
            raise LeftOutError(_changed_meanwhile)
        contact.goal, contact.is_fixed_time = before["goal"], before["is_fixed"]
        contact.planned_at = datetime.fromisoformat(before["at"])
        contact.save(update_fields=["goal", "planned_at", "is_fixed_time"])
        publish(ClientsChanged(frozenset({item.client_id})))

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        return str(params.get("goal", ""))

    def counted(self, does: str, count: int) -> str:
        words = {
            "make": ngettext("contact to make", "contacts to make", count),
            "join": ngettext("gets the goal", "get the goal", count),
            "move": ngettext("is moved nearer", "are moved nearer", count),
        }
        return words.get(does, "")


def create_placed(run: BulkRun, item: BulkItem, goal: str, **fields: Any) -> Activity:
    """The contact at the place that the preview showed."""
    made = create_activity(
        client_id=item.client_id,
        executor_id=item.plan["executor"],
        planned_at=datetime.fromisoformat(item.plan["at"]),
        author=run.author,
        reasons=[("bulk", str(run.pk))],
        goal=goal,
        is_overload=item.plan["is_overload"],
        **fields,
    )
    publish(ClientsChanged(frozenset({item.client_id})))
    return made


def cancel_made(item: BulkItem) -> None:
    """Cancel the contact that an action made. LeftOutError when it was held or cancelled meanwhile."""
    contact = _planned(item.kept["made"])
    contact.state = ActivityState.CANCELLED
    contact.save(update_fields=["state"])
    contact.reasons.filter(is_open=True).update(is_open=False)
    publish(ClientsChanged(frozenset({item.client_id})))


def in_order(clients: Sequence[Client], params: Mapping[str, Any]) -> list[Client]:
    """The clients in the order in which they get the days: those who owe first, the largest debt ahead."""
    if not params.get("debtors_first"):
        return list(clients)
    owing = ClientFacts.objects.filter(pk__in=clients, overdue_days__gt=0)
    debts = dict(owing.values_list("client_id", "debt_amount"))
    return sorted(clients, key=lambda client: -(debts.get(client.pk) or 0))


def placed(executor: Executor, place: Place) -> tuple[Later, dict[str, Any]]:
    """A place in words, and as it is kept until the action runs."""
    plan = {
        "executor": executor.pk,
        "at": place.at.isoformat(),
        "day": clock.day_of(place.at).isoformat(),
        "is_overload": place.is_overload,
    }
    return Later(_place, place), plan


def _placed(pk: int, was: Words, seen: int | None, executor: Executor, place: Place, moves: int | None) -> Planned:
    words, plan = placed(executor, place)
    if moves is None:
        return Planned(pk, was, words, seen, plan | {"does": "make"})
    return Planned(pk, was, Later(_moved, words), seen, plan | {"does": "move", "move": moves})


def _joined(pk: int, was: Words, contact: Activity, goal: str) -> Planned:
    note = Later(_has_it) if goal in contact.goal else ""
    return Planned(pk, was, Later(_with_goal, goal), contact.pk, {"does": "join", "join": contact.pk}, note)


def has_left() -> str:
    """Why nothing is planned with a client that is served no more."""
    return _("has left")


def _no_contact() -> str:
    return _("no contact")


def _talked_about(at: datetime) -> str:
    return _("was talked about on %(day)s") % {"day": formats.day(at)}


def _place(place: Place) -> str:
    words = formats.weekday_short(place.at)
    words += f", {formats.clock_time(place.at)}" if place.has_time else ""
    return words + (_(", beyond the day's room") if place.is_overload else "")


def _moved(day: Later) -> str:
    return _("the same contact on %(day)s, with the goal") % {"day": day}


def _has_it() -> str:
    return _("has this goal already")


def _with_goal(goal: str) -> str:
    return _("the same contact, + “%(goal)s”") % {"goal": goal}


def _changed_meanwhile() -> str:
    return _("The contact was changed meanwhile.")


def _over_meanwhile() -> str:
    return _("The contact was held or cancelled meanwhile.")


def _planned(pk: int) -> Activity:
    contact = Activity.objects.filter(pk=pk).first()
    if contact is None or contact.state != ActivityState.PLANNED:
        raise LeftOutError(_over_meanwhile)
    return contact


def _open_contacts(clients: Sequence[Client]) -> dict[int, Activity]:
    """The next planned contact of each client."""
    rows = Activity.objects.filter(client__in=clients, state=ActivityState.PLANNED).order_by("-planned_at", "-pk")
    return {row.client_id: row for row in rows}


def _talked(clients: Sequence[Client], goal: str, start: date) -> dict[int, datetime]:
    """When this goal was talked about lately, by client."""
    since = clock.start_of(start - timedelta(days=TALKED_DAYS))
    rows = Activity.objects.filter(
        client__in=clients, state=ActivityState.DONE, done_at__gte=since, outcome__is_reached=True, goal__icontains=goal
    )
    return {client: at for client, at in rows.order_by("done_at").values_list("client", "done_at") if at}


def _agreed(clients: Sequence[Client]) -> set[int]:
    """The planned contacts whose moment somebody was promised."""
    reasons = ActivityReason.objects.filter(kind__in=AGREED, is_open=True)
    is_agreed = Q(is_fixed_time=True) | Q(is_call_back=True) | Q(reasons__in=reasons)
    rows = Activity.objects.filter(is_agreed, client__in=clients, state=ActivityState.PLANNED)
    return set(rows.values_list("pk", flat=True))
