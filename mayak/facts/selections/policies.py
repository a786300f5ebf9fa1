"""Who sees and changes a selection. What it hits is a matter of the viewer's clients alone."""

from django.db.models import Q, QuerySet

from mayak.accounts.access import leads_others
from mayak.accounts.models import Staff, Team
from mayak.facts.models import Selection, Sharing


def selections_for(user: Staff) -> QuerySet[Selection]:
    """One's own, those of the whole office, those of one's team or a team above. Reads the teams."""
    seen = Q(owner=user) | Q(sharing=Sharing.OFFICE)
    if user.team_id:
        seen |= Q(sharing=Sharing.TEAM, team__in=_team_and_above(user.team_id))
    return Selection.objects.filter(seen).select_related("owner")


def can_change_selection(user: Staff, selection: Selection) -> bool:
    """Its owner; a shared one also those who answer for the work of others."""
    return selection.owner_id == user.pk or (selection.sharing != Sharing.PRIVATE and leads_others(user))


def _team_and_above(team_id: int) -> list[int]:
    parents = dict(Team.objects.values_list("pk", "parent"))
    line: list[int] = []
    team: int | None = team_id
    while team is not None and team not in line:
        line.append(team)
        team = parents.get(team)
    return line
