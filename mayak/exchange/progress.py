"""How far a job on an import is, told over a connection of its own: its transaction shows nothing before the end."""

import json
import time
from types import TracebackType
from typing import Any, Self

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from mayak.core.errors import MayakError
from mayak.exchange.models import ImportRun

PAUSE = 0.4


class StoppedError(MayakError):
    """Somebody stopped the job."""


class Progress:
    """Counts rows and writes the run's ``progress`` now and then; a context manager that closes its connection.

    Keys written: ``done``, ``total``, ``tables`` (rows done by table), ``seconds`` since the start. What the starter
    of the job put there (``phase``, ``job``) stays.
    """

    def __init__(self, run_id: int, total: int = 0) -> None:
        self.run_id = run_id
        self.total = total
        self.done = 0
        self.tables: dict[str, int] = {}
        self.now = ""
        self._started = time.monotonic()
        self._written = 0.0
        self._connection: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def add(self, table: str, rows: int) -> None:
        """So many more rows of a table are done."""
        self.done += rows
        self.now = table
        self.tables[table] = self.tables.get(table, 0) + rows
        if time.monotonic() - self._written >= PAUSE:
            self.write()

    def write(self) -> None:
        """Tell now. Raises StoppedError when somebody asked for an end."""
        self._written = time.monotonic()
        told = {
            "done": self.done,
            "total": max(self.total, self.done),
            "tables": self.tables,
            "now": self.now,
            "seconds": round(self._written - self._started, 1),
        }
        if self._connection is None:
            self._connection = connections.create_connection("default")
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ImportRun._meta.db_table} SET progress = progress || %s::jsonb WHERE id = %s "
                "RETURNING progress->'stop'",
                [json.dumps(told), self.run_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise StoppedError(_("The work was stopped; nothing of it was written."))


def seconds_left(progress: dict[str, Any]) -> int | None:
    """An honest guess from the speed so far; None while it is too early to tell."""
    done, total, seconds = (progress.get(key) or 0 for key in ("done", "total", "seconds"))
    if not done or seconds < 1 or total <= done:
        return None
    return max(1, round((total - done) * seconds / done))
