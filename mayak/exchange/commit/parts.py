"""What belongs to a row but is kept in other tables: intervals, phones, mailboxes, instruments."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from mayak.exchange.models import ImportRun, PlanRow
from mayak.exchange.tables.spec import Table

PLAN = PlanRow._meta.db_table
WRITTEN = "p.run_id = %s AND p.\"table\" = %s AND p.action IN ('create', 'update')"
# Which intervals the parts +close and +delete of a table's rows mean.
INTERVALS = {
    "clients": "clients_responsibility",
    "responsibles": "clients_responsibility",
    "segments": "clients_clientsegment",
    "indicators": "card_indicatorvalue",
}
PERIODS = {
    "clients": ("status", "clients_clientstatusperiod", "client_id", "status"),
    "kits": ("price", "clients_kitprice", "kit_id", "price_amount"),
}
CASTS = {"status": "text", "price": "numeric"}
POINTS = {"phones": ("clients_personphone", "number, extension"), "emails": ("clients_personemail", "address")}
QUANTITIES = {
    "assignments": ("planned_instruments", "work_assignmentinstrument", "assignment_id"),
    "activities": ("instruments", "work_activityinstrument", "activity_id"),
}


def _execute(sql: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def close_former(run: ImportRun, table: Table) -> None:
    """Former intervals end (or make way) before new ones are written."""
    intervals = INTERVALS.get(table.code)
    if intervals is None:
        return
    where = [run.pk, table.code]
    _execute(
        f"DELETE FROM {intervals} t USING {PLAN} p, jsonb_array_elements_text(p.values->'+delete') gone "
        f"WHERE {WRITTEN} AND p.values ? '+delete' AND t.id = gone::bigint",
        where,
    )
    _execute(
        f"UPDATE {intervals} t SET to_date = (closed->>1)::date "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->'+close') closed "
        f"WHERE {WRITTEN} AND p.values ? '+close' AND t.id = (closed->>0)::bigint",
        where,
    )


def write_parts(run: ImportRun, table: Table) -> None:
    """Everything of the table's rows that lives elsewhere."""
    if table.code == "clients":
        _open_responsibilities(run)
    if table.code in PERIODS:
        _write_period(run, table.code)
    if table.code == "persons":
        for part in POINTS:
            _write_points(run, part)
    if table.code in QUANTITIES:
        _write_quantities(run, table.code)


def _open_responsibilities(run: ImportRun) -> None:
    _execute(
        "INSERT INTO clients_responsibility (client_id, role, staff_id, from_date, is_derived) "
        "SELECT p.target_id, opened->>0, (opened->>1)::bigint, (opened->>2)::date, true "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->'+open') opened WHERE {WRITTEN} AND p.values ? '+open'",
        [run.pk, "clients"],
    )


def _write_period(run: ImportRun, code: str) -> None:
    """The first word of a value holds since ever; a change holds from the day of the import."""
    part, table, owner, column = PERIODS[code]
    key, today = f"+{part}", run.as_of_date
    where = [run.pk, code]
    changed = f"{PLAN} p WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.{owner} = p.target_id"
    _execute(
        f"DELETE FROM {table} t USING {changed} AND t.to_date IS NULL AND t.from_date >= %s",
        [*where, key, today],
    )
    _execute(
        f"UPDATE {table} t SET to_date = %s FROM {changed} AND t.to_date IS NULL",
        [today - timedelta(days=1), *where, key],
    )
    _execute(
        f"INSERT INTO {table} ({owner}, {column}, from_date) "
        f"SELECT p.target_id, (p.values->>%s)::{CASTS[part]}, CASE WHEN p.action = 'update' THEN %s::date END "
        f"FROM {PLAN} p WHERE {WRITTEN} AND p.values->>%s IS NOT NULL",
        [key, today, *where, key],
    )


def _write_points(run: ImportRun, part: str) -> None:
    table, columns = POINTS[part]
    key, where = f"+{part}", [run.pk, "persons"]
    _execute(
        f"DELETE FROM {table} t USING {PLAN} p "
        f"WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.person_id = p.target_id",
        [*where, key],
    )
    values = "point->>0, point->>1" if part == "phones" else "point->>0"
    _execute(
        f'INSERT INTO {table} (person_id, {columns}, kind, is_favourite, is_unwanted, "order") '
        f"SELECT p.target_id, {values}, point->>2, (point->>3)::boolean, (point->>4)::boolean, place - 1 "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->%s) WITH ORDINALITY AS item(point, place) "
        f"WHERE {WRITTEN} AND p.values ? %s",
        [key, *where, key],
    )


def _write_quantities(run: ImportRun, code: str) -> None:
    part, table, owner = QUANTITIES[code]
    key, where = f"+{part}", [run.pk, code]
    _execute(
        f"DELETE FROM {table} t USING {PLAN} p "
        f"WHERE {WRITTEN} AND p.action = 'update' AND p.values ? %s AND t.{owner} = p.target_id",
        [*where, key],
    )
    _execute(
        f"INSERT INTO {table} ({owner}, instrument_id, quantity) "
        "SELECT p.target_id, (pair->>0)::bigint, (pair->>1)::smallint "
        f"FROM {PLAN} p, jsonb_array_elements(p.values->%s) pair WHERE {WRITTEN} AND p.values ? %s",
        [key, *where, key],
    )
