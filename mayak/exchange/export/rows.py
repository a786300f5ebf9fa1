"""Rows of a table as cells: references as ids, enumerations as codes, moments in the office's time zone."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from mayak.card.words import source_code
from mayak.core import clock
from mayak.exchange.contact_points import write_points
from mayak.exchange.repair import INVISIBLE, ODD_SPACE
from mayak.exchange.tables import BY_CODE
from mayak.exchange.tables.spec import Column, Kind, Table

AT_ONCE = 5000
DEFINITIONS = {
    "segment_types": "clients_segmenttype",
    "segments": "clients_segment",
    "indicators": "card_indicatordefinition",
    "stages": "work_stage",
    "outcomes": "work_outcome",
}
POINTS = (
    "(SELECT json_agg(json_build_array({value}, {extension}, kind, is_favourite, is_unwanted) "
    'ORDER BY "order", id) FROM {table} WHERE person_id = t.id)'
)
# A shipped definition goes by its code; one that an import made (they come last) by its name, not to lose it.
NAMED = "CASE WHEN {alias}.\"order\" >= 1000 THEN coalesce({alias}.name->>'ru', {alias}.code) ELSE {alias}.code END"
QUANTITIES = (
    "(SELECT string_agg(" + NAMED.format(alias="i") + " || '*' || q.quantity, ', ' ORDER BY i.code) FROM {table} q "
    "JOIN work_instrument i ON i.id = q.instrument_id WHERE q.{owner} = t.id)"
)
RESPONSIBLE = (
    "(SELECT coalesce(s.external_id, 'm-' || s.id) FROM clients_responsibility r "
    "JOIN accounts_staff s ON s.id = r.staff_id WHERE r.client_id = t.id AND r.role = '{role}' "
    "AND (r.to_date IS NULL OR (coalesce(r.from_date, '-infinity') <= %(today)s AND r.to_date >= %(today)s)) "
    "ORDER BY (coalesce(r.from_date, '-infinity') <= %(today)s) DESC, r.from_date LIMIT 1)"
)
PARTS = {
    ("persons", "phones"): POINTS.format(value="number", extension="extension", table="clients_personphone"),
    ("persons", "emails"): POINTS.format(value="address", extension="''", table="clients_personemail"),
    ("clients", "expert"): RESPONSIBLE.format(role="expert"),
    ("clients", "account_manager"): RESPONSIBLE.format(role="account_manager"),
    ("assignments", "planned_instruments"): QUANTITIES.format(table="work_assignmentinstrument", owner="assignment_id"),
    ("activities", "instruments"): QUANTITIES.format(table="work_activityinstrument", owner="activity_id"),
    # The standing assignment makes itself again: its contacts name none.
    ("activities", "assignment"): (
        "(SELECT coalesce(a.external_id, 'm-' || a.id) FROM work_assignment a "
        "WHERE a.id = t.assignment_id AND NOT (a.is_standing AND a.closed_date IS NULL))"
    ),
}
# Chains export their latest link; what makes itself again on import is left out.
CONDITIONS = {
    "segments": (
        "t.from_date IS NOT NULL AND NOT EXISTS (SELECT 1 FROM clients_clientsegment o WHERE o.client_id = t.client_id "
        "AND o.type_id = t.type_id AND o.from_date > t.from_date)"
    ),
    "indicators": "t.to_date IS NULL",
    "responsibles": (
        "t.from_date IS NOT NULL AND (NOT t.is_derived OR EXISTS (SELECT 1 FROM clients_responsibility o "
        "WHERE o.client_id = t.client_id AND o.role = t.role AND o.id <> t.id))"
    ),
    "assignments": "NOT (t.is_standing AND t.closed_date IS NULL)",
}


def _expression(table: Table, column: Column) -> str:
    if part := PARTS.get((table.code, column.code)):
        return part
    if column.code == "id":
        return "coalesce(t.external_id, 'm-' || t.id)"
    if column.kind is Kind.REFERENCE:
        target = BY_CODE[column.table].db_table
        return f"(SELECT coalesce(x.external_id, 'm-' || x.id) FROM {target} x WHERE x.id = t.{column.field})"
    if column.kind is Kind.DEFINITION:
        return f"(SELECT {NAMED.format(alias='x')} FROM {DEFINITIONS[column.table]} x WHERE x.id = t.{column.field})"
    return f't."{column.field}"'


def rows_of(table: Table) -> Iterator[list[Any]]:
    """Every row, cell by cell, read in portions: memory stays flat."""
    columns = ", ".join(_expression(table, column) for column in table.columns)
    sql = f"SELECT {columns} FROM {table.db_table} t WHERE {CONDITIONS.get(table.code, 'true')} ORDER BY t.id"
    if "%(today)s" not in sql:
        sql = sql.replace("%", "%%")
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, {"today": clock.today()})
        while portion := cursor.fetchmany(AT_ONCE):
            for row in portion:
                yield [_cell(column, value) for column, value in zip(table.columns, row, strict=True)]


def _cell(column: Column, value: Any) -> Any:
    """Text, whole number, Decimal, date or datetime without zone; None when empty."""
    if value is None or value == "" or value == []:
        return None
    if column.kind in (Kind.PHONES, Kind.EMAILS):
        return write_points(value)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, str):
        # As import reads it: odd spaces typed here would come back as plain ones.
        text = ODD_SPACE.sub(" ", INVISIBLE.sub("", value)).strip()
        return (source_code(text) if column.kind is Kind.SOURCE else text) or None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        local = value.astimezone(clock.office_zone()).replace(tzinfo=None)
        return local if local.time() != local.time().min else local.date()
    if column.kind is Kind.MONTH:
        return f"{value:%Y-%m}"
    return value


def as_text(value: Any) -> str:
    """A cell as a CSV file holds it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ", timespec="auto")
        return text.removesuffix(":00") if not value.microsecond and not value.second else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
