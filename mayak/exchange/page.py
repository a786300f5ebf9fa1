"""What the import pages show of a run: numbers by table, and the rows of one table in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.audit.models import Change as AuditedChange
from mayak.card.words import SOURCES
from mayak.exchange.advice import advice_for
from mayak.exchange.contact_points import write_points
from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.plan.definitions import MODELS
from mayak.exchange.queries import title_of
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Column, Kind
from mayak.ui.formats import day_short

if TYPE_CHECKING:
    from django.db.models import QuerySet

ROWS_OF_A_PAGE = 40
SHOWN_ACTIONS = (PlanAction.CREATE, PlanAction.UPDATE, PlanAction.ERROR, PlanAction.SKIP)
REPAIRED = "repaired"
# What a person looks at first: what is bad, then what is put right for them, then what replaces something.
ORDER = (PlanAction.ERROR, PlanAction.UPDATE, PlanAction.SKIP, PlanAction.CREATE)
NUMBERS = (PlanAction.CREATE, PlanAction.UPDATE, PlanAction.UNCHANGED, PlanAction.SKIP, PlanAction.ERROR)


@dataclass(frozen=True)
class TableLine:
    """One table's numbers."""

    code: str
    title: str
    create: int
    update: int
    unchanged: int
    skip: int
    error: int

    @property
    def total(self) -> int:
        """All rows of the table."""
        return self.create + self.update + self.unchanged + self.skip + self.error


@dataclass(frozen=True)
class Change:
    """One field: what it was and what it becomes."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what to do about it."""

    title: str
    value: str
    reason: str
    advice: str


@dataclass(frozen=True)
class Repair:
    """A cell that was damaged, and how it was understood."""

    title: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class RowLine:
    """One row of a file. ``undo_state``: why undo leaves it."""

    pk: int
    number: int
    action: str
    title: str
    changes: list[Change] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    undo_state: str = ""
    table: str = ""
    target_id: int | None = None
    file: str = ""
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Note:
    """What the plan thought worth telling though the row came in, or stayed out on purpose."""

    table: str
    row: int
    value: str
    reason: str


@dataclass(frozen=True)
class Filter:
    """One chip above the rows: ``code`` for the address, and how many rows it shows."""

    code: str
    label: Any
    count: int
    is_on: bool


def lines_of(run: ImportRun) -> list[TableLine]:
    """The tables of a run in the order of bringing in. No query: the numbers are stored."""
    lines = []
    for table in TABLES:
        if table.code in run.counts:
            numbers = run.counts[table.code]
            lines.append(TableLine(table.code, table.title, *(int(numbers.get(action, 0)) for action in NUMBERS)))
    return lines


def total_of(lines: Iterable[TableLine]) -> TableLine:
    """The sum of all lines."""
    lines = list(lines)
    sums = (sum(getattr(line, action.value) for line in lines) for action in NUMBERS)
    return TableLine("", "", *sums)


def first_table(lines: list[TableLine]) -> str:
    """The table to show first: one with errors, else with changes, else the first."""
    chosen = [line for line in lines if line.error] or [line for line in lines if line.update] or lines
    return chosen[0].code if chosen else ""


def filters_of(run: ImportRun, line: TableLine | None, asked: list[str]) -> list[Filter]:
    """The chips of a table; errors and changes are on when nothing was asked for. No query."""
    if line is None:
        return []
    labels = {
        PlanAction.CREATE: _("Create"),
        PlanAction.UPDATE: _("Change"),
        PlanAction.ERROR: _("Errors"),
        PlanAction.SKIP: _("Skip"),
    }
    counts = {action.value: int(getattr(line, action.value)) for action in SHOWN_ACTIONS}
    counts[REPAIRED] = int(run.counts[line.code].get(REPAIRED, 0))
    chosen = [code for code in asked if counts.get(code)]
    chosen = chosen or [code for code in (PlanAction.UPDATE, PlanAction.ERROR) if counts[code]]
    chosen = chosen or [action.value for action in SHOWN_ACTIONS]
    known = [*((action.value, labels[action]) for action in SHOWN_ACTIONS), (REPAIRED, _("Repaired"))]
    return [Filter(code, label, counts[code], code in chosen) for code, label in known if counts[code]]


def rows_page(
    run: ImportRun, table: str, filters: list[Filter], number: str | int
) -> tuple[Page[PlanRow], list[RowLine]]:
    """One page of a table's rows: errors first, then changes, then what is left out, then new rows."""
    chosen = [item.code for item in filters if item.is_on]
    wanted = Q(action__in=[code for code in chosen if code != REPAIRED])
    if REPAIRED in chosen:
        wanted |= Q(repairs__isnull=False)
    page, lines = _paged(PlanRow.objects.filter(wanted, run=run, table=table), number)
    files = [source["file"] for source in run.sources if source["table"] == table]
    if len(files) < 2:
        return page, lines
    # Row numbers of several files stand side by side: each is told with its file.
    places = [row.source for row in page.object_list]
    return page, [replace(line, file=_file_of(run, place)) for line, place in zip(lines, places, strict=True)]


def _file_of(run: ImportRun, place: int) -> str:
    return str(run.sources[place]["file"]) if place < len(run.sources) else ""


def staying_page(run: ImportRun, number: str | int) -> tuple[Page[PlanRow], list[RowLine]]:
    """One page of the rows that undo leaves, of all tables."""
    written = [PlanAction.CREATE, PlanAction.UPDATE]
    return _paged(PlanRow.objects.filter(run=run, action__in=written).exclude(undo_state=""), number)


