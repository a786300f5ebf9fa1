"""Fast writing: one COPY per table and portion of clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from mayak.core.clock import office_zone
from mayak.demo.domain.sheets import COLUMNS, Sheets

# Tables whose rows others point at: their numbers are handed out by the generator.
NUMBERED = tuple(label for label, columns in COLUMNS.items() if "id" in columns)

# Moments are written as office time. What a generator makes up is nobody's change to be remembered. Where the
# database lets us, references are not checked row by row (three quarters of the time; the tests check them all):
# the generator hands out both ends itself, and all facts are measured afterwards.
_BEGIN = """
SELECT set_config('timezone', %s, true), set_config('mayak.origin', 'off', true),
    CASE WHEN current_setting('is_superuser') = 'on' THEN set_config('session_replication_role', 'replica', true) END
"""
_END = """
SELECT set_config('timezone', 'UTC', true), set_config('mayak.origin', '', true),
    CASE WHEN current_setting('is_superuser') = 'on' THEN set_config('session_replication_role', 'origin', true) END
"""


def first_free_ids() -> dict[str, int]:
    """The next free primary key of every numbered table."""
    return {
        label: (_model(label)._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1 for label in NUMBERED
    }


def write_sheets(sheets: Sheets) -> dict[str, int]:
    """COPY all waiting rows in order of dependence; returns the number of rows by table. Empties the sheets."""
    written: dict[str, int] = {}
    with as_generator() as cursor:
        for label in COLUMNS:
            rows = sheets.rows.get(label)
            if rows:
                statement, rest = _copy_statement(label)
                with cursor.copy(statement) as copy:
                    write = copy.write_row
                    for row in rows:
                        write(row + rest)
                written[label] = len(rows)
    sheets.clear()
    return written


@contextmanager
def as_generator() -> Iterator[CursorWrapper]:
    """A cursor in whose transaction moments are office time and nothing is remembered as anybody's change."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, [str(office_zone())])
        yield cursor
        cursor.execute(_END)


def tables() -> list[str]:
    """The names of all tables that the generator fills."""
    return [_model(label)._meta.db_table for label in COLUMNS]


def move_sequences() -> None:
    """Let the tables' own numbering go on after the numbers handed out."""
    with connection.cursor() as cursor:
        for label in NUMBERED:
            table = _model(label)._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), coalesce((SELECT max(id) FROM {table}), 1))",
                [table],
            )


def analyze() -> None:
    """Tell the planner about the new rows."""
    with connection.cursor() as cursor:
        for label in COLUMNS:
            cursor.execute(f"ANALYZE {_model(label)._meta.db_table}")


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


@cache
def _copy_statement(label: str) -> tuple[str, tuple[Any, ...]]:
    """The COPY statement of a table and the values of the columns that the generator leaves to their defaults."""
    model = _model(label)
    given = COLUMNS[label]
    fields = {field.attname: field for field in model._meta.local_concrete_fields if not field.generated}
    rest = {name: field for name, field in fields.items() if name not in given and not field.primary_key}
    columns = [str(fields[name].column) for name in given] + [str(field.column) for field in rest.values()]
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN', tuple(_default(field) for field in rest.values())


def _default(field: "models.Field[Any, Any]") -> Any:
    value = field.get_default()
    if isinstance(value, (list, dict)):
        return "[]" if isinstance(value, list) and isinstance(field, models.JSONField) else "{}"
    return value
