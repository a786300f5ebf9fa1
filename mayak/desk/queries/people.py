"""Colleagues to choose from: whose clients a person may look at."""

from dataclasses import dataclass

from mayak.accounts.models import Role, Staff, Team
from mayak.accounts.scope import Scope, scope_of

HAS_POOL = (Role.EXPERT, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD)


@dataclass(frozen=True)
class TeamChoice:
    """A team in the tree with all people in it and below."""

    pk: int
    name: str
    depth: int
    staff_ids: frozenset[int]


@dataclass(frozen=True)
class Colleagues:
    """Whose pools a person may look at, with names; teams only for those who see more than one pool."""

    names: dict[int, str]
    experts: tuple[tuple[int, str], ...]
    teams: tuple[TeamChoice, ...]

    def team_staff(self, team_id: int | None) -> frozenset[int] | None:
        """The people of a team and below; nobody for a team outside the rights, None when none is chosen."""
        if team_id is None:
            return None
        return next((team.staff_ids for team in self.teams if team.pk == team_id), frozenset())


def colleagues_of(user: Staff) -> Colleagues:
    """The people and teams within a person's scope. 2 statements."""
    scope = scope_of(user)
    rows = list(Staff.objects.values_list("pk", "first_name", "last_name", "role", "team_id", "dismissed_date"))
    names = {pk: f"{first} {last}".strip() for pk, first, last, *_rest in rows}
    experts = sorted(
        (
            (pk, names[pk])
            for pk, _first, _last, role, _team, dismissed in rows
            if role in HAS_POOL and dismissed is None and _within(scope, pk)
        ),
        key=lambda choice: choice[1].split()[-1],
    )
    members: dict[int | None, set[int]] = {}
    for pk, _first, _last, _role, team, _dismissed in rows:
        members.setdefault(team, set()).add(pk)
    teams = _tree(list(Team.objects.values_list("pk", "name", "parent_id")), members) if len(experts) > 1 else []
    return Colleagues(names, tuple(experts), tuple(teams if scope.sees_all else _choices(teams, scope.staff_ids)))


def _choices(teams: list[TeamChoice], seen: frozenset[int]) -> list[TeamChoice]:
    """The teams with people within the scope, but none above a team with the same of them: that is no other choice."""
    return [
        team
        for team in teams
        if (people := team.staff_ids & seen)
        and not any(below.depth > team.depth and below.staff_ids & seen == people for below in teams)
    ]


def _within(scope: Scope, staff_id: int) -> bool:
    return scope.sees_all or staff_id in scope.staff_ids


def _tree(
    rows: list[tuple[int, str, int | None]],
    members: dict[int | None, set[int]],
    parent: int | None = None,
    depth: int = 0,
) -> list[TeamChoice]:
    found: list[TeamChoice] = []
    for pk, name, above in sorted(rows, key=lambda row: row[1]):
        if above != parent:
            continue
        below = _tree(rows, members, pk, depth + 1)
        people = set(members.get(pk, set())).union(*(team.staff_ids for team in below if team.depth == depth + 1))
        found += [TeamChoice(pk, name, depth, frozenset(people)), *below]
    return found
