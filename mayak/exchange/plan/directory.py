"""Who is meant: ids of other tables and names of definitions as primary keys, in bulk."""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from mayak.exchange.models import PlanAction, PlanRow
from mayak.exchange.tables import BY_CODE
from mayak.exchange.tables.spec import Table

if TYPE_CHECKING:
    from mayak.exchange.plan.erased import ErasedPersons

BORN_HERE = re.compile(r"m-(\d{1,18})$")
REMEMBERED = 300_000
Rows = Sequence[tuple[Any, ...]]


def fetch(sql: str, parameters: Sequence[Any]) -> Rows:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: Rows = cursor.fetchall()
        return rows


def new_ids(db_table: str, count: int) -> list[int]:
    """Primary keys for rows to come; those of a plan that is dropped stay unused."""
    if not count:
        return []
    sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return [row[0] for row in fetch(sql, [db_table, count])]


def born_here(key: str) -> int | None:
    """The primary key in an id that export printed for a record without a source key."""
    match = BORN_HERE.match(key)
    return int(match[1]) if match else None


class Directory:
    """Resolves ids. ``reserved`` holds rows of a table that refers to itself, before they are planned."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.found: dict[str, dict[str, int]] = {}
        self.reserved: dict[str, dict[str, int]] = {}

    @cached_property
    def erased(self) -> "ErasedPersons":
        """The persons whose data were erased."""
        from mayak.exchange.plan.erased import ErasedPersons

        return ErasedPersons()

    def resolve(self, code: str, keys: Iterable[str]) -> tuple[dict[str, int], dict[str, str]]:
        """Primary keys of those found, and reasons of those not."""
        known = self.found.setdefault(code, {})
        if len(known) > REMEMBERED:
            known.clear()
        reserved = self.reserved.get(code, {})
        missing = list({key for key in keys if key not in known and key not in reserved})
        if missing:
            known.update(self.in_office(BY_CODE[code], missing))
            if code == "persons":
                known.update(self.erased.by_source([key for key in missing if key not in known]))
            missing = [key for key in missing if key not in known]
        reasons: dict[str, str] = {}
        if missing:
            planned, reasons = self._in_plan(BY_CODE[code], missing)
            known.update(planned)
        return {**known, **reserved} if reserved else known, reasons

    def in_office(self, table: Table, keys: list[str]) -> dict[str, int]:
        """By source key; else by ``m-<pk>`` of a record born here; members of staff also by log-in name."""
        sql = f"SELECT external_id, id FROM {table.db_table} WHERE external_id = ANY(%s)"
        found = dict(fetch(sql, [keys]))
        own = {pk: key for key in keys if key not in found and (pk := born_here(key)) is not None}
        if own:
            sql = f"SELECT id FROM {table.db_table} WHERE id = ANY(%s) AND external_id IS NULL"
            found.update({own[pk]: pk for (pk,) in fetch(sql, [list(own)])})
        if table.code == "staff" and (rest := [key for key in keys if key not in found]):
            found.update(dict(fetch("SELECT login, id FROM accounts_staff WHERE login = ANY(%s)", [rest])))
        return found

    def _in_plan(self, table: Table, keys: list[str]) -> tuple[dict[str, int], dict[str, str]]:
        sql = (
            f"SELECT key, target_id, action, row FROM {PlanRow._meta.db_table} "
            "WHERE run_id = %s AND \"table\" = %s AND key = ANY(%s) AND key <> ''"
        )
        rows = fetch(sql, [self.run_id, table.code, keys])
        planned = {key: pk for key, pk, action, row in rows if action != PlanAction.ERROR}
        reasons = {
            key: _("row %(row)d of “%(table)s” with this id has errors and does not come in")
            % {"row": row, "table": table.title}
            for key, _pk, action, row in rows
            if action == PlanAction.ERROR
        }
        for key in keys:
            if key not in planned:
                reasons.setdefault(key, _("no such id in “%(table)s”") % {"table": table.title})
        return planned, reasons


def as_json(value: Any) -> str:
    """A value for a JSON column: days ISO, amounts as text."""
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
