"""Rows that a person does not want: left out of a plan, and taken back into it.

A new record that stays out takes along the rows that refer to it; a row that comes back in brings what it refers to.
What a person chose is remembered by place in the file, so that it outlives a plan made anew.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.core.errors import ConflictError
from mayak.exchange.commit.journal import execute
from mayak.exchange.models import ImportRun, PlanAction, PlanRow, RunState
from mayak.exchange.plan.directory import fetch
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Kind
from mayak.work.models import Assignment

PLAN = PlanRow._meta.db_table
IN_ORDER = {table.code: place for place, table in enumerate(TABLES)}


def toggle_row(*, run_id: int, row_id: int) -> int:
    """Leave a row out, or take it back in; the number of rows that went along with it.

    Raises ConflictError when the plan is no plan any more, or when the row could not come in anyway.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        row = PlanRow.objects.filter(run=run, pk=row_id).first()
        if run.state != RunState.PLANNED or row is None or row.action in (PlanAction.ERROR, PlanAction.SUPPORT):
            raise ConflictError(
                _("This row cannot be left out or taken in any more."),
                hint=_("Look at the plan again: it shows where the import stands."),
            )
        chosen = {tuple(place) for place in run.choices.get("left_out", [])}
        place = (row.source, row.row)
        if row.action == PlanAction.SKIP:
            moved = _take_in(run, row)
            back = PlanRow.objects.filter(run=run, pk__in=moved).values_list("source", "row")
            chosen -= set(back)
        else:
            moved = _leave_out(run, [row.pk])
            chosen.add(place)
        run.choices = {**run.choices, "left_out": sorted(chosen)}
        _settle(run)
    return len(moved) - 1


def leave_out_again(run: ImportRun) -> None:
    """After a plan was made anew (inside the caller's transaction): what a person left out stays out."""
    places = run.choices.get("left_out", [])
    if not places:
        return
    rows = fetch(
        f"SELECT p.id FROM {PLAN} p JOIN unnest(%s::int[], %s::int[]) AS o(source, row) "
        "ON p.source = o.source AND p.row = o.row WHERE p.run_id = %s AND p.action IN ('create', 'update')",
        [[source for source, _row in places], [row for _source, row in places], run.pk],
    )
    _leave_out(run, [pk for (pk,) in rows])
    _settle(run)


def _leave_out(run: ImportRun, rows: Iterable[int]) -> list[int]:
    """Skip rows and, of new records, everything that refers to them; their keys."""
    wave, moved = list(rows), []
    while wave:
        made = fetch(
            f"UPDATE {PLAN} SET action = 'skip' WHERE id = ANY(%s) AND action IN ('create', 'update') "
            "RETURNING id, \"table\", target_id, version = ''",
            [wave],
        )
        moved += [pk for pk, *_rest in made]
        wave = [
            pk
            for code in {code for _pk, code, _target, is_new in made if is_new}
            for pk in _referring(run, code, [target for _pk, own, target, is_new in made if is_new and own == code])
        ]
    return moved


def _referring(run: ImportRun, code: str, targets: list[int]) -> list[int]:
    found: list[int] = []
    for table in TABLES:
        for column in table.columns:
            if column.kind is Kind.REFERENCE and column.table == code and column.field and table.code in run.counts:
                found += _keys(
                    f"SELECT id FROM {PLAN} WHERE run_id = %s AND \"table\" = %s AND action IN ('create', 'update') "
                    "AND (values->>%s)::bigint = ANY(%s)",
                    [run.pk, table.code, column.field, targets],
                )
    if code == "staff":
        found += _keys(
            f"SELECT p.id FROM {PLAN} p, jsonb_array_elements(p.values->'+open') o WHERE p.run_id = %s "
            "AND p.\"table\" = 'clients' AND p.action IN ('create', 'update') AND (o->>1)::bigint = ANY(%s)",
            [run.pk, targets],
        )
    return found


def _keys(sql: str, parameters: list[object]) -> list[int]:
    return [pk for (pk,) in fetch(sql, parameters)]


def _take_in(run: ImportRun, row: PlanRow) -> list[int]:
    """Bring back a row and the skipped new records that it refers to."""
    wave, moved = [row], []
    while wave:
        ids = [one.pk for one in wave]
        execute(
            f"UPDATE {PLAN} SET action = CASE WHEN version = '' THEN 'create' ELSE 'update' END "
            "WHERE id = ANY(%s) AND action = 'skip'",
            [ids],
        )
        moved += ids
        wave = [found for one in wave for found in _referred(run, one) if found.pk not in moved]
    return moved


def _referred(run: ImportRun, row: PlanRow) -> list[PlanRow]:
    values = row.values or {}
    wanted = [
        (column.table, int(values[column.field]))
        for column in BY_CODE[row.table].columns
        if column.kind is Kind.REFERENCE and values.get(column.field)
    ]
    wanted += [("staff", int(staff)) for _role, staff, _day in values.get("+open") or []]
    skipped = PlanRow.objects.filter(run=run, action=PlanAction.SKIP)
    return [found for table, pk in wanted for found in skipped.filter(table=table, target_id=pk)]


def _settle(run: ImportRun) -> None:
    """What is besides (standing assignments) follows the records it is for; the numbers are counted anew."""
    label = Assignment._meta.label
    execute(
        f"UPDATE {PLAN} s SET action = CASE WHEN EXISTS (SELECT 1 FROM {PLAN} p WHERE p.run_id = s.run_id "
        "AND p.action = 'skip' AND p.version = '' AND (p.\"table\", p.target_id) IN "
        "(('clients', (s.values->>'client_id')::bigint), ('staff', (s.values->>'executor_id')::bigint))) "
        "THEN 'skip' ELSE 'support' END WHERE s.run_id = %s AND s.\"table\" = %s AND s.action IN ('support', 'skip')",
        [run.pk, label],
    )
    counted: dict[str, Counter[str]] = {}
    for table, action, number in fetch(
        f'SELECT "table", action, count(*) FROM {PLAN} WHERE run_id = %s GROUP BY 1, 2', [run.pk]
    ):
        counted.setdefault(table, Counter())[action] += number
    run.counts = {
        code: {**numbers, **{action: counted.get(code, Counter())[action] for action in _COUNTED}}
        for code, numbers in run.counts.items()
    }
    run.save(update_fields=["counts", "choices"])


_COUNTED = (PlanAction.CREATE.value, PlanAction.UPDATE.value, PlanAction.SKIP.value, PlanAction.ERROR.value)
