"""Which rows of an import cannot be taken back, and why: the mark stands in the plan's row, empty means it can.

A record counts as changed when it, or a part of it that the import wrote, is not as the import left it. What was
created and something that stays refers to is needed. Both hold for whole records: a half of an import's row that
goes and a half that stays would be a record that never was.
"""

from typing import Any

from django.db.models import Model

from mayak.exchange.commit import journal
from mayak.exchange.commit.apply import columns_of, defaults_of
from mayak.exchange.commit.parts import PERIODS, QUANTITIES, lists_now
from mayak.exchange.commit.refresh import MANY_ROWS, count_of
from mayak.exchange.models import ImportRun, PlanAction
from mayak.exchange.plan.directory import as_json, fetch
from mayak.exchange.undo.units import (
    BY_CONDITIONS,
    PARTS,
    PLAN,
    Made,
    codes_of,
    goes_along,
    made_by,
    references_to,
    watched,
)

FORMER = journal.FORMER
UNMARKED = "p.run_id = %s AND p.undo_state = ''"


def mark_what_stays(run: ImportRun) -> None:
    """Look at everything the run wrote and mark the rows that stay as they are (inside the caller's transaction)."""
    journal.execute(
        f"UPDATE {PLAN} SET undo_state = '', needed_by = '' WHERE run_id = %s AND undo_state <> ''", [run.pk]
    )
    made = made_by(run)
    _analyse(run, made)
    for kind in made:
        _mark_created(run, kind)
    _mark_changed(run)
    _mark_parts(run)
    _mark_lost(run)
    while sum(_mark_needed(run, kind) for kind in made):
        pass


def _analyse(run: ImportRun, made: list[Made]) -> None:
    """Fresh statistics when there is much: a table that the planner takes for empty is searched row by row."""
    if count_of(run, PlanAction.CREATE) + count_of(run, PlanAction.UPDATE) < MANY_ROWS:
        return
    for table in {PLAN, FORMER, *(kind.db_table for kind in made), *PARTS}:
        journal.execute(f"ANALYZE {table}", [])


def _differ(model: type[Model]) -> str:
    """SQL: the record ``t`` is not the record ``r`` in a column that counts."""
    names = [f'"{field.column}"' for field in watched(model)]
    left, right = (", ".join(f"{side}.{name}" for name in names) for side in "tr")
    return f"ROW({left}) IS DISTINCT FROM ROW({right})"


def _mark_created(run: ImportRun, kind: Made) -> None:
    defaults = {name: value for name, value in defaults_of(kind.model).items() if name != "id"}
    kept = {field.column for field in watched(kind.model)}
    base = as_json({name: value for name, value in defaults.items() if name in kept})
    # Keys that the plan does not give are the defaults of a new record, empty ones without any.
    empty = as_json({field.column: None for field in watched(kind.model)})
    journal.execute(
        f"UPDATE {PLAN} p SET undo_state = CASE WHEN t.id IS NULL THEN 'gone' ELSE 'changed' END "
        f"FROM {PLAN} q LEFT JOIN {kind.db_table} t ON t.id = q.target_id "
        "LEFT JOIN LATERAL jsonb_populate_record(t, %s::jsonb || %s::jsonb || q.values) r ON t.id IS NOT NULL "
        f'WHERE q.run_id = %s AND q."table" = %s AND q.action = %s AND p.id = q.id '
        f"AND (t.id IS NULL OR {_differ(kind.model)})",
        [empty, base, run.pk, kind.code, kind.action],
    )


def _mark_changed(run: ImportRun) -> None:
    tables = fetch(f"SELECT DISTINCT db_table FROM {FORMER} WHERE run_id = %s AND operation = 'U'", [run.pk])
    for (table,) in tables:
        journal.execute(
            f"UPDATE {PLAN} p SET undo_state = CASE WHEN t.id IS NULL THEN 'gone' ELSE 'changed' END "
            f"FROM {FORMER} f LEFT JOIN {table} t ON t.id = f.object_id "
            f'LEFT JOIN LATERAL jsonb_populate_record(t, f."before" || f."after") r ON t.id IS NOT NULL '
            f"WHERE f.run_id = %s AND f.db_table = %s AND f.operation = 'U' AND p.id = f.plan_row_id "
            f"AND {UNMARKED} AND (t.id IS NULL OR {_differ(model_of(table))})",
            [run.pk, table, run.pk],
        )


def model_of(table: str) -> type[Model]:
    """The model of a table in the database."""
    from django.apps import apps

    return next(model for model in apps.get_models() if model._meta.db_table == table)


# --- parts in other tables -------------------------------------------------------------------------------------

OTHER_LIST = "coalesce({now}, '[]') <> coalesce(nullif(p.values->'{key}', 'null'), '[]')"


def _mark_parts(run: ImportRun) -> None:
    for code in ("persons", *QUANTITIES):
        for part, now in lists_now(code):
            _mark_part(run, code, f"+{part}", OTHER_LIST.format(now=now, key=f"+{part}"))
    for code, periods in PERIODS.items():
        for period in periods:
            _mark_period(run, code, *period)
    opened = (
        "EXISTS (SELECT 1 FROM jsonb_array_elements(p.values->'+open') o WHERE NOT EXISTS "
        "(SELECT 1 FROM clients_responsibility x WHERE x.client_id = p.target_id AND x.role = o->>0 "
        "AND x.staff_id = (o->>1)::bigint AND x.from_date IS NOT DISTINCT FROM (o->>2)::date "
        "AND x.to_date IS NULL AND x.is_derived))"
    )
    _mark_part(run, "clients", "+open", opened, only_given=True)


