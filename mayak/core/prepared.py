"""Statements that the database plans once: for large SELECTs about one client, planning costs more than running.

Django writes the values into the text of a statement, so the database reads and plans it anew every time. A
*prepared* cursor sends the values apart; the connection keeps the statement and, after some uses, one plan for all
values. Use it for raw SQL whose best plan does not depend on the values: one client, a few, one person's pool.

A pooler that gives every transaction another connection must know prepared statements (PgBouncer 1.21 and later with
``max_prepared_statements``); else ``MAYAK_DB_PREPARED=0`` turns them off (docs/operations.md).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

_NOT_BY_ITSELF = 1_000_000
PREPARES = os.environ.get("MAYAK_DB_PREPARED", "") != "0"


_is_planned_once: ContextVar[bool] = ContextVar("mayak_planned_once", default=False)


class _PreparingCursor(psycopg.Cursor[Any]):
    """A cursor whose statements are prepared at their first use on a connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PreparingCursor":
        with self._one_plan() if _is_planned_once.get() else nullcontext():
            super().execute(query, params, prepare=True, binary=options.get("binary"))
        # Django's log of statements looks here; psycopg forgets what was prepared.
        self._query = cast(Any, SimpleNamespace(query=str(query).encode()))
        return self

    @contextmanager
    def _one_plan(self) -> Iterator[None]:
        """The setting, the statement and the setting taken back in one trip; a failure takes it back by itself."""
        with self.connection.pipeline():
            psycopg.Cursor(self.connection).execute("SET plan_cache_mode = force_generic_plan")
            yield
            psycopg.Cursor(self.connection).execute("RESET plan_cache_mode")


@contextmanager
def prepared_statements() -> Iterator[None]:
    """Whatever is asked of the database inside the block is prepared, the ORM's statements as well."""
    if not PREPARES:
        yield
        return
    connection.ensure_connection()
    session = connection.connection
    assert session is not None
    # Django switches preparing off by "never"; "not by itself" leaves it to the cursors that ask for it.
    session.prepare_threshold = _NOT_BY_ITSELF
    usual = connection.create_cursor
    connection.create_cursor = lambda name=None: _PreparingCursor(session)  # type: ignore[method-assign]
    try:
        yield
    finally:
        connection.create_cursor = usual  # type: ignore[method-assign]


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor of Django's (counted, logged, its errors Django's) that prepares what it executes."""
    with prepared_statements():
        cursor = connection.cursor()
    with cursor:
        yield cursor


@contextmanager
def planned_once() -> Iterator[None]:
    """Inside the block a prepared statement gets one plan for all values at its first use on a connection.

    For very long statements whose parts are written so that no value makes another plan better: left to itself, the
    database plans those anew at every use, for longer than it runs them.
    """
    before = _is_planned_once.set(True)
    try:
        yield
    finally:
        _is_planned_once.reset(before)
