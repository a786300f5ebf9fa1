"""Rows of the long tables as HTML strings: fifty of them are most of a page's time and size."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.clients.models import ClientStatus
from mayak.desk.queries.board import BoardRow, LampCell, LampColumn
from mayak.desk.queries.client_list import ClientLine
from mayak.desk.queries.judgement import Lamp
from mayak.ui.formats import day_near, day_short, fraction, money_bare, typography
from mayak.ui.markup import lamp_word

LAMPS_SHOWN = 2


class RowsOf(Enum):
    """What the rows of the board tell: now, a past day recomputed, a past day as shown."""

    NOW = "now"
    RECOMPUTED = "recomputed"
    SHOWN = "shown"


class RowWords:
    """Words that every row repeats, looked up once per page."""

    def __init__(self, day: date | None = None) -> None:
        self.lamp = {state: str(lamp_word(state)) for state in ("warn", "urgent", "none")}
        self.never = f'<span class="muted">{_("never")}</span>'
        self.none = f'<span class="muted">{_("none")}</span>'
        self.tick = _("Tick %(name)s")
        self.debt = pgettext("card", "debt")
        self.contact = pgettext("card", "contact")
        self.next = pgettext("card", "next")
        self.statuses = {status.value: str(status.label) for status in ClientStatus}
        self.client_url = reverse("client", args=[0])
        self.detail_url = reverse("board_client", args=[0]).replace("0", "{}") + (f"?as_of={day}" if day else "")


def name_cell(line: ClientLine, words: RowWords) -> str:
    """The first cells of a client's row: the tick for actions on many, the name."""
    label = words.tick % {"name": line.name}
    return (
        f'<td class="tick"><input type="checkbox" class="box" name="client" value="{line.pk}" form="bulk" data-tick '
        f'aria-label="{escape(label)}"></td>'
        f'<th scope="row" class="cl__name">{_name(line.pk, line.name, words)}{_marks(line)}{_beside(line, words)}</th>'
    )


def _marks(line: ClientLine) -> str:
    return "".join(f' <span class="tag tag--accent">{escape(mark)}</span>' for mark in line.marks)


def _beside(line: ClientLine, words: RowWords) -> str:
    if line.found_by is not None:
        known = (line.found_by.short_name, line.found_by.position)
        return f'<span class="sub cl__by">{escape(", ".join(part for part in known if part))}</span>'
    if line.status != ClientStatus.ACTIVE:
        return f'<span class="sub cl__by">{words.statuses[line.status]}</span>'
    return ""


def lit_lamps(lit: list[Lamp], words: RowWords) -> str:
    """The first lit lamps with their reasons."""
    shown = "".join(
        f'<span class="lamp"><i class="l l--{lamp.shape}"></i><span class="vh">{words.lamp[lamp.shape]}: </span>'
        f"{escape(lamp.words)}</span>"
        for lamp in lit[:LAMPS_SHOWN]
    )
    rest = len(lit) - LAMPS_SHOWN
    return f'{shown}<span class="muted">+{rest}</span>' if rest > 0 else shown


def board_rows(
    rows: Sequence[BoardRow],
    columns: Sequence[LampColumn],
    experts: dict[int, str] | None,
    *,
    of: RowsOf,
    day: date | None = None,
) -> SafeString:
    """The body of the board, its first row chosen; ``day``: the past day of the board.

    The norm is an empty cell: the style draws its small dot.
    """
    words = RowWords(day)
    return mark_safe("".join(_board_row(row, columns, experts, words, n == 0, of) for n, row in enumerate(rows)))


def _board_row(
    row: BoardRow,
    columns: Sequence[LampColumn],
    experts: dict[int, str] | None,
    words: RowWords,
    is_chosen: bool,
    of: RowsOf,
) -> str:
    chosen = ' class="is-selected" aria-selected="true"' if is_chosen else ""
    expert = "" if experts is None else f'<td class="muted2">{escape(experts.get(row.expert_id or 0, ""))}</td>'
    ahead = "" if of is RowsOf.RECOMPUTED else f'<td class="num">{next_day(row.next_contact, words, of)}</td>'
    shown = f'<td class="num muted2">{fraction(row.shown)}</td>' if of is RowsOf.RECOMPUTED else ""
    cells = "".join(_cell(row.cells.get(column.code), words) for column in columns)
    return (
        f'<tr data-row data-detail-url="{words.detail_url.format(row.pk)}"{chosen}>'
        f'<th scope="row">{_name(row.pk, row.name, words)}</th>{expert}'
        f"<td>{score_cell(row.necessity, row.certainty)}</td>"
        f'{shown}<td class="num">{money_bare(row.debt)}</td><td class="num">{last_day(row.last_contact, words)}</td>'
        f"{ahead}{cells}</tr>"
    )


def _cell(cell: LampCell | None, words: RowWords) -> str:
    if cell is None:
        return "<td></td>"
    if not cell.is_lit:
        return f'<td><i class="l l--none"></i><span class="vh">{words.lamp["none"]}</span></td>'
    shape = "urgent" if cell.is_urgent else "warn"
    figure = f"<b>{escape(cell.figure)}</b>" if cell.figure else ""
    return f'<td><i class="l l--{shape}"></i><span class="vh">{words.lamp[shape]} </span>{figure}</td>'


def _name(pk: int, name: str, words: RowWords) -> str:
    url = words.client_url.replace("0", str(pk))
    return f'<a class="name" href="{url}" data-row-open>{escape(typography(name))}</a>'


def score_cell(value: Decimal | None, certainty: Decimal | None) -> str:
    """The necessity with its bar."""
    unsure = " is-unsure" if value is None or (certainty is not None and certainty < 1) else ""
    bar = f'<span class="score__bar"><i style="--v:{float(value or 0):.2f}"></i></span>'
    return f'<span class="score{unsure}">{fraction(value)}{bar}</span>'


def last_day(value: date | None, words: RowWords) -> str:
    """The day of the last contact."""
    return day_short(value) if value else words.never


def next_day(value: date | None, words: RowWords, of: RowsOf = RowsOf.NOW) -> str:
    """The day of the next contact."""
    if not value:
        return words.none
    # "Today" would be ours, not that of the day shown.
    return day_short(value) if of is RowsOf.SHOWN else day_near(value)
