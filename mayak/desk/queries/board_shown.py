"""The board as it was shown on a past day, from the intervals: counted, sorted and paged in the database (S4, S5)."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from mayak.clients.models import Client
from mayak.core.text import localized
from mayak.desk.queries.board import ALL, ANY, PAGE_SIZE, URGENT, BoardFilter, BoardPage, BoardRow, LampCell, LampColumn
from mayak.facts.history import facts_on
from mayak.lamps.models import State
from mayak.lamps.shown import DayLamp, ShownClient, shown_on
from mayak.lamps.versions import Version, version_on
from mayak.lamps.wording import reason_of, worded

# Figures beside the lamps, as known on the day.
_FIGURES = ("debt_amount", "last_reached_date", "next_planned_date", "expert_id")
_HELD = "{0}.from_date <= %s AND ({0}.to_date IS NULL OR {0}.to_date >= %s)"
_SHOWN = f"""
WITH pool(id) AS NOT MATERIALIZED ({{pool}}),
shown AS MATERIALIZED (
  SELECT s.client_id, s.necessity, c.name_folded FROM lamps_scoreinterval s JOIN clients_client c ON c.id = s.client_id
  WHERE {_HELD.format("s")} AND s.client_id IN (SELECT id FROM pool)),
lit AS MATERIALIZED (
  SELECT l.client_id, l.lamp_id, l.is_urgent FROM lamps_lampinterval l
  WHERE l.state = 'lit' AND {_HELD.format("l")} AND l.client_id IN (SELECT client_id FROM shown)),
burning AS (SELECT client_id, bool_or(is_urgent) AS is_urgent FROM lit GROUP BY client_id)
"""
# The counts and the page in one statement: what was lit is gathered once.
_PAGE = """
SELECT (SELECT count(*) FROM shown), (SELECT count(*) FROM burning), (SELECT count(*) FROM burning WHERE is_urgent),
  (SELECT coalesce(json_object_agg(lamp_id, n), '{{}}')::text
     FROM (SELECT lamp_id, count(*) AS n FROM lit GROUP BY lamp_id) t),
  ARRAY(SELECT client_id FROM shown WHERE {fits} ORDER BY {order}, client_id LIMIT %s OFFSET %s)
"""
_FITS = {
    ANY: "client_id IN (SELECT client_id FROM burning)",
    URGENT: "client_id IN (SELECT client_id FROM burning WHERE is_urgent)",
    ALL: "true",
}


def shown_board_page(pool: QuerySet[Client], chosen: BoardFilter, day: date) -> BoardPage:
    """A page of the board as shown on a past day, for the clients of a pool. 7 statements."""
    version = version_on(day)
    columns = _columns(version)
    chosen = chosen.known_to(columns)
    page = chosen.page
    found = _ask(pool, chosen, day, columns, page)
    pages = max(-(-_total(found, chosen, columns) // PAGE_SIZE), 1)
    if page > pages:
        page = pages
        found = _ask(pool, chosen, day, columns, page)
    in_all, lit, urgent, counts, ids = found
    return BoardPage(
        rows=_rows(ids, day, version),
        columns=tuple(replace(column, count=counts.get(str(column.pk), 0)) for column in columns),
        pool=in_all,
        lit=lit,
        urgent=urgent,
        total=_total(found, chosen, columns),
        page=page,
        pages=pages,
    )


_Found = tuple[int, int, int, dict[str, int], list[int]]


def _ask(pool: QuerySet[Client], chosen: BoardFilter, day: date, columns: tuple[LampColumn, ...], page: int) -> _Found:
    """Everybody, those with a lit lamp, with an urgent one, clients by lamp, and the clients of a page."""
    lamp = next((column for column in columns if column.code == chosen.show), None)
    pool_sql, pool_params = pool.order_by().values("pk").query.sql_with_params()
    order, order_params = _order(chosen, columns)
    params = [*pool_params, day, day, day, day, *([lamp.pk] if lamp else []), *order_params]
    sql = _SHOWN.format(pool=pool_sql) + _PAGE.format(fits=_fits(chosen), order=order)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, PAGE_SIZE, (page - 1) * PAGE_SIZE])
        in_all, lit, urgent, by_lamp, ids = cursor.fetchone() or (0, 0, 0, "{}", [])
    return in_all, lit, urgent, json.loads(by_lamp), ids


def _total(found: _Found, chosen: BoardFilter, columns: tuple[LampColumn, ...]) -> int:
    """How many clients fit the filter."""
    in_all, lit, urgent, counts, _ids = found
    if chosen.show in _FITS:
        return {ANY: lit, URGENT: urgent, ALL: in_all}[chosen.show]
    return next((counts.get(str(column.pk), 0) for column in columns if column.code == chosen.show), 0)


def _fits(chosen: BoardFilter) -> str:
    return _FITS.get(chosen.show, "client_id IN (SELECT client_id FROM lit WHERE lamp_id = %s)")


def _order(chosen: BoardFilter, columns: tuple[LampColumn, ...]) -> tuple[str, list[Any]]:
    """The order of the rows; figures beside the lamps are known of the page's clients only and sort nothing."""
    calm = "necessity DESC NULLS LAST, name_folded"
    lamp = next((column for column in columns if column.code == chosen.sort), None)
    if lamp is not None:
        heat = "(SELECT CASE WHEN is_urgent THEN 2 ELSE 1 END FROM lit WHERE lit.client_id = shown.client_id"
        way = "ASC NULLS FIRST" if chosen.is_reversed else "DESC NULLS LAST"
        return f"{heat} AND lamp_id = %s LIMIT 1) {way}, {calm}", [lamp.pk]
    if chosen.sort == "name":
        return f"name_folded {'DESC' if chosen.is_reversed else 'ASC'}", []
    if chosen.sort == "necessity" and chosen.is_reversed:
        return "necessity ASC NULLS LAST, name_folded", []
    return calm, []


def _columns(version: Version) -> tuple[LampColumn, ...]:
    """The lamps of that time in their words of that time, the weighted ones first."""
    return tuple(
        LampColumn(
            lamp.pk,
            lamp.code,
            localized(lamp.name),
            localized(lamp.short_label),
            localized(lamp.unit),
            lamp.is_weighted,
        )
        for lamp in sorted(version.lamps, key=lambda lamp: not lamp.is_weighted)
    )


def _rows(ids: list[int], day: date, version: Version) -> tuple[BoardRow, ...]:
    shown = shown_on(day, ids, version=version)
    figures = facts_on(day, ids, _FIGURES) if ids else {}
    names = dict(Client.objects.filter(pk__in=ids).values_list("pk", "name"))
    return tuple(_row(names[pk], shown[pk], figures.get(pk, {})) for pk in ids)


def _row(name: str, shown: ShownClient, figures: dict[str, Any]) -> BoardRow:
    return BoardRow(
        pk=shown.client_id,
        name=name,
        necessity=shown.necessity,
        certainty=shown.certainty,
        debt=figures.get("debt_amount"),
        last_contact=figures.get("last_reached_date"),
        next_contact=figures.get("next_planned_date"),
        expert_id=figures.get("expert_id"),
        cells={each.lamp.code: _cell(each) for each in shown.lamps if each.state != State.OUT},
    )


def _cell(each: DayLamp) -> LampCell:
    if each.state != State.LIT:
        return LampCell(is_lit=False, is_urgent=False, figure="", reason="")
    evidence = each.evidence or {}
    figure = worded(each.lamp.figure, evidence) if each.lamp.figure else ""
    return LampCell(True, each.is_urgent, figure, reason_of(each.lamp.reason, each.lamp.never_reason, evidence))
