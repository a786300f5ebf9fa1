"""Statements that the database plans once: for large SELECTs about one client, planning costs more than running.

Django writes the values into the text of a statement, so the database reads and plans it anew every time. A
*prepared* cursor sends the values apart; the connection keeps the statement and, after some uses, one plan for all
values. Use it for raw SQL whose best plan does not depend on the values: one client, a few, one person's pool.

A pooler that gives every transaction another connection must know prepared statements (PgBouncer 1.21 and later with
``max_prepared_statements``); else ``MAYAK_DB_PREPARED=0`` turns them off (docs/operations.md).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

_NOT_BY_ITSELF = 1_000_000
PREPARES = os.environ.get("MAYAK_DB_PREPARED", "") != "0"


class _PreparingCursor(psycopg.Cursor[Any]):
    """A cursor whose statements are prepared at their first use on a connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PreparingCursor":
        super().execute(query, params, prepare=True, binary=options.get("binary"))
        # Django's log of statements looks here; psycopg forgets what was prepared.
        self._query = cast(Any, SimpleNamespace(query=str(query).encode()))
        return self


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
    if not PREPARES:
        yield
        return
    connection.ensure_connection()
    session = connection.connection
    assert session is not None
    session.execute("SET plan_cache_mode = force_generic_plan")
    try:
        yield
    finally:
        # a failed transaction has taken the setting back by itself
        with suppress(psycopg.errors.InFailedSqlTransaction):
            session.execute("RESET plan_cache_mode")
