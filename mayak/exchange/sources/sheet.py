"""One table as it was found: where, how it was recognised, its rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mayak.exchange.sources.targets import Target, given_columns, is_error_column
from mayak.exchange.tables.spec import Column, Table

Row = Sequence[Any]
LEFT_OUT_SHOWN = 50
_TOTAL = re.compile(
    r"(?:общий |grand )?(?:итого?|всего|total)(?:\b|$)(?:\s+\w+\s*:)?[\W\d]*(?:(?:по|за|строк|записей)\b.*)?$",
    re.IGNORECASE,
)


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass
class Sheet:
    """A recognised table of a file. ``rows()`` starts anew at every call and yields (row number, cells).

    ``targets`` say where each column goes; ``answered`` the headers left out on purpose. ``left_out`` are rows that are
    no data (totals, headers once more): [row, first cell, why], filled while rows are read.
    """

    file: str
    name: str
    table: Table
    header_row: int
    targets: list[Target | None]
    headers: list[str]
    read: Callable[[], Iterator[Row]]
    recognised_by: str
    form: str
    header_rows: tuple[tuple[str, ...], ...] = ()
    answered: frozenset[int] = frozenset()
    left_out: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """The table's columns that the file has."""
        return given_columns(self.table, self.targets)

    @property
    def unmapped(self) -> list[str]:
        """Headers that go nowhere though nobody said so."""
        pairs = enumerate(zip(self.headers, self.targets, strict=True))
        return [
            header
            for place, (header, target) in pairs
            if header and not target and place not in self.answered and not is_error_column(header)
        ]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Data rows with the number a spreadsheet shows; empty rows, totals and repeated headers are left out."""
        heads = {text for row in self.header_rows for text in row if text}
        needed = [
            place for place, target in enumerate(self.targets) if target and target.is_required and not target.is_name
        ]
        for number, cells in enumerate(self.read(), 1):
            if number <= self.header_row:
                continue
            first = next((cell for cell in cells if not _is_blank(cell)), None)
            if first is None:
                continue
            if isinstance(first, str):
                text = first.strip()
                if text in heads and self._is_header(cells):
                    self._leave_out(number, text, _("the header once more"))
                    continue
                if _TOTAL.match(text) and any(place >= len(cells) or _is_blank(cells[place]) for place in needed):
                    self._leave_out(number, text, _("a row of totals"))
                    continue
            if number == self.header_row + 1 and self._is_numbering(cells):
                self._leave_out(number, str(first), _("numbers of the columns"))
                continue
            yield number, cells

    def _leave_out(self, number: int, text: str, reason: str) -> None:
        if len(self.left_out) < LEFT_OUT_SHOWN:
            self.left_out[number] = text[:100], reason

    def _is_header(self, cells: Row) -> bool:
        texts = [str(cell).strip() if cell is not None else "" for cell in cells]
        filled = sum(1 for text in texts if text)
        for row in self.header_rows:
            own = sum(1 for text in row if text)
            same = sum(1 for text, head in zip(texts, row, strict=False) if text and text == head)
            if same == filled and (same >= 2 or own == 1):
                return True
        return False

    def _is_numbering(self, cells: Row) -> bool:
        """Whether the row numbers the columns 1, 2, 3…, as printed forms do."""
        width = len(self.headers)
        if width < 4 or len(cells) < width:
            return False
        return all(str(cell).strip() in (f"{place}", f"{place}.0") for place, cell in enumerate(cells[:width], 1))
