"""One table as it was found: where, how it was recognised, its rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mayak.exchange.tables.spec import Column, Table, folded_label

Row = Sequence[Any]
HEADER_WITHIN_ROWS = 15


@dataclass
class Sheet:
    """A recognised table of a file. ``rows()`` starts anew at every call and yields (row number, cells)."""

    file: str
    name: str
    table: Table
    header_row: int
    columns: list[Column | None]
    headers: list[str]
    read: Callable[[], Iterator[Row]]
    recognised_by: str
    form: str
    repeated: list[str] = field(default_factory=list)

    @property
    def unmapped(self) -> list[str]:
        """Headers that no column of the table answers to."""
        return [header for header, column in zip(self.headers, self.columns, strict=True) if header and not column]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Data rows with the number a spreadsheet shows; empty rows are left out."""
        for number, cells in enumerate(self.read(), 1):
            if number > self.header_row and any(cell is not None and str(cell).strip() for cell in cells):
                yield number, cells


def find_header(rows: Iterator[Row], known: Callable[[Row], int]) -> tuple[int, Row]:
    """The header among the first rows: the first with known words, else the first that is not empty."""
    first: tuple[int, Row] = (0, ())
    best = 0, first
    for number, cells in enumerate(rows, 1):
        if number > HEADER_WITHIN_ROWS:
            break
        if not any(str(cell or "").strip() for cell in cells):
            continue
        if not first[1]:
            first = number, cells
        if (score := known(cells)) > best[0]:
            best = score, (number, cells)
    return best[1] if best[0] >= 2 or not first[1] else first


def map_header(table: Table, header: Row) -> tuple[list[str], list[Column | None], list[str]]:
    """Headers, the column of each (or None), and headers that name a column a second time."""
    headers = [str(cell).strip() if cell is not None else "" for cell in header]
    while headers and not headers[-1]:
        headers.pop()
    columns: list[Column | None] = []
    repeated = []
    for text in headers:
        column = table.header_index.get(folded_label(text))
        if column is None and ":" in text:
            column = table.header_index.get(folded_label(text.partition(":")[0]))
        if column is not None and column in columns:
            repeated.append(text)
            column = None
        columns.append(column)
    return headers, columns, repeated
