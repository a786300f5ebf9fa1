"""What the office has already of the rows of a chunk: one query per chunk and way of naming a row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from mayak.exchange.plan.directory import born_here, fetch
from mayak.exchange.plan.draft import Draft
from mayak.exchange.tables.spec import Column, Table

Found = dict[str, Any]
# Key columns that are a year: numbers restart each January.
NUMBERED = {"contracts": "signed", "invoices": "issued", "acts": "issued"}


def stored_columns(table: Table) -> list[Column]:
    """Columns kept in the table's own row."""
    return [column for column in table.columns if column.field]


def _select(table: Table) -> tuple[str, list[str]]:
    names = [column.field for column in stored_columns(table)]
    listed = ", ".join(f't."{name}"' for name in names)
    return f"SELECT t.id, t.xmin::text, {listed} FROM {table.db_table} t", [c.code for c in stored_columns(table)]


def _as_found(codes: list[str], rows: Iterable[tuple[Any, ...]]) -> list[Found]:
    return [{"pk": row[0], "version": row[1], **dict(zip(codes, row[2:], strict=True))} for row in rows]


def by_id(table: Table, keys: list[str]) -> dict[str, Found]:
    """Rows by source key, or by ``m-<pk>`` when born here."""
    sql, codes = _select(table)
    found = {row["id"]: row for row in _as_found(codes, fetch(f"{sql} WHERE t.external_id = ANY(%s)", [keys]))}
    own = {pk: key for key in keys if key not in found and (pk := born_here(key)) is not None}
    if own:
        rows = fetch(f"{sql} WHERE t.id = ANY(%s) AND t.external_id IS NULL", [list(own)])
        found.update({own[row["pk"]]: row for row in _as_found(codes, rows)})
    return found


def natural_key(table: Table, values: dict[str, Any]) -> tuple[Any, ...]:
    """The row's natural key as a tuple; the year stands for a numbered document's day."""
    year_of = NUMBERED.get(table.code)
    key = []
    for code in table.key:
        value = values.get(code)
        if code == year_of and isinstance(value, date):
            value = value.year
        key.append(value if value is not None else "")
    return tuple(key)


def by_natural_key(table: Table, drafts: list[Draft]) -> dict[tuple[Any, ...], list[Found]]:
    """Rows that may be those of the drafts, by natural key, oldest first."""
    sql, codes = _select(table)
    joined = [
        table.by_code[code] for code in table.key if table.by_code[code].required and code != NUMBERED.get(table.code)
    ]
    arrays = ", ".join(f"%s::{_type_of(table, column)}[]" for column in joined)
    names = ", ".join(f"k{n}" for n in range(len(joined)))
    condition = " AND ".join(f't."{column.field}" = k{n}' for n, column in enumerate(joined))
    wanted = list({tuple(draft.values[column.code] for column in joined) for draft in drafts})
    if not wanted:
        return {}
    sql += f" JOIN unnest({arrays}) AS k({names}) ON {condition} ORDER BY t.id"
    found: dict[tuple[Any, ...], list[Found]] = defaultdict(list)
    for row in _as_found(codes, fetch(sql, [list(values) for values in zip(*wanted, strict=True)])):
        found[natural_key(table, row)].append(row)
    return found


def _type_of(table: Table, column: Column) -> str:
    """The column's type in the database, without its length."""
    field = next(field for field in table.model._meta.concrete_fields if field.column == column.field)
    return str(field.db_type(connection)).split("(")[0]