def _mark_part(run: ImportRun, code: str, key: str, differs: str, *, only_given: bool = False) -> None:
    """New records are compared in every part; changed ones in those that the import wrote."""
    new = "false" if only_given else "p.action = 'create'"
    journal.execute(
        f"UPDATE {PLAN} p SET undo_state = 'changed' WHERE {UNMARKED} AND p.\"table\" = %s "
        f"AND p.action IN ('create', 'update') AND ({new} OR p.values ? %s) AND {differs}",
        [run.pk, code, key],
    )


def _mark_period(run: ImportRun, code: str, part: str, table: str, owner: str, column: str, kind: str) -> None:
    """The open period is the one that the import began: since ever for a new record, else on the day of the import."""
    now = (
        f"(SELECT jsonb_agg(jsonb_build_array(x.{column}, x.from_date)) FROM {table} x "
        f"WHERE x.{owner} = p.target_id AND (x.to_date IS NULL OR p.action = 'create'))"
    )
    written = (
        f"CASE WHEN p.values->>'+{part}' IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_array("
        f"(p.values->>'+{part}')::{kind}, CASE WHEN p.action = 'update' THEN %s::date END)) END"
    )
    differs = f"coalesce({now}, '[]') <> {written}"
    journal.execute(
        f"UPDATE {PLAN} p SET undo_state = 'changed' WHERE {UNMARKED} AND p.\"table\" = %s "
        f"AND p.action IN ('create', 'update') AND (p.action = 'create' OR p.values ? %s) AND {differs}",
        [run.pk, code, f"+{part}", run.as_of_date],
    )


# --- references ------------------------------------------------------------------------------------------------


def _mark_lost(run: ImportRun) -> None:
    """A former value that names a record which is no longer there cannot come back."""
    tables = fetch(f"SELECT DISTINCT db_table FROM {FORMER} WHERE run_id = %s", [run.pk])
    for (table,) in tables:
        for field in columns_of(model_of(table)):
            related: Any = field.related_model if field.is_relation else None
            if related is None:
                continue
            journal.execute(
                f"UPDATE {PLAN} p SET undo_state = 'lost' FROM {FORMER} f WHERE f.run_id = %s AND f.db_table = %s "
                f"AND p.id = f.plan_row_id AND {UNMARKED} AND f.\"before\"->>'{field.column}' IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {related._meta.db_table} x WHERE x.{related._meta.pk.column} = "
                f"(f.\"before\"->>'{field.column}')::bigint)",
                [run.pk, table, run.pk],
            )


def _mark_needed(run: ImportRun, kind: Made) -> int:
    """Created records that something refers to which does not go itself; the number newly marked."""
    marked = 0
    for model, field in references_to(kind.model):
        table, column = model._meta.db_table, str(field.column)
        part = PARTS.get(table)
        if goes_along(model) or (part and part.code == kind.code and part.owner == column):
            continue
        goes, parameters = _goes(run, model, column)
        if table in BY_CONDITIONS:
            goes = f"r.{BY_CONDITIONS[table]} OR {goes}"
        marked += journal.execute(
            f"UPDATE {PLAN} p SET undo_state = 'needed', needed_by = %s FROM {table} r "
            f'WHERE {UNMARKED} AND p."table" = %s AND p.action = %s AND r.{column} = p.target_id AND NOT ({goes})',
            [model._meta.label, run.pk, kind.code, kind.action, *parameters],
        )
    return marked


def _goes(run: ImportRun, model: type[Model], column: str) -> tuple[str, list[Any]]:
    """SQL: the record ``r`` is removed by this undo, or its column gets back a former value."""
    table = model._meta.db_table
    going = "q.run_id = %s AND q.\"table\" = ANY(%s) AND q.undo_state = ''"
    if part := PARTS.get(table):
        written = "q.action = 'create' OR q.values ? %s"
        return (
            f"EXISTS (SELECT 1 FROM {PLAN} q WHERE {going} AND q.target_id = r.{part.owner} AND ({written}))",
            [run.pk, [part.code], part.key],
        )
    # A plan has no column for what the tables do not know: such a reference was made since.
    found = (
        f"EXISTS (SELECT 1 FROM {PLAN} q WHERE {going} AND q.target_id = r.{model._meta.pk.column} "
        "AND (q.action IN ('create', 'support') OR q.values ? %s))"
    )
    parameters: list[Any] = [run.pk, codes_of(model), column]
    if table == "clients_responsibility":
        found += (
            f" OR EXISTS (SELECT 1 FROM {PLAN} q, jsonb_array_elements(q.values->'+open') o WHERE {going} "
            "AND q.target_id = r.client_id AND o->>0 = r.role AND (o->>1)::bigint = r.staff_id "
            "AND r.from_date IS NOT DISTINCT FROM (o->>2)::date AND r.to_date IS NULL AND r.is_derived)"
        )
        parameters += [run.pk, ["clients"]]
    return found, parameters
