"""The day of a team at a glance: one line per member with a pool, for those who lead it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.clients.policies import visible_to
from mayak.planning.queries.contact_lists import ContactList, listed
from mayak.work.models import Activity


@dataclass(frozen=True)
class MemberDay:
    """One colleague's day. ``urgent``: clients with a necessity of 0.5 and more; ``capacity``: contacts a day.

    ``counts``: contacts by list. ``substitute``: who stands in today.
    """

    staff_id: int
    name: str
    team: str
    clients: int
    urgent: int
    capacity: int
    is_absent: bool
    substitute: str
    counts: dict[ContactList, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Talks of the day."""
        return self.counts.get(ContactList.DONE, 0)


# The pool is the board's: every client with a score for whom the person is responsible today, in whatever role.
_TEAM = """
WITH pool AS (
    SELECT DISTINCT responsible.staff_id, responsible.client_id FROM clients_responsibility responsible
    WHERE (%(sees_all)s OR responsible.staff_id = ANY(%(scope)s))
      AND (responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
      AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
      AND responsible.staff_id IN (SELECT expert.staff_id FROM clients_responsibility expert
        WHERE expert.role = 'expert' AND (expert.to_date IS NULL OR expert.to_date >= %(day)s))
), pools AS (
    SELECT pool.staff_id, count(*) AS clients, count(*) FILTER (WHERE score.necessity >= 0.5) AS urgent
    FROM pool JOIN lamps_score score ON score.client_id = pool.client_id GROUP BY pool.staff_id
)
SELECT staff.id, trim(concat_ws(' ', staff.first_name, staff.last_name)), COALESCE(team.name, ''),
  pools.clients, pools.urgent, staff.daily_capacity, absence.id IS NOT NULL,
  trim(concat_ws(' ', substitute.first_name, substitute.last_name))
FROM pools JOIN accounts_staff staff ON staff.id = pools.staff_id
LEFT JOIN accounts_team team ON team.id = staff.team_id
LEFT JOIN accounts_absence absence ON absence.staff_id = staff.id
  AND absence.from_date <= %(day)s AND absence.to_date >= %(day)s
LEFT JOIN accounts_staff substitute ON substitute.id = absence.substitute_id
ORDER BY team.name, staff.last_name, staff.first_name, staff.id
"""


def team_day_of(*, user: Staff, day: date, staff_ids: frozenset[int] | None = None) -> list[MemberDay]:
    """How the day goes for everybody with a pool within the person's scope, by team and name: two statements.

    ``staff_ids``: only these people. Contacts are counted within the person's rights, as their lists show them.
    """
    scope = scope_of(user, day)
    params: dict[str, Any] = {"day": day, "sees_all": scope.sees_all, "scope": sorted(scope.staff_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_TEAM, params)
        rows = [row for row in cursor.fetchall() if staff_ids is None or row[0] in staff_ids]
    counts = _counts(user, day, [row[0] for row in rows])
    return [replace(MemberDay(*row), counts=counts.get(row[0], {})) for row in rows]


def _counts(user: Staff, day: date, staff_ids: list[int]) -> dict[int, dict[ContactList, int]]:
    wanted = {f"n_{chosen.value}": Count("pk", filter=listed(chosen, day, day)) for chosen in ContactList}
    either = listed(ContactList.DONE, day, day) | listed(ContactList.ATTEMPTS, day, day)
    contacts = visible_to(user, Activity).filter(either | listed(ContactList.AHEAD, day, day), executor__in=staff_ids)
    rows = contacts.order_by().values("executor").annotate(**wanted).values_list("executor", *wanted)
    return {executor: dict(zip(ContactList, figures, strict=True)) for executor, *figures in rows}
