"""What moves with a client from one member of staff to another, and comes back without a trace of loss.

One part of the clients is one transaction: a client moves with everything or not at all, a killed worker goes on with
the next part. What was before is kept with each client; what cannot move is told and stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.clients.domain.histories import Span, changed_from, value_on
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client, Responsibility
from mayak.core import clock
from mayak.core.events import publish
from mayak.team.models import ClientState, HandOver, HandOverClient, HandOverState
from mayak.team.notifications import tell_of_hand_over, tell_of_return
from mayak.team.services import open_work

# Clients per transaction; up to so many are handed over within the request.
PART = 50
# Later than every day, as text.
LAST = "9999"


@transaction.atomic
def move_clients(asked: HandOver) -> None:
    """Hand over the next part of the clients; with the last one the hand-over is done and the receiver is told."""
    rows = _next_part(asked, ClientState.CHOSEN)
    pools = _pools(asked, [row.client_id for row in rows])
    moving = []
    for row in rows:
        holder = value_on(_spans(pools[row.client_id]), asked.from_date)
        if holder == asked.giver_id:
            moving.append(row)
        else:
            row.state, row.note = ClientState.KEPT, _("Somebody else has become responsible meanwhile.")
    clients = [row.client_id for row in moving]
    kept = open_work.move(clients, giver=asked.giver_id, receiver=asked.receiver_id, day=asked.from_date)
    for row in moving:
        before = pools[row.client_id]
        new = changed_from(_spans(before), asked.receiver_id, asked.from_date)
        _write_pool(row.client_id, asked.role, before, new)
        row.state, row.moved = ClientState.MOVED, kept[row.client_id]
    after = _pools(asked, clients)
    for row in moving:
        row.moved["pool"] = [_plain(pools[row.client_id]), _plain(after[row.client_id])]
    _finish_part(asked, rows, ClientState.CHOSEN, HandOverState.DONE)


@transaction.atomic
def return_clients(asked: HandOver) -> None:
    """Bring back the next part of the clients; what was done meanwhile stays the receiver's, what is open returns."""
    rows = _next_part(asked, ClientState.MOVED)
    pools = _pools(asked, [row.client_id for row in rows])
    coming = []
    for row in rows:
        _before, after = row.moved["pool"]
        if _plain(pools[row.client_id]) == after:
            coming.append(row)
        else:
            row.state, row.note = ClientState.KEPT, _("Who is responsible has been changed since the hand-over.")
    open_work.bring_back({row.client_id: row.moved for row in coming}, giver=asked.giver_id, receiver=asked.receiver_id)
    for row in coming:
        _restore_pool(row.client_id, asked.role, pools[row.client_id], row.moved["pool"][0])
        row.state = ClientState.RETURNED
    _finish_part(asked, rows, ClientState.MOVED, HandOverState.RETURNED)


def _next_part(asked: HandOver, state: ClientState) -> list[HandOverClient]:
    rows = list(asked.clients.filter(state=state).order_by("client")[:PART])
    # Locked in the order of their keys, as everybody does.
    list(Client.objects.select_for_update().filter(pk__in=[row.client_id for row in rows]).order_by("pk"))
    return rows


def _finish_part(asked: HandOver, rows: Sequence[HandOverClient], left: ClientState, end: HandOverState) -> None:
    HandOverClient.objects.bulk_update(rows, ["state", "note", "moved"])
    publish(ClientsChanged(frozenset(row.client_id for row in rows)))
    if asked.clients.filter(state=left).exists():
        return
    asked.state = end
    if end == HandOverState.DONE:
        asked.moved_at = clock.real_now()
        tell_of_hand_over(asked)
    else:
        asked.returned_at = clock.real_now()
        tell_of_return(asked)
    asked.save(update_fields=["state", "moved_at", "returned_at"])


# --- the pools -------------------------------------------------------------------------------------------------


def _pools(asked: HandOver, client_ids: Iterable[int]) -> Mapping[int, list[Responsibility]]:
    """Who was, is and will be responsible in the role, by client."""
    pools: dict[int, list[Responsibility]] = defaultdict(list)
    rows = Responsibility.objects.filter(client__in=list(client_ids), role=asked.role)
    for row in sorted(rows, key=lambda row: (row.from_date or date.min, row.pk)):
        pools[row.client_id].append(row)
    return pools


def _spans(rows: Iterable[Responsibility]) -> list[Span[int]]:
    return [Span(row.staff_id, row.from_date, row.to_date, row.pk) for row in rows]


def _plain(rows: Iterable[Responsibility]) -> list[list[Any]]:
    """The rows as JSON keeps them."""
    return [
        [row.pk, row.staff_id, _text(row.from_date), _text(row.to_date), row.is_derived]
        for row in sorted(rows, key=lambda row: row.pk)
    ]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_pool(client_id: int, role: str, before: Sequence[Responsibility], new: Sequence[Span[int]]) -> None:
    rows = {row.pk: row for row in before}
    kept = {span.pk: span for span in new if span.pk is not None}
    for row in before:
        if row.pk not in kept:
            Responsibility.objects.filter(pk=row.pk).delete()
    # Rows that shrink first: at no moment may two hold on one day.
    for pk in sorted(kept, key=lambda pk: (_text(kept[pk].last) or LAST) > (_text(rows[pk].to_date) or LAST)):
        span, row = kept[pk], rows[pk]
        if (span.value, span.first, span.last) != (row.staff_id, row.from_date, row.to_date):
            # Another person in the place of the row: its origin is this hand-over, no longer a column of an import.
            is_derived = row.is_derived and span.value == row.staff_id
            Responsibility.objects.filter(pk=pk).update(
                staff=span.value, from_date=span.first, to_date=span.last, is_derived=is_derived
            )
    for span in new:
        if span.pk is None:
            Responsibility.objects.create(
                client_id=client_id, role=role, staff_id=span.value, from_date=span.first, to_date=span.last
            )


def _restore_pool(client_id: int, role: str, now: Sequence[Responsibility], before: list[list[Any]]) -> None:
    former = {pk: rest for pk, *rest in before}
    for row in now:
        if row.pk not in former:
            Responsibility.objects.filter(pk=row.pk).delete()
    current = {row.pk: row for row in now if row.pk in former}
    # Rows that shrink first: at no moment may two hold on one day.
    for pk in sorted(current, key=lambda pk: (former[pk][2] or LAST) > (_text(current[pk].to_date) or LAST)):
        staff, first, last, is_derived = former[pk]
        Responsibility.objects.filter(pk=pk).update(staff=staff, from_date=first, to_date=last, is_derived=is_derived)
    for pk in former.keys() - current.keys():
        staff, first, last, is_derived = former[pk]
        Responsibility.objects.create(
            pk=pk, client_id=client_id, role=role, staff_id=staff, from_date=first, to_date=last, is_derived=is_derived
        )
