"""The lead's page: where it burns, how the team's day goes, who is away; every number opens its rows."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mayak.accounts.access import leads_others, logged_in, requires
from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.desk.panels.heat import heat_rows
from mayak.desk.panels.links import link
from mayak.desk.panels.team_day import day_lines, day_totals
from mayak.desk.queries.people import Colleagues, TeamChoice, colleagues_of
from mayak.desk.queries.team_cases import absences_of_team, waiting_cases
from mayak.desk.queries.team_heat import heat_map
from mayak.planning.queries.team_day import MemberDay, team_day_of
from mayak.ui.render import render_page


@require_safe
@requires(leads_others)
def lead(request: HttpRequest) -> HttpResponse:
    """The whole page; ``?team=`` one team of several, ``?lamps=all`` also lamps without weight."""
    user, day = logged_in(request), clock.today()
    colleagues = colleagues_of(user)
    team, staff_ids = _chosen_team(request, colleagues)
    members = team_day_of(user=user, day=day, staff_ids=staff_ids)
    is_whole = request.GET.get("lamps") == "all"
    heat = heat_map(user=user, members=members, day=day, staff_ids=staff_ids, is_whole=is_whole)
    context = {
        "nav": "lead",
        "title": _title(user, team, colleagues),
        "team": team,
        "teams": colleagues.teams if len(colleagues.teams) > 1 else (),
        "heat": heat,
        "heat_rows": heat_rows(heat, team.pk if team else None),
        "is_whole": is_whole,
        "waiting": waiting_cases(user, staff_ids),
        "absences": absences_of_team(user, day, staff_ids),
        "today": day,
        **_day_context(members, team),
    }
    return render_page(request, "desk/lead/page.html", context)


@require_safe
@requires(leads_others)
def lead_day(request: HttpRequest) -> HttpResponse:
    """The team's day alone: the page asks for it again and again."""
    user = logged_in(request)
    team, staff_ids = _chosen_team(request, colleagues_of(user))
    members = team_day_of(user=user, day=clock.today(), staff_ids=staff_ids)
    return render_page(request, "desk/lead/day.html", {"is_live": True, **_day_context(members, team)})


def _chosen_team(request: HttpRequest, colleagues: Colleagues) -> tuple[TeamChoice | None, frozenset[int] | None]:
    asked = request.GET.get("team", "")
    team = next((team for team in colleagues.teams if str(team.pk) == asked), None)
    return team, team.staff_ids if team else None


def _title(user: Staff, team: TeamChoice | None, colleagues: Colleagues) -> str:
    if team:
        return team.name
    own = next((one for one in colleagues.teams if one.pk == user.team_id), None)
    return own.name if own and {pk for pk, _name in colleagues.experts} <= own.staff_ids else ""


def _day_context(members: Iterable[MemberDay], team: TeamChoice | None) -> dict[str, Any]:
    members = list(members)
    day, team_id = clock.today(), team.pk if team else None
    return {
        "lines": day_lines(members, day),
        "shows_team": len({member.team for member in members}) > 1,
        "totals": day_totals(members, day),
        "live_url": link("lead_day") + (f"?team={team_id}" if team_id else ""),
        "now": clock.now(),
    }
