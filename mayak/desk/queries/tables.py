"""A table as a page shows it: heads and cells, told in words and figures already."""

from collections.abc import Sequence
from dataclasses import dataclass

# So many rows at first; the link below the table shows more.
FEW = 50
MANY = 1000


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. ``lamp``: a shape before the text; ``sub``: a second, quieter line.

    ``is_new``: on the first cell of a row that is newer than the last contact.
    """

    text: str
    css: str = ""
    sub: str = ""
    lamp: str = ""
    href: str = ""
    is_struck: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Column:
    """The head of a column; ``num`` aligns figures to the right."""

    label: str
    css: str = ""


@dataclass(frozen=True)
class Link:
    """What one can do with the rows, beside the title; ``key``: by which key."""

    label: str
    url: str
    key: str = ""


@dataclass(frozen=True)
class Table:
    """A titled table; ``has_more``: only the newest are shown."""

    code: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str
    has_more: bool = False
    links: Sequence[Link] = ()


def num(text: str) -> Cell:
    """A figure."""
    return Cell(text, "num")
