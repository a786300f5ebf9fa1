"""The plan's rows become records by SQL over the plan itself; nothing passes through Python."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from mayak.core import clock
from mayak.exchange.commit import journal, parts
from mayak.exchange.commit.journal import execute
from mayak.exchange.commit.mirrored import confirm_imported_fields
from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.plan.directory import as_json, fetch
from mayak.exchange.problems import StalePlanError
from mayak.exchange.tables import TABLES
from mayak.exchange.tables.spec import Table

PLAN = PlanRow._meta.db_table
ROWS = 'p.run_id = %s AND p."table" = %s AND p.action = %s'
# Rows written by one statement: between two of them the page can be told how far it is.
AT_ONCE = 50_000
Told = Callable[[str, int], None]


def apply_plan(run: ImportRun, told: Told = lambda table, rows: None) -> None:
    """Write everything the plan creates and changes; ``told``: of a table, that so many more rows are written.

    Raises StalePlanError when a row to change has changed.
    """
    tables = [table for table in TABLES if _number(run, table, "create") or _number(run, table, "update")]
    for table in tables:
        _refuse_if_changed(run, table)
    # Rows refer to each other in every direction: whether all are there is asked when all are written.
    execute("SET CONSTRAINTS ALL DEFERRED", [])
    labels = fetch(f'SELECT DISTINCT "table" FROM {PLAN} WHERE run_id = %s AND action = %s', [run.pk, "support"])
    order = ["clients.SegmentType", "clients.Segment"]
    for (label,) in sorted(labels, key=lambda row: (row[0] not in order, row[0])):
        _insert(run, label, apps.get_model(label), PlanAction.SUPPORT)
    for table in tables:
        parts.close_former(run, table)
        if _number(run, table, "update"):
            told(table.code, _update(run, table))
        if _number(run, table, "create"):
            _insert(run, table.code, table.model, PlanAction.CREATE, told)
        parts.write_parts(run, table)
    confirm_imported_fields(run)
    execute("SET CONSTRAINTS ALL IMMEDIATE", [])
    execute("SET CONSTRAINTS ALL DEFERRED", [])


def _number(run: ImportRun, table: Table, action: str) -> int:
    return int(run.counts.get(table.code, {}).get(action, 0))


def _refuse_if_changed(run: ImportRun, table: Table) -> None:
    """Lock the rows to be changed; each must be in the version that the plan saw."""
    planned = _number(run, table, "update")
    if not planned:
        return
    sql = (
        f"SELECT count(*) FROM (SELECT t.id FROM {PLAN} p JOIN {table.db_table} t ON t.id = p.target_id "
        f"AND t.xmin::text = p.version WHERE {ROWS} {_same_parts(table)} FOR UPDATE OF t) same"
    )
    ((same,),) = fetch(sql, [run.pk, table.code, "update"])
    if same != planned:
        raise StalePlanError(
            _("%(number)d rows of “%(table)s” were changed after the plan was made.")
            % {"number": planned - same, "table": table.title},
            hint=_("Make the plan anew and look at it again."),
        )


def _same_parts(table: Table) -> str:
    """SQL: phones, mailboxes and instruments that the plan replaces are still those that it saw."""
    return "".join(
        f"AND (NOT p.values ? '+{part}' OR coalesce({now}, '[]') = coalesce("
        f"(SELECT c->1 FROM jsonb_array_elements(p.changes) c WHERE c->>0 = '{part}'), '[]')) "
        for part, now in parts.lists_now(table.code)
    )


def columns_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that are written, not generated."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def quoted(fields: "list[Field[Any, Any]]", prefix: str = "") -> str:
    """The names of columns for a statement."""
    return ", ".join(f'{prefix}"{field.column}"' for field in fields)


def defaults_of(model: type[Model]) -> dict[str, Any]:
    """What a new row has in columns that the tables do not know."""
    found: dict[str, Any] = {}
    for field in columns_of(model):
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            found[str(field.column)] = clock.now()
        elif field.has_default() or not field.null:
            value = field.get_default() if not field.primary_key else None
            found[str(field.column)] = value
    return found


def _insert(run: ImportRun, code: str, model: type[Model], action: PlanAction, told: Told | None = None) -> None:
    fields = columns_of(model)
    table = model._meta.db_table
    where = [run.pk, code, action.value]
    ((first, last),) = fetch(f"SELECT min(p.id), max(p.id) FROM {PLAN} p WHERE {ROWS}", where)
    for start in range(first or 0, (last or -1) + 1, AT_ONCE):
        written = execute(
            f"INSERT INTO {table} ({quoted(fields)}) SELECT {quoted(fields, 'r.')} FROM {PLAN} p "
            f"CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, "
            f"%s::jsonb || p.values || jsonb_build_object('id', p.target_id)) r "
            f"WHERE {ROWS} AND p.id >= %s AND p.id < %s",
            [as_json(defaults_of(model)), *where, start, start + AT_ONCE],
        )
        if told:
            told(code, written)


def _update(run: ImportRun, table: Table) -> int:
    fields = [field for field in columns_of(table.model) if not field.primary_key]
    return journal.update(
        run.pk,
        table.db_table,
        f"({quoted(fields)}) = ROW({quoted(fields, 'r.')})",
        f"{PLAN} p CROSS JOIN LATERAL jsonb_populate_record(o, p.values) r WHERE {ROWS} AND t.id = p.target_id",
        "p.values",
        [run.pk, table.code, "update"],
    )
