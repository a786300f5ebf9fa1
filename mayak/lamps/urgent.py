"""Telling the people of a client that one of its lamps became urgent (S3, S8).

What a pass finds is written down in the pass's own transaction, so a killed process loses nothing. A pass over few
clients is told of at once; what passes over many find is gathered until they are quiet, and each person gets one
notification for all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from mayak.clients.intervals import in_force_on
from mayak.clients.models import Responsibility, ResponsibilityRole
from mayak.core import clock, events
from mayak.lamps.events import BecameUrgent
from mayak.lamps.models import LampsPass, LampState, Score, UrgentNews
from mayak.lamps.notifications import URGENT, URGENT_IN_TEAM
from mayak.lamps.wording import reason_of
from mayak.notifications.recipients import leads_above, substitutes_of
from mayak.notifications.services import notify

# A pass over more clients than this is none of somebody's own doing.
FEW_CLIENTS = 25
# A pass over the office writes a thousand clients every second or so: after this it is over.
QUIET = timedelta(seconds=10)
KEPT_DAYS = 7
LANGUAGES = ("ru", "en")


def note_urgent(pairs: Mapping[tuple[int, int], dict[str, Any]], *, judged: int, day: date) -> None:
    """Write down what became urgent; inside the transaction of the pass, before it writes the scores.

    What is urgent at a client's very first judgement is no news: it was so before we looked. Days other than today,
    and days before the last one kept (training), are none either.
    """
    if not pairs or day != clock.today() or LampsPass.objects.filter(recorded_date__gt=day).exists():
        return
    known = set(Score.objects.filter(client_id__in={client for client, _lamp in pairs}).values_list("pk", flat=True))
    news = {pair: evidence for pair, evidence in pairs.items() if pair[0] in known}
    if not news:
        return
    now = clock.real_now()
    UrgentNews.objects.bulk_create(
        [
            UrgentNews(
                client_id=client,
                lamp_id=lamp,
                day=day,
                evidence=evidence,
                is_of_many=judged > FEW_CLIENTS,
                noted_at=now,
            )
            for (client, lamp), evidence in news.items()
        ],
        ignore_conflicts=True,
    )
    events.publish(BecameUrgent(frozenset(news)))


@transaction.atomic
def tell_urgent_news() -> int:
    """Tell what has not been told and is ready to be; returns the number of notifications."""
    untold = UrgentNews.objects.filter(told_at=None)
    now = clock.real_now()
    if untold.filter(is_of_many=True, noted_at__gt=now - QUIET).exists():
        untold = untold.filter(is_of_many=False)
    rows = list(untold.select_for_update(skip_locked=True, of=("self",)).select_related("client", "lamp"))
    if not rows:
        return 0
    UrgentNews.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    told = sum(_tell(staff_id, news, kind) for (staff_id, kind), news in _by_reader(_still_urgent(rows)).items())
    UrgentNews.objects.filter(told_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return told


def _still_urgent(rows: Collection[UrgentNews]) -> list[UrgentNews]:
    """Without what has become better before anybody was told."""
    urgent = set(
        LampState.objects.filter(client_id__in={row.client_id for row in rows}, is_urgent=True).values_list(
            "client_id", "lamp_id"
        )
    )
    return [row for row in rows if (row.client_id, row.lamp_id) in urgent]


def _by_reader(rows: list[UrgentNews]) -> dict[tuple[int, str], list[UrgentNews]]:
    """Who is told what: the expert and who stands in for them; the leads above by a kind of their own."""
    day = clock.today()
    pools = Responsibility.objects.filter(
        in_force_on(day), role=ResponsibilityRole.EXPERT, client__in={row.client_id for row in rows}
    )
    expert = dict(pools.values_list("client_id", "staff_id"))
    experts = set(expert.values())
    substitutes, leads = substitutes_of(experts, day), leads_above(experts)
    found: dict[tuple[int, str], list[UrgentNews]] = defaultdict(list)
    for row in rows:
        if (owner := expert.get(row.client_id)) is None:
            continue
        own = {owner} | substitutes.get(owner, set())
        for staff_id in own:
            found[staff_id, URGENT.code].append(row)
        for staff_id in leads.get(owner, set()) - own:
            found[staff_id, URGENT_IN_TEAM.code].append(row)
    return found


def _tell(staff_id: int, rows: list[UrgentNews], kind: str) -> int:
    clients = {row.client_id: row.client.name for row in rows}
    key = f"urgent:{min(row.pk for row in rows)}-{max(row.pk for row in rows)}"
    if len(clients) > 1:
        told = notify(
            staff_ids=[staff_id],
            kind=kind,
            key=key,
            params={"clients": len(clients), "lamps": _counted(rows)},
            url=_address("board", "?show=urgent"),
        )
        return len(told)
    client_id, name = next(iter(clients.items()))
    told = notify(
        staff_ids=[staff_id],
        kind=kind,
        key=key,
        params={"client": name, "reasons": _reasons(rows)},
        url=_address("client", pk=client_id),
        client_id=client_id,
        is_urgent=kind == URGENT.code,
    )
    return len(told)


def _counted(rows: list[UrgentNews]) -> list[list[Any]]:
    """The names of the lamps with the number of clients, the most frequent first."""
    counts = Counter(row.lamp_id for row in rows)
    names = {row.lamp_id: row.lamp.name for row in rows}
    return [[names[lamp], count] for lamp, count in counts.most_common()]


def _reasons(rows: list[UrgentNews]) -> dict[str, str]:
    """Why, in every language: the figures are those of the pass."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            reasons = (reason_of(row.lamp.reason, row.lamp.never_reason, row.evidence) for row in rows)
            told[language] = "; ".join(reasons)
    return told


def _address(name: str, query: str = "", **arguments: Any) -> str:
    try:
        return reverse(name, kwargs=arguments or None) + query
    except NoReverseMatch:
        return ""
