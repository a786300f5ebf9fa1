"""Which table a sheet is: by its name, failing that by its headers."""

import re

from mayak.exchange.sources.sheet import Row, map_header
from mayak.exchange.tables import TABLES
from mayak.exchange.tables.spec import Table, folded_label

_NOT_LETTERS = re.compile(r"[^a-zа-я ]+")


def _bare(name: str) -> str:
    """The name without numbers, dates and signs: "01_Клиенты (2026)" is "клиенты"."""
    return " ".join(_NOT_LETTERS.sub(" ", folded_label(name)).split())


_BY_NAME = {folded_label(word): table for table in TABLES for word in (table.code, table.label)}
_BY_BARE_NAME = {_bare(word): table for table in TABLES for word in (*table.also, table.label, table.code)}


def table_named(name: str) -> Table | None:
    """The table that a file or sheet is named after."""
    return _BY_NAME.get(folded_label(name)) or _BY_BARE_NAME.get(_bare(name))


def known_headers(header: Row, table: Table | None = None) -> int:
    """How many cells are headers of the table (of any one table: the most)."""
    tables = [table] if table else TABLES
    return max(sum(column is not None for column in map_header(each, header)[1]) for each in tables)


def table_with_headers(header: Row) -> Table | None:
    """The table whose required columns are all there and which knows most of the headers; None when unclear."""
    scored = []
    for table in TABLES:
        columns = [column for column in map_header(table, header)[1] if column]
        missing = [column for column in table.columns if column.required and column not in columns]
        if len(columns) >= 2 and not missing:
            scored.append((len(columns), sum(column.required for column in columns), table))
    scored.sort(key=lambda item: item[:2], reverse=True)
    if not scored or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
        return None
    return scored[0][2]
