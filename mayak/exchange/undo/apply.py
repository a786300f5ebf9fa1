"""Taking back what may be taken back: parts, created records, former values; inside the caller's transaction."""

from collections.abc import Callable

from django.db.models import Model

from mayak.exchange.commit import journal
from mayak.exchange.commit.apply import columns_of, quoted
from mayak.exchange.commit.mirrored import take_back_words
from mayak.exchange.commit.parts import PERIODS, POINTS, QUANTITIES
from mayak.exchange.models import ImportRun
from mayak.exchange.plan.directory import fetch
from mayak.exchange.undo.check import FORMER, model_of
from mayak.exchange.undo.units import (
    BY_CONDITIONS,
    PARTS,
    PLAN,
    Made,
    goes_along,
    is_derived,
    made_by,
    references_to,
)

GOING = "p.run_id = %s AND p.undo_state = ''"


def take_back(run: ImportRun, told: Callable[[int], None]) -> None:
    """Remove and restore everything of the run that carries no mark. ``told``: with the rows done, now and then."""
    journal.execute("SET CONSTRAINTS ALL DEFERRED", [])
    take_back_words(run)
    _remove_parts(run)
    for kind in made_by(run):
        told(_remove(run, kind))
    tables = fetch(f"SELECT DISTINCT db_table, operation FROM {FORMER} WHERE run_id = %s ORDER BY 2 DESC, 1", [run.pk])
    for table, operation in tables:
        restore = _restore if operation == journal.CHANGED else _bring_back
        told(restore(run, table, model_of(table)))
    journal.execute("SET CONSTRAINTS ALL IMMEDIATE", [])
    journal.execute("SET CONSTRAINTS ALL DEFERRED", [])


def _remove_parts(run: ImportRun) -> None:
    """What the import wrote into other tables for records that are to be as before."""
    written = "p.\"table\" = %s AND p.action IN ('create', 'update') AND (p.action = 'create' OR p.values ? %s)"
    owned = [("persons", f"+{part}", table, "person_id") for part, (table, _columns) in POINTS.items()]
    owned += [(code, f"+{part}", table, owner) for code, (part, table, owner) in QUANTITIES.items()]
    for code, key, table, owner in owned:
        journal.execute(
            f"DELETE FROM {table} t USING {PLAN} p WHERE {GOING} AND {written} AND t.{owner} = p.target_id",
            [run.pk, code, key],
        )
    periods = [(code, period) for code, kept in PERIODS.items() for period in kept]
    for code, (part, table, owner, _column, _kind) in periods:
        journal.execute(
            f"DELETE FROM {table} t USING {PLAN} p WHERE {GOING} AND {written} AND t.{owner} = p.target_id "
            "AND (p.action = 'create' OR t.to_date IS NULL)",
            [run.pk, code, f"+{part}"],
        )
    journal.execute(
        f"DELETE FROM clients_responsibility t USING {PLAN} p, jsonb_array_elements(p.values->'+open') o "
        f"WHERE {GOING} AND p.\"table\" = 'clients' AND p.action IN ('create', 'update') "
        "AND t.client_id = p.target_id AND t.role = o->>0 AND t.staff_id = (o->>1)::bigint "
        "AND t.from_date IS NOT DISTINCT FROM (o->>2)::date AND t.to_date IS NULL AND t.is_derived",
        [run.pk],
    )


def _remove(run: ImportRun, kind: Made) -> int:
    where = [run.pk, kind.code, kind.action]
    removed = f'{PLAN} p WHERE {GOING} AND p."table" = %s AND p.action = %s'
    for model, field in references_to(kind.model):
        table, column = model._meta.db_table, field.column
        if table in BY_CONDITIONS:
            follows = f"t.{column} = p.target_id AND t.{BY_CONDITIONS[table]}"
            journal.execute(f"DELETE FROM {table} t USING {removed} AND {follows}", where)
        if not goes_along(model) or table in PARTS:
            continue
        if field.null and not is_derived(model):  # a letter that was sent stays sent
            journal.execute(f"UPDATE {table} t SET {column} = NULL FROM {removed} AND t.{column} = p.target_id", where)
        else:
            journal.execute(f"DELETE FROM {table} t USING {removed} AND t.{column} = p.target_id", where)
    return journal.execute(f"DELETE FROM {kind.db_table} t USING {removed} AND t.id = p.target_id", where)


def _restore(run: ImportRun, table: str, model: type[Model]) -> int:
    """Fields that the import wrote get back their former values."""
    fields = [field for field in columns_of(model) if not field.primary_key]
    # Only what was written goes back: other columns stay as the record has them.
    former = '(SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(f."before") b WHERE f."after" ? b.key)'
    return journal.execute(
        f"UPDATE {table} t SET ({quoted(fields)}) = ROW({quoted(fields, 'r.')}) FROM {FORMER} f "
        f"JOIN {PLAN} p ON p.id = f.plan_row_id JOIN {table} o ON o.id = f.object_id "
        f"CROSS JOIN LATERAL jsonb_populate_record(o, coalesce({former}, '{{}}')) r "
        f"WHERE f.run_id = %s AND f.db_table = %s AND f.operation = 'U' AND {GOING} AND t.id = f.object_id",
        [run.pk, table, run.pk],
    )


def _bring_back(run: ImportRun, table: str, model: type[Model]) -> int:
    fields = columns_of(model)
    return journal.execute(
        f"INSERT INTO {table} ({quoted(fields)}) SELECT {quoted(fields, 'r.')} FROM {FORMER} f "
        f"JOIN {PLAN} p ON p.id = f.plan_row_id "
        f'CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, f."before") r '
        f"WHERE f.run_id = %s AND f.db_table = %s AND f.operation = 'D' AND {GOING} ORDER BY f.id",
        [run.pk, table, run.pk],
    )