def _paged(rows: "QuerySet[PlanRow]", number: str | int) -> tuple[Page[PlanRow], list[RowLine]]:
    first = Case(
        *(When(action=action, then=Value(place)) for place, action in enumerate(ORDER)),
        default=Value(len(ORDER)),
        output_field=IntegerField(),
    )
    counts = dict(rows.order_by().values_list("action").annotate(number=Count("pk")))
    paginator: Paginator[PlanRow] = Paginator(rows.order_by(first, "pk"), ROWS_OF_A_PAGE)
    paginator.count = sum(counts.values())  # spares a second count
    page = paginator.get_page(number)
    return page, in_words(list(page.object_list))


def in_words(rows: list[PlanRow]) -> list[RowLine]:
    """Rows of a plan as people read them: one query for each table that they refer to."""
    cells = [(BY_CODE[row.table].by_code[code], before) for row in rows for code, before, _after in row.changes or []]
    names = _names(cells)
    return [_line(row, names) for row in rows]


def _line(row: PlanRow, names: dict[tuple[str, int], str]) -> RowLine:
    columns = BY_CODE[row.table].by_code

    def titled(code: str) -> str:
        return columns[code].title if code in columns else ""

    return RowLine(
        pk=row.pk,
        number=row.row,
        action=row.action,
        title=row.title or row.key,
        changes=[
            Change(columns[code].title, _said(columns[code], before, names), _said(columns[code], after, {}))
            for code, before, after in row.changes or []
        ],
        errors=[
            Fault(titled(code), _unsaid(value, reason), reason, advice_for(columns.get(code), value))
            for code, value, reason in row.errors or []
        ],
        repairs=[
            Repair(titled(code), str(cell), in_days(columns.get(code), value), str(reason))
            for code, cell, value, reason in row.repairs or []
        ],
        undo_state=row.why_stays,
        table=BY_CODE[row.table].title,
        target_id=row.target_id,
    )


def _unsaid(value: str, reason: str) -> str:
    """The cell, unless the reason quotes it already."""
    return "" if value and gettext("“%(value)s”") % {"value": value} in reason else value


def with_authors(rows: list[RowLine], run: ImportRun) -> list[RowLine]:
    """With who changed the records last since the import, where the audit trail knows. One query."""
    tables = {table.title: table.db_table for table in TABLES}
    places = [(tables[row.table], row.target_id) for row in rows if row.target_id]
    if not places or run.committed_at is None:
        return rows
    wanted = Q()
    for db_table, pk in places:
        wanted |= Q(table=db_table, object_id=pk)
    changes = AuditedChange.objects.filter(wanted, at__gt=run.committed_at).order_by("pk")
    latest = {(change.table, change.object_id): change for change in changes.exclude(origin=f"import {run.pk}")}
    people = Staff.objects.in_bulk({change.actor_id for change in latest.values() if change.actor_id})
    told = []
    for row in rows:
        change = latest.get((tables[row.table], row.target_id or 0))
        actor = people.get(change.actor_id or 0) if change else None
        told.append(replace(row, who=actor.full_name if actor else "", at=change.at if change else None))
    return told


def _names(cells: list[tuple[Column, Any]]) -> dict[tuple[str, int], str]:
    """Names of the records that cells point to: one query a table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for column, value in cells:
        if column.kind in (Kind.REFERENCE, Kind.DEFINITION) and isinstance(value, int):
            wanted[column.table].add(value)
        elif column.kind is Kind.QUANTITIES and isinstance(value, list):
            wanted[column.table].update(pk for pk, _number in value)
    names = {}
    for code, pks in wanted.items():
        model: Any = MODELS[code] if code in MODELS else BY_CODE[code].model
        names.update({(code, pk): str(record) for pk, record in model._default_manager.in_bulk(pks).items()})
    return names


def _said(column: Column, value: Any, names: dict[tuple[str, int], str]) -> str:
    """A value in words."""
    if value is None or value == "" or value == []:
        return ""
    if column.kind in (Kind.PHONES, Kind.EMAILS):
        return write_points(value)
    if column.kind is Kind.QUANTITIES and isinstance(value, list):
        return ", ".join(f"{names.get((column.table, pk), pk)}*{number}" for pk, number in value)
    if column.kind in (Kind.REFERENCE, Kind.DEFINITION) and isinstance(value, int):
        return names.get((column.table, value), str(value))
    if column.kind is Kind.SOURCE:
        return str(SOURCES.get(value, value))
    if column.choices and not isinstance(value, list):
        return column.choices.words.get(value, (str(value),))[0]
    if isinstance(value, list):
        words = column.choices.words if column.choices else {}
        return ", ".join(words.get(item, (str(item),))[0] for item in value)
    return in_days(column, value)


def in_days(column: Column | None, value: Any) -> str:
    """A day as the other pages write it; the plan keeps it as 2026-03-31."""
    if column is not None and column.kind is Kind.DAY and isinstance(value, str):
        try:
            return day_short(date.fromisoformat(value))
        except ValueError:
            pass
    return str(value)


def unmapped_of(run: ImportRun) -> list[tuple[str, str, str]]:
    """(file, table, header) of columns that no table knows."""
    return [
        (source["file"], title_of(source["table"]), header)
        for source in run.sources
        for header in source.get("unmapped", [])
    ]


def notes_of(run: ImportRun) -> list[Note]:
    """What is to be looked at, each with its table."""
    return [Note(title_of(each["table"]), each["row"], each["value"], each["reason"]) for each in run.notes]
