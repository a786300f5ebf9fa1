"""What the import pages show of a run: numbers by table, and the rows of one table in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from mayak.exchange.contact_points import write_points
from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.plan.definitions import MODELS
from mayak.exchange.queries import title_of
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Column, Kind

ROWS_OF_A_PAGE = 40
SHOWN_ACTIONS = (PlanAction.CREATE, PlanAction.UPDATE, PlanAction.ERROR, PlanAction.SKIP)
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
class RowLine:
    """One row of a file."""

    number: int
    action: str
    title: str
    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)


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


def rows_page(run: ImportRun, table: str, actions: list[str], number: str | int) -> tuple[Page[PlanRow], list[RowLine]]:
    """One page of a table's rows: errors first, then changes, then new rows."""
    rows = PlanRow.objects.filter(run=run, table=table, action__in=actions)
    counts = dict(rows.order_by().values_list("action").annotate(number=Count("pk")))
    paginator: Paginator[PlanRow] = Paginator(rows.order_by("-action", "row", "pk"), ROWS_OF_A_PAGE)
    paginator.count = sum(counts.values())  # spares a second count
    page = paginator.get_page(number)
    return page, _in_words(table, list(page.object_list))


def _in_words(table: str, rows: list[PlanRow]) -> list[RowLine]:
    columns = BY_CODE[table].by_code
    names = _names([(columns[code], before) for row in rows for code, before, _after in row.changes or []])
    return [
        RowLine(
            number=row.row,
            action=row.action,
            title=row.title or row.key,
            changes=[
                Change(columns[code].title, _said(columns[code], before, names), _said(columns[code], after, {}))
                for code, before, after in row.changes or []
            ],
            errors=[
                (columns[code].title if code in columns else "", value, reason)
                for code, value, reason in row.errors or []
            ],
        )
        for row in rows
    ]


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
    if column.choices and not isinstance(value, list):
        return column.choices.words.get(value, (str(value),))[0]
    if isinstance(value, list):
        words = column.choices.words if column.choices else {}
        return ", ".join(words.get(item, (str(item),))[0] for item in value)
    return str(value)


def unmapped_of(run: ImportRun) -> list[tuple[str, str, str]]:
    """(file, table, header) of columns that no table knows."""
    return [
        (source["file"], title_of(source["table"]), header)
        for source in run.sources
        for header in source.get("unmapped", [])
    ]
