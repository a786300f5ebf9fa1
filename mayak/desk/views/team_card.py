"""Completeness of a team's cards: experts × status groups, down to the clients and to what they lack (C3)."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mayak.accounts.access import leads_others, logged_in, requires
from mayak.card.queries import LONGEST_NUMBER, status_groups
from mayak.core.questions import ask
from mayak.desk.queries.people import Colleagues, colleagues_of
from mayak.desk.queries.team_card import (
    MOST_CLIENTS,
    PAGE,
    PERSONS,
    WHOLE,
    PoolRow,
    client_page,
    clients_of,
    lacking,
    lacks_of,
    pools,
    shares_of,
)
from mayak.ui.render import render_page

# From this share missing on (points) a cell has the next shade.
SHADES = (15, 30, 45, 60, 75)


@require_safe
@requires(leads_others)
def lead_card(request: HttpRequest) -> HttpResponse:
    """The team: the mean completeness of every pool by status group; each number opens its clients."""
    colleagues = colleagues_of(logged_in(request))
    groups = _groups()
    rows, total = pools(list(colleagues.experts), shares_of(groups))
    context = {
        "nav": "lead",
        "columns": _columns(groups),
        "rows": [_drawn(row) for row in rows],
        "total": _drawn(total),
    }
    return render_page(request, "desk/lead/card.html", context)


@require_safe
@requires(leads_others)
def lead_card_clients(request: HttpRequest) -> HttpResponse:
    """The clients behind a number: ``?expert=``, ``?group=`` that sorts them, ``?lacks=`` an indicator."""
    user = logged_in(request)
    colleagues = colleagues_of(user)
    expert, group, lacks = _expert(request, colleagues), request.GET.get("group", ""), request.GET.get("lacks", "")
    groups = _groups()
    shares = shares_of(groups)
    group = group if group in shares else WHOLE
    staff_ids = [expert] if expert else None
    clients = clients_of(user, staff_ids)
    whole = list(clients.order_by("pk").values_list("pk", flat=True)[: MOST_CLIENTS + 1])
    is_countable = len(whole) <= MOST_CLIENTS
    found = lacks_of(whole, group) if is_countable else []
    if lacks and is_countable:
        clients = clients.filter(pk__in=lacking(whole, lacks))
    page = Paginator(clients.order_by("pk").values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    columns = _columns(groups)
    context = {
        "nav": "lead",
        "expert": colleagues.names.get(expert, "") if expert else "",
        "columns": [(code, name, _address(expert, code, "")) for code, name in columns],
        "group": group,
        "group_name": dict(columns)[group],
        "lacks": next((one.name for one in found if one.code == lacks), lacks),
        "clear_url": _address(expert, group, ""),
        "found": [(one, _address(expert, group, one.code), one.code == lacks) for one in found],
        "is_too_many": not is_countable,
        "page": page,
        "count": page.paginator.count,
        "clients": [_client(row, group) for row in client_page(clients, shares, group, page.number)],
        "page_url": _address(expert, group, lacks),
    }
    return render_page(request, "desk/lead/card_clients.html", context)


def _groups() -> dict[str, str]:
    groups = status_groups()
    ask(groups)
    return {one.code: one.name for one in groups.answer}


def _columns(groups: dict[str, str]) -> list[tuple[str, str]]:
    return [*groups.items(), (WHOLE, _("The whole card")), (PERSONS, _("People"))]


def _expert(request: HttpRequest, colleagues: Colleagues) -> int | None:
    asked = request.GET.get("expert", "")
    if not asked:
        return None
    if (
        not asked.isdecimal()
        or len(asked) > LONGEST_NUMBER
        or int(asked) not in {pk for pk, _name in colleagues.experts}
    ):
        raise Http404
    return int(asked)


def _address(expert: int | None, group: str, lacks: str) -> str:
    asked = {"expert": expert or "", "group": group, "lacks": lacks}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('lead_card_clients')}?{query}"


def _drawn(row: PoolRow) -> dict[str, Any]:
    cells = [
        (share, sum(100 - share >= bound for bound in SHADES) if share is not None else 0, code)
        for code, share in row.shares.items()
    ]
    drawn = [(share, shade, _address(row.staff_id, code, "")) for share, shade, code in cells]
    return {"row": row, "cells": drawn, "url": _address(row.staff_id, "", "")}


def _client(row: Any, group: str) -> dict[str, Any]:
    query = {"show": "learn", "group": group if group != PERSONS else ""}
    address = urlencode({name: value for name, value in query.items() if value})
    return {"row": row, "url": f"{reverse('client_card', args=[row.pk])}?{address}", "shares": row.shares.values()}
