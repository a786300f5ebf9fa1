"""Who stands behind a member of staff on a day: substitutes, and the leads above."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from mayak.accounts.models import Absence, Role, Staff, Team


def substitutes_of(staff_ids: Collection[int], day: date) -> dict[int, set[int]]:
    """Whoever stands in on the day for those of the people who are away. One SQL statement."""
    found: dict[int, set[int]] = defaultdict(set)
    away = Absence.objects.filter(staff__in=staff_ids, from_date__lte=day, to_date__gte=day).exclude(substitute=None)
    for absent, substitute in away.values_list("staff_id", "substitute_id"):
        if substitute is not None:
            found[absent].add(substitute)
    return found


def leads_above(staff_ids: Collection[int]) -> dict[int, set[int]]:
    """The leads of each one's team and of the teams above it. Three SQL statements."""
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    leads: dict[int | None, set[int]] = defaultdict(set)
    for pk, led in Staff.objects.filter(role=Role.TEAM_LEAD).exclude(team=None).values_list("pk", "team_id"):
        leads[led].add(pk)
    found: dict[int, set[int]] = {}
    for pk, own_team in Staff.objects.filter(pk__in=staff_ids).values_list("pk", "team_id"):
        above: set[int] = set()
        team: int | None = own_team
        while team is not None:
            above |= leads[team]
            team = parents.get(team)
        found[pk] = above - {pk}
    return found
