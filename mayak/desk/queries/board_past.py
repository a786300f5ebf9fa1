"""The board recomputed for a past day with today's playbook: the same page, every figure as of that day."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from mayak.clients.models import Client
from mayak.desk.queries.board import (
    ALL,
    ANY,
    PAGE_SIZE,
    URGENT,
    BoardFilter,
    BoardPage,
    BoardRow,
    LampCell,
    lamp_columns,
)
from mayak.facts.services import facts_as_of
from mayak.lamps.judging import ClientJudgement, judge
from mayak.lamps.rules import current_rules
from mayak.lamps.wording import reason_of, worded

_ROWS = """
SELECT f.client_id, c.name, c.name_folded, f.debt_amount, f.last_reached_date, f.expert_id, shown.necessity
FROM {relation} f JOIN clients_client c ON c.id = f.client_id
LEFT JOIN lamps_scoreinterval shown ON shown.client_id = f.client_id
  AND shown.from_date <= %(day)s AND (shown.to_date IS NULL OR shown.to_date >= %(day)s)
WHERE f.is_served
"""


def past_board_page(pool: QuerySet[Client], chosen: BoardFilter, day: date) -> BoardPage:
    """A page of the board as of a past day, for the clients of a pool that were served on it."""
    columns = lamp_columns()
    chosen = chosen.known_to(columns)
    found = _recomputed(day, list(pool.order_by().values_list("pk", flat=True)))
    lit = [_lit_codes(row) for row, _key in found]
    urgent = [any(cell.is_urgent for cell in row.cells.values()) for row, _key in found]
    counts = Counter(code for codes in lit for code in codes)
    fits = {
        ANY: [bool(codes) for codes in lit],
        URGENT: urgent,
        ALL: [True] * len(found),
    }.get(chosen.show) or [chosen.show in codes for codes in lit]
    shown = [item for item, is_fit in zip(found, fits, strict=True) if is_fit]
    pages = max(-(-len(shown) // PAGE_SIZE), 1)
    page = min(chosen.page, pages)
    start = (page - 1) * PAGE_SIZE
    return BoardPage(
        rows=tuple(row for row, _key in _sorted(shown, chosen)[start : start + PAGE_SIZE]),
        columns=tuple(replace(column, count=counts[column.code]) for column in columns),
        pool=len(found),
        lit=sum(bool(codes) for codes in lit),
        urgent=sum(urgent),
        total=len(shown),
        page=page,
        pages=pages,
    )


def _recomputed(day: date, client_ids: list[int]) -> list[tuple[BoardRow, str]]:
    if not client_ids:
        return []
    rules = current_rules()
    with facts_as_of(day, client_ids) as relation, connection.cursor() as cursor:
        judged = {item.client_id: item for item in judge(rules, day, relation=relation)}
        cursor.execute(_ROWS.format(relation=relation), {"day": day})
        rows = cursor.fetchall()
    return [(_row(judged[row[0]], *row), row[2]) for row in rows]


def _row(
    judged: ClientJudgement,
    pk: int,
    name: str,
    _folded: str,
    debt: Decimal,
    reached: date | None,
    expert: int | None,
    shown: Decimal | None,
) -> BoardRow:
    return BoardRow(
        pk=pk,
        name=name,
        necessity=judged.score.necessity,
        certainty=judged.score.certainty,
        shown=shown,
        debt=debt,
        last_contact=reached,
        next_contact=None,
        expert_id=expert,
        cells={item.lamp.code: _cell(item) for item in judged.lamps if item.is_lit is not False},
    )


def _cell(item: Any) -> LampCell:
    if item.is_lit is None:
        return LampCell(is_lit=False, is_urgent=False, figure="", reason="")
    lamp = item.lamp.definition
    reason = reason_of(lamp.reason, lamp.never_reason, item.evidence)
    return LampCell(True, item.is_urgent, worded(lamp.figure, item.evidence) if lamp.figure else "", reason)


def _lit_codes(row: BoardRow) -> set[str]:
    return {code for code, cell in row.cells.items() if cell.is_lit}


def _sorted(rows: list[tuple[BoardRow, str]], chosen: BoardFilter) -> list[tuple[BoardRow, str]]:
    rows = sorted(rows, key=lambda item: (-(item[0].necessity or Decimal(-1)), item[1], item[0].pk))
    if chosen.sort == "name":
        return sorted(rows, key=lambda item: item[1], reverse=chosen.is_reversed)
    if chosen.sort == "necessity":
        return rows[::-1] if chosen.is_reversed else rows
    if chosen.sort == "debt":
        return sorted(rows, key=lambda item: item[0].debt or Decimal(0), reverse=not chosen.is_reversed)
    if chosen.sort == "contact":
        return sorted(rows, key=lambda item: item[0].last_contact or date.max, reverse=chosen.is_reversed)
    return sorted(rows, key=lambda item: _heat(item[0], chosen.sort), reverse=not chosen.is_reversed)


def _heat(row: BoardRow, code: str) -> int:
    cell = row.cells.get(code)
    return 0 if cell is None or not cell.is_lit else 2 if cell.is_urgent else 1
