"""Reads about staff: the team tree with its people and who is away."""

from dataclasses import dataclass, field
from datetime import date

from mayak.accounts.models import Absence, Staff, Team
from mayak.core import clock


@dataclass(frozen=True)
class Member:
    """One line of the team page."""

    staff: Staff
    absence: Absence | None


@dataclass
class TeamNode:
    """A team with its people and sub-teams; ``depth`` 0 is the top."""

    team: Team | None
    depth: int
    members: list[Member] = field(default_factory=list)


def team_tree(*, day: date | None = None) -> list[TeamNode]:
    """All teams in reading order of the tree, each with its people; people without a team come last. 3 SQL."""
    day = day or clock.today()
    people = list(Staff.objects.order_by("dismissed_date", "last_name", "first_name"))
    away = {
        absence.staff_id: absence
        for absence in Absence.objects.filter(from_date__lte=day, to_date__gte=day).select_related("substitute")
    }
    members: dict[int | None, list[Member]] = {}
    for person in people:
        members.setdefault(person.team_id, []).append(Member(person, away.get(person.pk)))
    teams = list(Team.objects.order_by("name"))
    nodes = _below(None, 0, teams, members)
    if members.get(None):
        nodes.append(TeamNode(None, 0, members[None]))
    return nodes


def _below(
    parent_id: int | None, depth: int, teams: list[Team], members: dict[int | None, list[Member]]
) -> list[TeamNode]:
    nodes = []
    for team in teams:
        if team.parent_id == parent_id:
            nodes.append(TeamNode(team, depth, members.get(team.pk, [])))
            nodes.extend(_below(team.pk, depth + 1, teams, members))
    return nodes


def coming_absences(*, day: date | None = None) -> list[Absence]:
    """Absences that have not ended, earliest first. 1 SQL."""
    return list(
        Absence.objects.filter(to_date__gte=day or clock.today())
        .select_related("staff", "substitute")
        .order_by("from_date", "staff__last_name")
    )
