"""Pools and what is open in them: the preview of a hand-over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from mayak.clients.intervals import in_force_on
from mayak.clients.models import Responsibility
from mayak.money.queries import PROMISE_STANDS

LOAD_DAYS = 14


def pool_of(staff_id: int, role: str, day: date) -> set[int]:
    """The clients for whom somebody is responsible in a role on a day."""
    rows = Responsibility.objects.filter(in_force_on(day), staff=staff_id, role=role)
    return set(rows.values_list("client_id", flat=True))


@dataclass(frozen=True)
class OpenLine:
    """A client of the pool with what would move: numbers of open things."""

    pk: int
    name: str
    necessity: Decimal | None
    contacts: int
    call_backs: int
    agreements: int
    promises: int
    cases: int
    assignments: int
    drafts: int
    price: Decimal | None


_LINES = f"""
SELECT c.id, c.name, s.necessity,
  (SELECT count(*) FROM work_activity a WHERE a.client_id = c.id AND a.state = 'planned'
     AND a.executor_id = %(giver)s),
  (SELECT count(*) FROM work_activity a WHERE a.client_id = c.id AND a.state = 'planned'
     AND a.executor_id = %(giver)s AND a.is_call_back),
  (SELECT count(*) FROM work_agreement g WHERE g.client_id = c.id AND g.state = 'open'),
  (SELECT count(*) FROM money_promise promise WHERE promise.client_id = c.id AND promise.promised_date <= %(day)s
     AND {PROMISE_STANDS}),
  (SELECT count(*) FROM cases_case k WHERE k.client_id = c.id AND k.closed_at IS NULL AND k.owner_id = %(giver)s),
  (SELECT count(*) FROM work_assignment w WHERE w.client_id = c.id AND w.closed_date IS NULL
     AND w.executor_id = %(giver)s),
  (SELECT count(*) FROM calling_contactdraft d JOIN work_activity a ON a.id = d.activity_id
     WHERE a.client_id = c.id AND a.state = 'planned' AND d.staff_id = %(giver)s),
  f.price_amount
FROM clients_client c LEFT JOIN lamps_score s ON s.client_id = c.id LEFT JOIN facts_clientfacts f ON f.client_id = c.id
WHERE c.id = ANY(%(clients)s) ORDER BY c.name_folded, c.id
"""


def open_lines(client_ids: Collection[int], giver_id: int, day: date) -> list[OpenLine]:
    """What would move with each of the clients. One SQL query."""
    return [OpenLine(*row) for row in _fetch(_LINES, {"clients": list(client_ids), "giver": giver_id, "day": day})]


@dataclass(frozen=True)
class Load:
    """What the receiver has now: clients in the role, contacts planned for the next two weeks."""

    clients: int
    contacts: int


_LOAD = """
SELECT (SELECT count(*) FROM clients_responsibility r WHERE r.staff_id = %(staff)s AND r.role = %(role)s
          AND daterange(r.from_date, r.to_date, '[]') @> %(day)s::date),
  (SELECT count(*) FROM work_activity a WHERE a.executor_id = %(staff)s AND a.state = 'planned'
     AND a.planned_at < %(until)s)
"""


def load_of(staff_id: int, role: str, day: date) -> Load:
    """How much the receiver has before anything moves. One SQL query."""
    values = {"staff": staff_id, "role": role, "day": day, "until": day + timedelta(days=LOAD_DAYS)}
    return Load(*_fetch(_LOAD, values)[0])


def _fetch(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
