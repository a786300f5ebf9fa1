"""Scope: whose clients a member of staff works with (domain §1, design §2)."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from mayak.accounts.models import Absence, Role, Staff
from mayak.core import clock

ROLES_THAT_SEE_ALL = frozenset({Role.DIRECTOR, Role.METHODOLOGIST, Role.HOTLINE})

_TEAM_TREE_MEMBERS = """
WITH RECURSIVE tree(id) AS (
    SELECT %s::bigint
    UNION
    SELECT team.id FROM accounts_team team JOIN tree ON team.parent_id = tree.id
)
SELECT staff.id FROM accounts_staff staff JOIN tree ON staff.team_id = tree.id
"""


@dataclass(frozen=True)
class Scope:
    """Everybody's clients, or those of the named members of staff."""

    sees_all: bool
    staff_ids: frozenset[int]


def scope_of(user: Staff, day: date | None = None) -> Scope:
    """The scope of a member of staff on a day (default: the domain clock's today).

    Directors, methodologists and the hotline see the whole office; a lead the own team with all sub-teams;
    others themselves. The administrator's flag adds rights over users and imports, no clients. Whoever
    substitutes for an absent colleague has that colleague's scope beside the own one. Cached on the user
    object, so a request asks once.
    """
    day = day or clock.today()
    cached: dict[date, Scope] = user.__dict__.setdefault("_scopes", {})
    if day not in cached:
        cached[day] = _compute(user, day)
    return cached[day]


def _compute(user: Staff, day: date) -> Scope:
    absent = Staff.objects.filter(
        absences__in=Absence.objects.filter(substitute=user, from_date__lte=day, to_date__gte=day)
    )
    staff_ids: set[int] = set()
    for person in [user, *absent]:
        if person.role in ROLES_THAT_SEE_ALL:
            return Scope(sees_all=True, staff_ids=frozenset())
        staff_ids.add(person.pk)
        if person.role == Role.TEAM_LEAD and person.team_id:
            staff_ids |= _members_of_tree(person.team_id)
    return Scope(sees_all=False, staff_ids=frozenset(staff_ids))


def _members_of_tree(team_id: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TEAM_TREE_MEMBERS, [team_id])
        return {row[0] for row in cursor.fetchall()}
