"""The cells of the heat map as drawn: numbers, shades, the words behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from mayak.desk.panels.links import link
from mayak.desk.queries.team_heat import HeatCell, HeatMap, HeatRow
from mayak.ui.formats import MINUS

# A change below this many points is noise in a pool of a hundred.
SHOWN_CHANGE = 2


@dataclass(frozen=True)
class DrawnCell:
    """A cell: the share, its shade, and the week's change when it is worth a look."""

    share: int
    shade: int
    url: str
    words: str
    change: str
    is_worse: bool
    past_url: str
    past_words: str


@dataclass(frozen=True)
class DrawnRow:
    """A row: the pool and its cells."""

    row: HeatRow
    url: str
    clients_url: str
    cells: tuple[DrawnCell, ...]


def heat_rows(heat: HeatMap, team_id: int | None) -> list[DrawnRow]:
    """All rows, the total last (``row.staff_id`` None)."""
    return [_drawn(row, heat.week_ago, team_id) for row in (*heat.rows, heat.total)]


def _drawn(row: HeatRow, week_ago: date | None, team_id: int | None) -> DrawnRow:
    who: dict[str, int | None] = {"expert": row.staff_id} if row.staff_id else {"team": team_id}
    return DrawnRow(
        row=row,
        url=_board(who),
        clients_url=_board({"show": "all", **who}),
        cells=tuple(_cell(row, cell, week_ago, who) for cell in row.cells),
    )


def _cell(row: HeatRow, cell: HeatCell, week_ago: date | None, who: dict[str, int | None]) -> DrawnCell:
    words = _("%(name)s: %(lamp)s, %(lit)d of %(clients)d clients") % {
        "name": row.name or _("All clients"),
        "lamp": cell.lamp.name,
        "lit": cell.lit,
        "clients": row.clients,
    }
    is_worth = cell.change is not None and abs(cell.change) >= SHOWN_CHANGE
    change = f"{'+' if cell.change > 0 else MINUS}{abs(cell.change)}" if is_worth and cell.change else ""
    return DrawnCell(
        share=cell.share,
        shade=cell.shade,
        url=_board({"show": cell.lamp.code, **who}),
        words=words,
        change=change,
        is_worse=bool(cell.change and cell.change > 0),
        past_url=_board({"show": cell.lamp.code, "as_of": week_ago, **who}) if change else "",
        past_words=_("a week ago: %(lit)d clients") % {"lit": cell.was_lit or 0} if change else "",
    )


def _board(values: Mapping[str, object]) -> str:
    return link("board") + "?" + urlencode({name: value for name, value in values.items() if value})
