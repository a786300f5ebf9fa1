"""Writes the plan's rows by COPY, chunk by chunk."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection

from mayak.exchange.models import PlanAction, PlanRow
from mayak.exchange.plan.directory import as_json
from mayak.exchange.plan.draft import Draft
from mayak.exchange.values import text_of

COPY = (
    f'COPY {PlanRow._meta.db_table} (run_id, "table", source, row, action, key, title, target_id, version, '
    '"values", changes, errors, repairs, raw) FROM STDIN'
)
TITLE_LENGTH = 200
KEY_LENGTH = 100
MOST_OF_A_CELL = 32_767


def cell_text(cell: Any) -> Any:
    """A cell as JSON keeps it: numbers and yes or no as they are, everything else as text."""
    if cell is None or isinstance(cell, bool | int) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    return text_of(cell).replace("\0", "")[:MOST_OF_A_CELL]


class PlanWriter:
    """Keeps the numbers by table and action, and hands rows to the database."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.counts: dict[str, Counter[str]] = {}

    def count(self, table: str, action: str, number: int = 1) -> None:
        """Count rows that need no line of their own."""
        self.counts.setdefault(table, Counter())[action] += number

    def write(
        self,
        table: str,
        drafts: Iterable[tuple[Draft, PlanAction, dict[str, Any] | None]],
        *,
        keeps_cells: bool = False,
    ) -> None:
        """Rows of a table with what is to be done and written; bad ones with their cells (``keeps_cells``: all)."""
        self.copy(
            (
                self.run_id,
                table,
                draft.source,
                draft.row,
                action.value,
                draft.key[:KEY_LENGTH],
                " ".join(draft.raw[code] for code in draft.raw if code.startswith("="))[:TITLE_LENGTH],
                draft.target,
                draft.version,
                as_json(values) if values is not None else None,
                as_json(draft.changes) if draft.changes else None,
                as_json(draft.errors) if draft.errors else None,
                as_json(draft.repairs) if draft.repairs else None,
                as_json([cell_text(cell) for cell in draft.cells])
                if keeps_cells or action is PlanAction.ERROR
                else None,
            )
            for draft, action, values in drafts
        )

    def support(self, label: str, rows: Iterable[dict[str, Any]]) -> None:
        """New rows of a model (``app_label.Model``) that others of the plan need; each brings its own id."""
        self.copy(
            (
                self.run_id,
                label,
                0,
                0,
                PlanAction.SUPPORT.value,
                "",
                "",
                row["id"],
                "",
                as_json(row),
                None,
                None,
                None,
                None,
            )
            for row in rows
        )

    def copy(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Hand complete rows over."""
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)
