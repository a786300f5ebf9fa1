"""The cells of the board as HTML: a page draws a thousand of them."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mayak.desk.queries.board import BoardRow, LampCell, LampColumn
from mayak.ui.markup import lamp_word


def cells_of(row: BoardRow, columns: Sequence[LampColumn]) -> SafeString:
    """One cell per lamp. The norm is an empty cell: the style draws its small dot, the caption says what it means."""
    words = {"warn": lamp_word("warn"), "urgent": lamp_word("urgent"), "none": lamp_word("none")}
    return mark_safe("".join(_cell(row.cells.get(column.code), column, words) for column in columns))


def _cell(cell: LampCell | None, column: LampColumn, words: dict[str, str]) -> str:
    if cell is None:
        return "<td></td>"
    if not cell.is_lit:
        return f'<td class="lc"><i class="l l--none"></i><span class="vh">{words["none"]}</span></td>'
    shape = "urgent" if cell.is_urgent else "warn"
    figure = f"<b>{escape(cell.figure)}</b>" if cell.figure else ""
    told = escape(cell.reason or column.name)
    return (
        f'<td class="lc" title="{told}"><i class="l l--{shape}"></i><span class="vh">{words[shape]}</span>{figure}</td>'
    )
