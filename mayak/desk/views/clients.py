"""The list of clients: search, filters, order; the address holds the whole state."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import ServiceMode
from mayak.clients.models import ClientStatus
from mayak.desk.panels.links import link
from mayak.desk.panels.rows import client_rows
from mayak.desk.queries.client_list import SORTS, ClientPage, ListFilter, client_page
from mayak.desk.queries.judgement import lamp_choices, lit_of
from mayak.desk.queries.people import Colleagues, colleagues_of
from mayak.ui.render import render_page


@require_safe
@staff_only
def clients(request: HttpRequest) -> HttpResponse:
    """A page of the clients within the person's rights."""
    user = logged_in(request)
    chosen = ListFilter.read(request.GET)
    colleagues = colleagues_of(user)
    page = client_page(user, chosen, colleagues.team_staff(chosen.team))
    lit = lit_of([line.pk for line in page.lines])
    shows_expert = len(colleagues.experts) > 1
    context = {
        "nav": "clients",
        "chosen": chosen,
        "page": page,
        "rows": client_rows(page.lines, lit, colleagues.names if shows_expert else None),
        "columns": _columns(chosen),
        "filters": _filters(chosen, colleagues),
        "shows_expert": shows_expert,
        "as_typed_url": chosen.address(exact="1"),
        "pages": _pages(chosen, page),
        "reset_url": link("clients"),
        "import_url": link("import") if user.is_admin else "",
    }
    return render_page(request, "desk/clients/page.html", context, part="desk/clients/results.html")


def _columns(chosen: ListFilter) -> dict[str, dict[str, Any]]:
    """For every column one can sort by: its address and how it is sorted now."""
    columns = {}
    for code, (_field, descending) in SORTS.items():
        is_current = chosen.sort == code
        turned = is_current and not chosen.is_reversed
        down = descending != chosen.is_reversed
        columns[code] = {
            "url": chosen.address(sort=f"-{code}" if turned else code),
            "is_current": is_current,
            "aria": ("descending" if down else "ascending") if is_current else "none",
        }
    return columns


def _filters(chosen: ListFilter, colleagues: Colleagues) -> list[dict[str, Any]]:
    """The selects above the list; one with a single choice is left out."""
    selects: list[dict[str, Any]] = []
    if len(colleagues.experts) > 1:
        experts = [(str(pk), name) for pk, name in colleagues.experts]
        selects.append(_select("expert", _("Expert"), chosen.expert, experts))
    if len(colleagues.teams) > 1:
        teams = [(str(team.pk), "\u2003" * team.depth + team.name) for team in colleagues.teams]
        selects.append(_select("team", _("Team"), chosen.team, teams))
    return [
        *selects,
        _select("lamp", _("Any lamp"), chosen.lamp, lamp_choices()),
        _select("status", _("Status"), chosen.status, ClientStatus.choices),
        _select("mode", _("Service mode"), chosen.mode, ServiceMode.choices),
    ]


def _select(name: str, label: str, current: object, choices: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    return {"name": name, "label": label, "current": str(current or ""), "choices": choices}


def _pages(chosen: ListFilter, page: ClientPage) -> dict[str, Any]:
    return {
        "previous": chosen.address(page=page.page - 1) if page.page > 1 else "",
        "next": chosen.address(page=page.page + 1) if page.page < page.pages else "",
        "first": chosen.address(page="") if page.page > 2 else "",
        "last": chosen.address(page=page.pages) if page.page < page.pages - 1 else "",
    }
