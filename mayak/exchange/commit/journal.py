"""What a statement of the commit destroys is kept for undo: rows before they are changed or removed.

What an import creates needs no such record: the plan itself says what was written.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from mayak.exchange.models import FormerRow

FORMER = FormerRow._meta.db_table
CHANGED, REMOVED = "U", "D"


def execute(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> int:
    """Run a statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def delete(run_id: int, table: str, condition: str, parameters: Sequence[Any]) -> int:
    """Delete rows ``t`` that a plan's rows ``p`` replace. ``condition``: the USING clause with its WHERE."""
    return _kept(
        run_id, table, REMOVED, f"DELETE FROM {table} t USING {condition} "
        "RETURNING p.id AS plan_row_id, t.id AS object_id, to_jsonb(t) AS before, NULL::jsonb AS after",
        parameters,
    )  # fmt: skip


def update(run_id: int, table: str, assignment: str, condition: str, after: str, parameters: Sequence[Any]) -> int:
    """Change rows ``t`` (as they were: ``o``) by a plan's rows ``p``. ``after``: SQL for what is written, as JSON."""
    return _kept(
        run_id, table, CHANGED, f"UPDATE {table} t SET {assignment} FROM {table} o, {condition} AND o.id = t.id "
        f"RETURNING p.id AS plan_row_id, t.id AS object_id, to_jsonb(o) AS before, {after} AS after",
        parameters,
    )  # fmt: skip


def _kept(run_id: int, table: str, operation: str, statement: str, parameters: Sequence[Any]) -> int:
    return execute(
        f"WITH touched AS ({statement}) "
        f'INSERT INTO {FORMER} (run_id, plan_row_id, db_table, object_id, operation, "before", "after") '
        "SELECT %s, plan_row_id, %s, object_id, %s, before, after FROM touched",
        [*parameters, run_id, table, operation],
    )
