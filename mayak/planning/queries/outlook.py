"""What planning the next contact reads: three statements for one client (W7)."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mayak.core.calendar import WorkingCalendar
from mayak.core.clock import office_zone
from mayak.core.prepared import prepared_cursor
from mayak.money.queries import PROMISE_STANDS
from mayak.planning.domain.next_date import Ahead, Why
from mayak.planning.models import Cycle
from mayak.work.models import Activity, ActivityReason, ActivityState, Outcome


@dataclass(frozen=True)
class Definitions:
    """What the methodologist has defined, as far as one closing needs it."""

    outcome: Outcome | None
    cycle: Cycle | None
    stage_ids: dict[str, int]
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Responsible:
    """Who is responsible for the client today, in which role, with room for how many contacts a day."""

    staff_id: int
    role: str
    capacity: int


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one client and how full the days of those who may call are."""

    ahead: tuple[Ahead, ...] = ()
    responsibles: tuple[Responsible, ...] = ()
    load: dict[int, dict[date, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenContact:
    """A planned contact of the client with the reasons it carries."""

    activity: Activity
    reasons: frozenset[tuple[str, str]]


_DEFINITIONS = """
SELECT (SELECT row_to_json(outcome) FROM work_outcome outcome WHERE outcome.code = %(code)s AND outcome.is_active),
       (SELECT row_to_json(cycle) FROM planning_cycle cycle WHERE cycle.is_default AND cycle.is_active),
       (SELECT json_object_agg(stage.code, stage.id) FROM work_stage stage),
       (SELECT json_object_agg(day.day, day.is_working) FROM core_calendarday day WHERE day.day >= %(since)s)
"""

_OUTLOOK = f"""
WITH responsible AS (
    SELECT responsible.staff_id, responsible.role, staff.daily_capacity
    FROM clients_responsibility responsible JOIN accounts_staff staff ON staff.id = responsible.staff_id
    WHERE responsible.client_id = %(client)s
      AND (responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
      AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
)
SELECT 'agreement', agreement.id, agreement.due_date, '' FROM work_agreement agreement
WHERE agreement.client_id = %(client)s AND agreement.state = 'open' AND agreement.due_date >= %(day)s
UNION ALL
SELECT 'promise', promise.id, promise.expected_date, '' FROM money_promise promise
WHERE promise.client_id = %(client)s AND promise.expected_date >= %(day)s AND {PROMISE_STANDS}
UNION ALL
SELECT 'task', task.id, task.due_date, '' FROM cases_case task
WHERE task.client_id = %(client)s AND task.closed_at IS NULL AND task.kind = 'task' AND task.due_date >= %(day)s
UNION ALL
SELECT 'responsible', staff_id, NULL, role || ' ' || daily_capacity FROM responsible
UNION ALL
SELECT 'load', planned.executor_id, (planned.planned_at AT TIME ZONE %(zone)s)::date, count(*)::text
FROM work_activity planned
WHERE planned.state = 'planned' AND planned.planned_at >= %(day)s::timestamp AT TIME ZONE %(zone)s
  AND planned.id <> %(closing)s
  AND planned.executor_id = ANY(ARRAY(SELECT staff_id FROM responsible) || %(executor)s::bigint)
GROUP BY 2, 3
"""


def definitions_for(outcome_code: str, *, since: date) -> Definitions:
    """The outcome, the default cycle, the stages by code and the working calendar from a day on: one statement."""
    with prepared_cursor() as cursor:
        cursor.execute(_DEFINITIONS, {"code": outcome_code, "since": since})
        outcome, cycle, stages, days = (_plain(value) for value in cursor.fetchone())
    return Definitions(
        outcome=Outcome(**outcome) if outcome else None,
        cycle=Cycle(**cycle) if cycle else None,
        stage_ids=stages or {},
        calendar=WorkingCalendar({date.fromisoformat(day): works for day, works in (days or {}).items()}),
    )


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def outlook_of(*, client_id: int, executor_id: int, today: date, closing_id: int = 0) -> Outlook:
    """Open agreements, promises and tasks due from today on, the responsibles, and the load of their days.

    ``closing_id``: the contact that is being closed counts no load. One statement.
    """
    values: dict[str, int | str | date] = {
        "client": client_id,
        "executor": executor_id,
        "day": today,
        "zone": office_zone().key,
        "closing": closing_id,
    }
    ahead: list[Ahead] = []
    responsibles: list[Responsible] = []
    load: dict[int, dict[date, int]] = defaultdict(dict)
    with prepared_cursor() as cursor:
        cursor.execute(_OUTLOOK, values)
        for kind, ref, day, more in cursor.fetchall():
            if kind == "load":
                load[ref][day] = int(more)
            elif kind == "responsible":
                role, capacity = more.split()
                responsibles.append(Responsible(ref, role, int(capacity)))
            else:
                ahead.append(Ahead(Why(kind), str(ref), day))
    return Outlook(tuple(ahead), tuple(responsibles), dict(load))


def open_contacts_of(client_id: int, *, except_id: int = 0) -> list[OpenContact]:
    """The planned contacts of a client with their open reasons, earliest first: two statements, one if none."""
    planned = list(
        Activity.objects.filter(client_id=client_id, state=ActivityState.PLANNED)
        .exclude(pk=except_id)
        .order_by("planned_at", "pk")
    )
    reasons: dict[int, set[tuple[str, str]]] = defaultdict(set)
    if planned:
        rows = ActivityReason.objects.filter(activity__in=planned, is_open=True)
        for activity_id, kind, ref in rows.values_list("activity", "kind", "ref"):
            reasons[activity_id].add((kind, ref))
    return [OpenContact(activity, frozenset(reasons[activity.pk])) for activity in planned]
