"""Agreements whose day has come, told on its morning (W8, S8)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from mayak.clients.intervals import in_force_on
from mayak.clients.models import Responsibility, ResponsibilityRole
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.notifications.kinds import Kind, Words, register
from mayak.notifications.models import Notification
from mayak.notifications.recipients import substitutes_of
from mayak.notifications.services import notify
from mayak.work.models import Agreement, AgreementState

KEY = "agreements:"
# How far back one looks for agreements that became overdue while nobody was told: holidays, an office switched off.
OVERDUE_DAYS = 14


def _words(params: dict[str, Any]) -> Words:
    due, overdue = params["due"], params["overdue"]
    parts = []
    if due:
        parts.append(ngettext("%(n)s agreement due today", "%(n)s agreements due today", due) % {"n": due})
    if overdue:
        parts.append(ngettext("%(n)s agreement overdue", "%(n)s agreements overdue", overdue) % {"n": overdue})
    return Words(
        capfirst(", ".join(parts)), "; ".join(params["texts"]) + ("…" if due + overdue > len(params["texts"]) else "")
    )


DUE = register(
    Kind(
        "work.agreements_due",
        _lazy("Agreements due"),
        _words,
        help=_lazy("On the morning of the day, and when one has become overdue; one notification for all"),
        icon="checks",
    )
)


def tell_of_due_agreements() -> int:
    """Tell experts, and who stands in for them, of agreements due today and newly overdue; once a working day each.

    Returns the number of people told.
    """
    day = clock.today()
    if not working_calendar().is_working(day):
        return 0
    told = 0
    by_reader = _by_reader(day)
    last_told = _last_told(by_reader)
    for staff_id, agreements in by_reader.items():
        since = last_told.get(staff_id, day - timedelta(days=OVERDUE_DAYS))
        due = [agreement for agreement in agreements if agreement.due_date == day]
        overdue = [agreement for agreement in agreements if since <= agreement.due_date < day]
        if not due and not overdue:
            continue
        agreements = [*overdue, *due]
        clients = {agreement.client_id for agreement in agreements}
        told += len(
            notify(
                staff_ids=[staff_id],
                kind=DUE.code,
                key=f"{KEY}{day.isoformat()}",
                params={
                    "due": len(due),
                    "overdue": len(overdue),
                    "texts": [f"{each.client.name}: {each.text}" for each in agreements][:3],
                },
                url=_address(clients),
                client_id=next(iter(clients)) if len(clients) == 1 else None,
            )
        )
    return told


def _by_reader(day: date) -> dict[int, list[Agreement]]:
    open_ones = Agreement.objects.filter(
        state=AgreementState.OPEN, due_date__lte=day, due_date__gte=day - timedelta(days=OVERDUE_DAYS)
    )
    rows = list(open_ones.select_related("client").order_by("due_date", "pk"))
    pools = Responsibility.objects.filter(
        in_force_on(day), role=ResponsibilityRole.EXPERT, client__in={row.client_id for row in rows}
    )
    expert = dict(pools.values_list("client_id", "staff_id"))
    substitutes = substitutes_of(set(expert.values()), day)
    found: dict[int, list[Agreement]] = defaultdict(list)
    for row in rows:
        owner = expert.get(row.client_id)
        if owner is not None:
            for staff_id in {owner} | substitutes.get(owner, set()):
                found[staff_id].append(row)
    return found


def _last_told(staff_ids: Collection[int]) -> dict[int, date]:
    """The last morning each one was told: what was due before it has been told as overdue already."""
    keys = Notification.objects.filter(staff__in=staff_ids, kind=DUE.code, key__startswith=KEY)
    last = keys.values_list("staff_id").annotate(last=Max("key")).order_by()
    return {staff_id: date.fromisoformat(key.removeprefix(KEY)) for staff_id, key in last}


def _address(clients: set[int]) -> str:
    try:
        return reverse("client", kwargs={"pk": next(iter(clients))}) if len(clients) == 1 else reverse("my_day")
    except NoReverseMatch:
        return ""
