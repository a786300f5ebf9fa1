"""The day of a team at a glance: one line per member with a pool, for those who lead it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.planning.queries.day_sql import REACHED


@dataclass(frozen=True)
class MemberDay:
    """One colleague's day. ``overdue``: contacts planned for days before; ``urgent``: clients with a score ≥ 0.5."""

    login: str
    name: str
    team: str
    clients: int
    capacity: int
    ahead: int
    overdue: int
    done: int
    effective: int
    attempts: int
    urgent: int
    is_absent: bool


_TEAM = f"""
WITH pool AS (
    SELECT responsible.staff_id, responsible.client_id FROM clients_responsibility responsible
    JOIN clients_client client ON client.id = responsible.client_id AND client.status <> 'disconnected'
    WHERE responsible.role = 'expert' AND (%(sees_all)s OR responsible.staff_id = ANY(%(scope)s))
      AND (responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
      AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
), pools AS (
    SELECT pool.staff_id, count(*) AS clients, count(*) FILTER (WHERE score.necessity >= 0.5) AS urgent
    FROM pool LEFT JOIN lamps_score score ON score.client_id = pool.client_id GROUP BY pool.staff_id
), ahead AS (
    SELECT planned.executor_id, count(*) AS ahead, count(*) FILTER (WHERE planned.planned_at < %(start)s) AS overdue
    FROM work_activity planned
    WHERE planned.state = 'planned' AND planned.planned_at < %(end)s
      AND planned.executor_id IN (SELECT staff_id FROM pools)
    GROUP BY planned.executor_id
), held AS (
    SELECT done.executor_id, count(*) FILTER (WHERE {REACHED}) AS done,
      count(*) FILTER (WHERE outcome.is_effective) AS effective, count(*) FILTER (WHERE NOT {REACHED}) AS attempts
    FROM work_activity done LEFT JOIN work_outcome outcome ON outcome.id = done.outcome_id
    WHERE done.state = 'done' AND done.done_at >= %(start)s AND done.done_at < %(end)s
      AND done.executor_id IN (SELECT staff_id FROM pools)
    GROUP BY done.executor_id
)
SELECT staff.login, trim(concat_ws(' ', staff.first_name, staff.last_name)) AS name, COALESCE(team.name, '') AS team,
  pools.clients, pools.urgent, staff.daily_capacity AS capacity, COALESCE(ahead.ahead, 0) AS ahead,
  COALESCE(ahead.overdue, 0) AS overdue, COALESCE(held.done, 0) AS done, COALESCE(held.effective, 0) AS effective,
  COALESCE(held.attempts, 0) AS attempts,
  EXISTS (SELECT FROM accounts_absence absence WHERE absence.staff_id = staff.id
          AND absence.from_date <= %(day)s AND absence.to_date >= %(day)s) AS is_absent
FROM pools JOIN accounts_staff staff ON staff.id = pools.staff_id
LEFT JOIN accounts_team team ON team.id = staff.team_id
LEFT JOIN ahead ON ahead.executor_id = staff.id
LEFT JOIN held ON held.executor_id = staff.id
ORDER BY team.name, staff.last_name, staff.first_name, staff.id
"""


def team_day_of(*, user: Staff, day: date) -> list[MemberDay]:
    """How the day goes for everybody with a pool within the person's scope, by team and name: one statement."""
    scope = scope_of(user, day)
    params: dict[str, Any] = {
        "day": day,
        "start": clock.start_of(day),
        "end": clock.end_of(day),
        "sees_all": scope.sees_all,
        "scope": sorted(scope.staff_ids),
    }

    def read(rows: list[Row]) -> list[MemberDay]:
        return [MemberDay(**row) for row in rows]

    question = Question(_TEAM, params, read)
    ask(question)
    return question.answer
