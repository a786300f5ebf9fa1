"""The list of clients: selections, conditions, search, filters, order; the address holds the whole state."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import ServiceMode
from mayak.bulk.actions import ACTIONS
from mayak.bulk.services import prepare
from mayak.clients.models import ClientStatus
from mayak.clients.queries import understood
from mayak.clients.queries.marks import marks_in_use
from mayak.core.errors import InvalidInputError
from mayak.desk.panels.client_columns import Head, head_of, listed_rows
from mayak.desk.panels.links import link
from mayak.desk.panels.selections import grouped, list_url, new_url
from mayak.desk.queries.client_list import ClientPage, ListFilter, client_page, field_of_sort, listed_clients
from mayak.desk.queries.judgement import lamp_choices
from mayak.desk.queries.list_shown import Shown, beside, shown_to, sorted_as_kept
from mayak.desk.queries.people import Colleagues, colleagues_of
from mayak.facts.conditions import office_vocabulary
from mayak.facts.conditions.editing import beginning
from mayak.facts.conditions.editing.posted import written_tree
from mayak.facts.selections.policies import can_change_selection
from mayak.ui.render import render_page


@require_safe
@staff_only
def clients(request: HttpRequest) -> HttpResponse:
    """A page of the clients within the person's rights: all, those of a kept selection, those of a condition."""
    user = logged_in(request)
    chosen = ListFilter.read(request.GET)
    shown = shown_to(user, chosen, office_vocabulary())
    chosen = sorted_as_kept(chosen, shown.selection)
    colleagues = colleagues_of(user)
    page = client_page(user, chosen, colleagues.team_staff(chosen.team), shown.condition)
    shows_expert = len(colleagues.experts) > 1
    if not shows_expert:
        shown = replace(shown, columns=tuple(code for code in shown.columns if code != "expert"))
    context = {
        "nav": "clients",
        "chosen": chosen,
        "shown": shown,
        "page": page,
        "rows": listed_rows(page.lines, shown, beside(page.lines, shown, colleagues.names)),
        "heads": [(head, _sorting(chosen, head.sort)) for head in _heads(shown)],
        "filters": _filters(chosen, colleagues, marks_in_use(user)),
        "shows_expert": shows_expert,
        "reset_url": list_url(
            selection=chosen.selection, condition=chosen.condition, panel="1" if chosen.is_editing else ""
        ),
        "as_typed_url": chosen.address(exact="1"),
        "pages": _pages(chosen, page),
        "import_url": link("import") if user.is_admin else "",
        "editing_url": chosen.address(panel="1", condition=shown.written or written_tree(beginning())),
        "closed_url": chosen.address(panel=""),
        "groups": grouped(shown.selections, user),
        "new_url": new_url(),
        "actions": [action for action in ACTIONS.values() if action.is_for(user)],
        "can_change": shown.selection is not None and can_change_selection(user, shown.selection),
    }
    return render_page(request, "desk/clients/page.html", context, part="desk/clients/results.html")


@require_POST
@staff_only
def bulk_new(request: HttpRequest) -> HttpResponse:
    """Begin an action on the ticked clients, or on all that the list shows."""
    user, data = logged_in(request), request.POST
    chosen = ListFilter.read(QueryDict(data.get("list", "").removeprefix("?")))
    shown = shown_to(user, chosen, office_vocabulary(), is_whole=True)
    if data.get("all"):
        if shown.wrong:
            raise InvalidInputError(_("The condition is not whole: it hits nobody."), hint=" ".join(shown.wrong))
        team = colleagues_of(user).team_staff(chosen.team)
        meant = understood(user, chosen.text, as_typed=chosen.is_exact)
        keys = list(listed_clients(user, chosen, meant, team, shown.condition).values_list("pk", flat=True))
    else:
        ticked = [*data.get("ids", "").split(","), *data.getlist("client")]
        keys = [int(key) for key in ticked if key.isdecimal() and len(key) < 16]
    title = shown.selection.name if shown.selection else ""
    run = prepare(user=user, action=data.get("action", ""), client_ids=keys, title=title)
    return redirect("bulk_run", run.pk)


def _heads(shown: Shown) -> list[Head]:
    name = Head("name", _("Client"), sort="name")
    return [name, *(head_of(code, shown.vocabulary) for code in shown.columns)]


def _sorting(chosen: ListFilter, code: str) -> dict[str, Any] | None:
    """The address that sorts by a column and how it is sorted now; None where one cannot."""
    field = field_of_sort(code)
    if field is None:
        return None
    is_current = chosen.order == code
    turned = is_current and not chosen.is_reversed
    down = field[1] != chosen.is_reversed
    return {
        "url": chosen.address(sort=f"-{code}" if turned else code),
        "is_current": is_current,
        "aria": ("descending" if down else "ascending") if is_current else "none",
    }


def _filters(chosen: ListFilter, colleagues: Colleagues, marks: Sequence[str]) -> list[dict[str, Any]]:
    """The selects above the list; one with a single choice is left out."""
    selects: list[dict[str, Any]] = []
    if len(colleagues.experts) > 1:
        experts = [(str(pk), name) for pk, name in colleagues.experts]
        selects.append(_select("expert", _("Expert"), chosen.expert, experts))
    if len(colleagues.teams) > 1:
        teams = [(str(team.pk), "\u2003" * team.depth + team.name) for team in colleagues.teams]
        selects.append(_select("team", _("Team"), chosen.team, teams))
    if marks:
        selects.append(_select("mark", _("Any mark"), chosen.mark, [(mark, mark) for mark in marks]))
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
