"""What an import did or would do, for the command and the pages."""

from dataclasses import dataclass
from typing import Any

from mayak.exchange.models import ImportRun, PlanAction, RunState
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
class Report:
    """The numbers of an import by table, its failures, and what was not understood."""

    is_committed: bool
    tables: dict[str, dict[str, int]]
    failures: list[Failure]
    unmapped: list[dict[str, str]]
    notes: list[dict[str, Any]]
    seconds: float

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


def title_of(table: str) -> str:
    """A table's name in the active language."""
    return BY_CODE[table].title if table in BY_CODE else table


def column_title(table: str, column: str) -> str:
    """A column's name in the active language."""
    known = BY_CODE[table].by_code.get(column) if table in BY_CODE else None
    return known.title if known else column
