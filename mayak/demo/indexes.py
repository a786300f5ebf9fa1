"""Filling large tables without their indexes, which are made afterwards, several at a time.

A row costs as much for each index as for itself, and rows in no particular order cost most.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql

# Plain indexes, and unique ones that no foreign key leans on. Primary keys stay.
_FIND = """
SELECT t.relname, i.relname, k.conname, coalesce(pg_get_constraintdef(k.oid), pg_get_indexdef(i.oid)),
    pg_relation_size(t.oid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.conrelid = t.oid
WHERE t.relname = ANY(%s) AND t.relnamespace = 'public'::regnamespace AND (k.oid IS NULL OR k.contype = 'u')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.oid)
ORDER BY t.relname, i.relname
"""


@contextmanager
def indexes_aside(tables: Sequence[str]) -> Iterator[None]:
    """The tables have no indexes but their primary keys inside the block, and all of them again after it.

    When the block fails the indexes stay away: what it was filling is not whole either.
    """
    makers: dict[str, list[sql.Composed]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(tables)])
        for table, index, constraint, definition, _size in cursor.fetchall():
            name = sql.Identifier(table)
            if constraint is None:
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
                made = sql.SQL(definition).format() if "{" not in definition else sql.Composed([sql.SQL(definition)])
            else:
                kept = sql.Identifier(constraint)
                cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(name, kept))
                made = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(name, kept) + sql.SQL(definition)
            makers.setdefault(table, []).append(made)
    yield
    _make_all(makers)


def _make_all(makers: dict[str, list[sql.Composed]]) -> None:
    """One connection per table at a time: two indexes of a table would wait for each other's locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace "
            "ORDER BY pg_relation_size(oid) DESC",
            [list(makers)],
        )
        largest_first = [name for (name,) in cursor.fetchall()]
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        for done in [pool.submit(_make, makers[name]) for name in largest_first]:
            done.result()


def _make(statements: list[sql.Composed]) -> None:
    given = connection.get_connection_params()
    for unknown in ("cursor_factory", "context", "pool"):
        given.pop(unknown, None)
    with psycopg.connect(**given, autocommit=True) as session:
        session.execute("SET maintenance_work_mem = '256MB'")
        for statement in statements:
            session.execute(statement)
