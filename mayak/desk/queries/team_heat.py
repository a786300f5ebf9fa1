"""The heat map of a team (S5): experts × lamps, the share of clients with the lamp lit, and a week before."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.desk.queries.board import LampColumn, lamp_columns
from mayak.planning.queries.team_day import MemberDay

WEEK = timedelta(days=7)
# From this share of lit clients on (percent) a cell has the next shade.
SHADES = (3, 8, 14, 21, 29)


@dataclass(frozen=True)
class HeatCell:
    """A lamp in a pool. ``lit``: clients now; ``share`` and ``change`` in percent and points (None: no history)."""

    lamp: LampColumn
    lit: int
    share: int
    was_lit: int | None
    change: int | None

    @property
    def shade(self) -> int:
        """0 (calm) to 5 (hot)."""
        return sum(self.share >= bound for bound in SHADES)


@dataclass(frozen=True)
class HeatRow:
    """A pool: of one expert, or of all together (``staff_id`` None). ``necessity``: the average, None if unknown."""

    staff_id: int | None
    name: str
    clients: int
    necessity: Decimal | None
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The map with its columns; ``week_ago`` is None when nothing was recorded then."""

    columns: tuple[LampColumn, ...]
    rows: tuple[HeatRow, ...]
    total: HeatRow
    week_ago: date | None


# Pools as the board draws them today; the same clients are looked at on both days, so a change is never a hand-over.
_HEAT = """
WITH pool AS MATERIALIZED (
    SELECT DISTINCT responsible.staff_id, responsible.client_id FROM clients_responsibility responsible
    JOIN lamps_score score ON score.client_id = responsible.client_id
    WHERE responsible.staff_id = ANY(%(staff)s)
      AND (responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
      AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
), everybody AS MATERIALIZED (
    SELECT score.client_id FROM lamps_score score WHERE %(is_office)s
    UNION SELECT pool.client_id FROM pool WHERE NOT %(is_office)s
), lit AS MATERIALIZED (
    SELECT 'now' AS moment, state.client_id, state.lamp_id FROM lamps_lampstate state WHERE state.state = 'lit'
    UNION ALL
    SELECT 'then', past.client_id, past.lamp_id FROM lamps_lampinterval past
    WHERE past.state = 'lit' AND past.from_date <= %(then)s AND (past.to_date IS NULL OR past.to_date >= %(then)s)
), served AS MATERIALIZED (
    SELECT past.client_id FROM lamps_scoreinterval past
    WHERE past.from_date <= %(then)s AND (past.to_date IS NULL OR past.to_date >= %(then)s)
)
SELECT 'lit', pool.staff_id, lit.moment, lit.lamp_id, count(*)::numeric FROM pool JOIN lit USING (client_id)
GROUP BY pool.staff_id, lit.moment, lit.lamp_id
UNION ALL
SELECT 'lit', NULL, lit.moment, lit.lamp_id, count(*) FROM everybody JOIN lit USING (client_id)
GROUP BY lit.moment, lit.lamp_id
UNION ALL
SELECT 'served', pool.staff_id, 'then', NULL, count(*) FROM pool JOIN served USING (client_id) GROUP BY pool.staff_id
UNION ALL
SELECT 'served', NULL, 'then', NULL, count(*) FROM everybody JOIN served USING (client_id)
UNION ALL
SELECT 'served', pool.staff_id, 'now', NULL, count(*) FROM pool GROUP BY pool.staff_id
UNION ALL
SELECT 'served', NULL, 'now', NULL, count(*) FROM everybody
UNION ALL
SELECT 'need', pool.staff_id, 'now', NULL, avg(score.necessity) FROM pool JOIN lamps_score score USING (client_id)
GROUP BY pool.staff_id
UNION ALL
SELECT 'need', NULL, 'now', NULL, avg(score.necessity) FROM everybody JOIN lamps_score score USING (client_id)
"""

Figures = dict[tuple[str, int | None, str, int | None], Decimal | None]


def heat_map(
    *, user: Staff, members: list[MemberDay], day: date, staff_ids: frozenset[int] | None, is_whole: bool
) -> HeatMap:
    """The map for the members of a team, the total within the rights included. 2 statements.

    ``staff_ids``: the people of the chosen team, None for all; ``is_whole``: also lamps without weight.
    """
    scope = scope_of(user, day)
    people = set(staff_ids) if staff_ids is not None else {member.staff_id for member in members}
    if staff_ids is None:
        people |= scope.staff_ids
    elif not scope.sees_all:
        people &= scope.staff_ids
    params = {
        "staff": sorted(people),
        "day": day,
        "then": day - WEEK,
        "is_office": scope.sees_all and staff_ids is None,
    }
    figures = _figures(params)
    has_past = bool(figures.get(("served", None, "then", None)))
    columns = tuple(
        replace(column, count=int(figures.get(("lit", None, "now", column.pk)) or 0)) for column in lamp_columns()
    )
    columns = tuple(column for column in columns if column.is_weighted or (is_whole and column.count))
    return HeatMap(
        columns=columns,
        rows=tuple(_row(member.staff_id, member.name, columns, figures, has_past) for member in members),
        total=_row(None, "", columns, figures, has_past),
        week_ago=day - WEEK if has_past else None,
    )


def _figures(params: dict[str, Any]) -> Figures:
    figures: Figures = defaultdict(lambda: None)
    with connection.cursor() as cursor:
        cursor.execute(_HEAT, params)
        for kind, staff_id, moment, lamp_id, figure in cursor.fetchall():
            figures[kind, staff_id, moment, lamp_id] = figure
    return figures


def _row(staff_id: int | None, name: str, columns: tuple[LampColumn, ...], figures: Figures, has_past: bool) -> HeatRow:
    def figure(kind: str, moment: str, lamp_id: int | None = None) -> int:
        return int(figures.get((kind, staff_id, moment, lamp_id)) or 0)

    now, then = figure("served", "now"), figure("served", "then")
    cells = []
    for column in columns:
        lit, was_lit = figure("lit", "now", column.pk), figure("lit", "then", column.pk)
        share = _percent(lit, now)
        change = share - _percent(was_lit, then) if has_past and then else None
        cells.append(HeatCell(column, lit, share, was_lit if change is not None else None, change))
    return HeatRow(staff_id, name, now, figures.get(("need", staff_id, "now", None)), tuple(cells))


def _percent(part: int, whole: int) -> int:
    """Half up, in whole per cent."""
    return (200 * part + whole) // (2 * whole) if whole else 0
