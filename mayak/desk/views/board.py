"""The monitoring board: who stands out today, or stood out on a past day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.panels.rows import RowsOf, board_rows
from mayak.desk.queries.board import (
    ALL,
    ANY,
    SHOWN,
    SORTS,
    URGENT,
    BoardFilter,
    BoardPage,
    LampColumn,
    board_page,
    pool_of,
)
from mayak.desk.queries.board_detail import BoardDetail, board_detail
from mayak.desk.queries.board_past import past_board_page
from mayak.desk.queries.board_shown import shown_board_page
from mayak.desk.queries.people import Colleagues, colleagues_of
from mayak.lamps.shown import shown_since
from mayak.ui.formats import day as as_day
from mayak.ui.render import render_page

CHIPS = 7


@require_safe
@staff_only
def board(request: HttpRequest) -> HttpResponse:
    """Clients × lamps within the person's rights; ``?as_of=`` a past day, recomputed, with ``&how=shown`` as shown."""
    user = logged_in(request)
    chosen = BoardFilter.read(request.GET)
    if chosen.not_yet:
        words = _("%(day)s has not come yet: the board shows today.") % {"day": as_day(chosen.not_yet)}
        messages.warning(request, words)
    colleagues = colleagues_of(user)
    pool = pool_of(user, _staff_of(chosen, colleagues), day=chosen.as_of)
    page = _page(pool, chosen)
    columns = [column for column in page.columns if column.is_weighted or column.count]
    names = colleagues.names if len(colleagues.experts) > 1 else None
    context = {
        "nav": "board",
        "chosen": chosen,
        "page": page,
        "today": clock.today(),
        "rows": board_rows(page.rows, columns, names, of=_columns_of(chosen), day=chosen.as_of) if page.rows else "",
        **_past_context(chosen),
        "columns": [{"lamp": column, **_sorted_by(chosen, column.code, descending=True)} for column in columns],
        "heads": {code: _sorted_by(chosen, code, descending=down) for code, (_field, down) in SORTS.items()},
        "chips": _chips(chosen, page),
        "experts": colleagues.experts if len(colleagues.experts) > 1 else (),
        "teams": colleagues.teams if len(colleagues.teams) > 1 else (),
        "pages": _pages(chosen, page),
        "import_url": link("import") if user.is_admin else "",
        **(_detail_context(board_detail(page.rows[0].pk, user.pk), chosen.as_of) if page.rows else {}),
    }
    return render_page(request, "desk/board/page.html", context)


@require_safe
@staff_only
def board_client(request: HttpRequest, pk: int) -> HttpResponse:
    """The part below the board for one client: today's, and says so below a past day (``?as_of=``)."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    context = _detail_context(board_detail(client.pk, user.pk), BoardFilter.read(request.GET).as_of)
    return render_page(request, "desk/board/detail.html", context)


def _page(pool: QuerySet[Client], chosen: BoardFilter) -> BoardPage:
    if chosen.as_of is None:
        return board_page(pool, chosen)
    past = shown_board_page if chosen.is_shown else past_board_page
    return past(pool, chosen, chosen.as_of)


def _columns_of(chosen: BoardFilter) -> RowsOf:
    if chosen.as_of is None:
        return RowsOf.NOW
    return RowsOf.SHOWN if chosen.is_shown else RowsOf.RECOMPUTED


def _past_context(chosen: BoardFilter) -> dict[str, Any]:
    """The switch between the two answers for a past day; from which day on there is something to show."""
    if chosen.as_of is None:
        return {}
    since = shown_since()
    return {
        "ways": [
            {"label": _("as shown"), "url": chosen.address(how=SHOWN), "is_current": chosen.is_shown},
            {"label": _("recomputed"), "url": chosen.address(how=""), "is_current": not chosen.is_shown},
        ],
        "shown_since": since,
        "is_too_early": chosen.is_shown and (since is None or chosen.as_of < since),
    }


def _detail_context(detail: BoardDetail, past_day: date | None) -> dict[str, Any]:
    return {
        "detail": detail,
        "today": clock.today(),
        "past_day": past_day,
        "past_day_url": f"{link('client_over_time', detail.pk)}?on={past_day}#day" if past_day else "",
        "contact_url": link("contact", detail.activity_id) if detail.activity_id else "",
        "contact_start_url": link("contact_start", detail.pk),
        "trained": sum(person.is_valid for person in detail.trained),
        "open_cases": sum(case.closed_at is None for case in detail.cases),
        "half_year": detail.questions[0].in_half_year if detail.questions else 0,
    }


def _staff_of(chosen: BoardFilter, colleagues: Colleagues) -> frozenset[int] | None:
    if chosen.expert:
        return frozenset({chosen.expert})
    return colleagues.team_staff(chosen.team)


def _sorted_by(chosen: BoardFilter, code: str, *, descending: bool) -> dict[str, Any]:
    is_current = chosen.sort == code
    down = descending != chosen.is_reversed
    sort = f"-{code}" if is_current and not chosen.is_reversed else code
    return {
        "url": chosen.address(sort="" if sort == "necessity" else sort),
        "is_current": is_current,
        "aria": "descending" if down else "ascending",
    }


def _chips(chosen: BoardFilter, page: BoardPage) -> list[dict[str, Any]]:
    """Any lamp, urgent ones, the lamps lit most often, everybody."""
    frequent: list[LampColumn] = sorted(page.columns, key=lambda column: -column.count)[:CHIPS]
    if chosen.show not in {ANY, URGENT, ALL}:
        frequent = list({c.code: c for c in [*(c for c in page.columns if c.code == chosen.show), *frequent]}.values())
    chips = [(ANY, _("Any lamp lit"), page.lit), (URGENT, _("Urgent"), page.urgent)]
    chips += [(column.code, column.label, column.count) for column in frequent if column.count]
    chips.append((ALL, _("Everybody"), page.pool))
    return [
        {"label": label, "count": count, "url": chosen.address(show=code), "is_current": code == chosen.show}
        for code, label, count in chips
    ]


def _pages(chosen: BoardFilter, page: BoardPage) -> dict[str, Any]:
    return {
        "previous": chosen.address(page=page.page - 1) if page.page > 1 else "",
        "next": chosen.address(page=page.page + 1) if page.page < page.pages else "",
        "first": chosen.address(page="") if page.page > 2 else "",
        "last": chosen.address(page=page.pages) if page.page < page.pages - 1 else "",
    }
