"""What an import did or would do, for the command and the pages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mayak.exchange.commit.refresh import count_of
from mayak.exchange.models import ImportRun, PlanAction, RunState
from mayak.exchange.plan.planner import REPAIRED
from mayak.exchange.tables import BY_CODE, TABLES

WORDS = {"create": "created", "update": "updated", "unchanged": "unchanged", "skip": "skipped", "error": "failed"}


@dataclass(frozen=True)
class Failure:
    """A row that does not come in, and why."""

    table: str
    row: int
    column: str
    value: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class RepairLine:
    """A damaged cell that was understood nevertheless."""

    table: str
    row: int
    column: str
    value: str
    repaired: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class Report:
    """The numbers of an import by table, its failures, and what was not understood.

    ``repaired`` are rows by table in which a cell was mended, ``repairs`` the first of those that come in or fail.
    """

    is_committed: bool
    tables: dict[str, dict[str, int]]
    failures: list[Failure]
    unmapped: list[dict[str, str]]
    notes: list[dict[str, Any]]
    seconds: float
    repaired: dict[str, int] = field(default_factory=dict)
    repairs: list[RepairLine] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every row went in (or would)."""
        return not self.failures and not any(numbers["skipped"] for numbers in self.tables.values())


def report_of(run: ImportRun) -> Report:
    """The report of a run. What an all-or-nothing run left out counts as skipped."""
    order = [table.code for table in TABLES if table.code in run.counts]
    return Report(
        is_committed=run.state == RunState.COMMITTED,
        tables={code: _numbers(run, code) for code in order},
        failures=[*_unknown(run), *failures_of(run)],
        unmapped=[
            {"file": source["file"], "table": source["table"], "column": header}
            for source in run.sources
            for header in source.get("unmapped", [])
        ],
        notes=run.notes,
        seconds=round(run.seconds, 3),
        repaired={code: number for code in order if (number := int(run.counts[code].get(REPAIRED, 0)))},
        repairs=repairs_of(run),
    )


def _numbers(run: ImportRun, code: str) -> dict[str, int]:
    numbers = {word: int(run.counts[code].get(action, 0)) for action, word in WORDS.items()}
    if run.state == RunState.REFUSED:
        numbers["skipped"] += numbers["created"] + numbers["updated"]
        numbers["created"] = numbers["updated"] = 0
    return numbers


def _unknown(run: ImportRun) -> list[Failure]:
    """Files that could not be recognised: none of their rows went in."""
    return [Failure("", 0, "", source["file"], source["reason"]) for source in run.sources if not source["table"]]


def failures_of(run: ImportRun) -> list[Failure]:
    """Every error of every row, by table and row."""
    place = {table.code: number for number, table in enumerate(TABLES)}
    rows = run.rows.filter(action=PlanAction.ERROR).values_list("table", "row", "errors", "source")
    found = [
        Failure(table, row, column, value, reason, run.sources[source]["file"])
        for table, row, errors, source in rows.iterator(chunk_size=2000)
        for column, value, reason in errors or []
    ]
    found.sort(key=lambda failure: (place[failure.table], failure.file, failure.row))
    return found


def repairs_of(run: ImportRun, limit: int = 1000) -> list[RepairLine]:
    """What was mended in the rows of the plan, by table and row, the first ``limit`` rows."""
    if not any(numbers.get(REPAIRED) for numbers in run.counts.values()):
        return []
    rows = run.rows.filter(repairs__isnull=False).order_by("table", "row", "pk")
    found = rows.values_list("table", "row", "repairs", "source")[:limit]
    place = {table.code: number for number, table in enumerate(TABLES)}
    lines = [
        RepairLine(table, row, column, before, after, reason, run.sources[source]["file"])
        for table, row, repairs, source in found
        for column, before, after, reason in repairs or []
    ]
    return sorted(lines, key=lambda line: place[line.table])


def title_of(table: str) -> str:
    """A table's name in the active language."""
    return BY_CODE[table].title if table in BY_CODE else table


def column_title(table: str, column: str) -> str:
    """A column's name in the active language."""
    known = BY_CODE[table].by_code.get(column) if table in BY_CODE else None
    return known.title if known else column


@dataclass(frozen=True)
class PastImport:
    """One import in a list."""

    number: int
    at: datetime
    name: str
    state: str
    created: int
    updated: int
    failed: int
    can_be_undone: bool


@dataclass(frozen=True)
class StayingRow:
    """A row that undo leaves as it is: ``why`` changed, needed, gone or lost, ``reason`` the same for people."""

    table: str
    row: int
    title: str
    why: str
    reason: str


def past_imports(limit: int = 50) -> list[PastImport]:
    """The latest imports, newest first."""
    return [
        PastImport(
            number=run.pk,
            at=run.committed_at or run.created_at,
            name=run.name,
            state=str(run.get_state_display()),
            created=count_of(run, PlanAction.CREATE),
            updated=count_of(run, PlanAction.UPDATE),
            failed=count_of(run, PlanAction.ERROR),
            can_be_undone=run.state == RunState.COMMITTED and run.is_kept,
        )
        for run in ImportRun.objects.all()[:limit]
    ]


def staying_rows(run: ImportRun, limit: int = 1000) -> list[StayingRow]:
    """The rows that undo of a run leaves (or left), by table and row."""
    rows = run.rows.exclude(undo_state="").filter(action__in=[PlanAction.CREATE, PlanAction.UPDATE])
    return [
        StayingRow(row.table, row.row, row.title or row.key, row.undo_state, row.why_stays)
        for row in rows.order_by("pk")[:limit]
    ]
