"""One run at a time in the whole office, by advisory locks: they vanish with a killed process."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from mayak.core.database import DATABASE_AWAY


@contextmanager
def single_run(name: str) -> Iterator[bool]:
    """Whether this is the only run of ``name`` now; when False the caller should leave the work to the other.

    The lock belongs to the database session: behind PgBouncer use session pooling.
    """
    key = lock_key(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = bool(cursor.fetchone()[0])
    session = connection.connection
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock(key, session)


def _unlock(key: int, session: Any) -> None:
    """Free the lock, by the end of the session that holds it where nothing else can.

    After a failure the connection may have gone back to the pool alive and with its lock, which whoever gets it next
    would hold for hours without knowing.
    """
    if connection.connection is session and not connection.needs_rollback:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
            return
        except DATABASE_AWAY:
            pass  # the session is gone or good for nothing
    session.close()


def lock_key(name: str) -> int:
    """The advisory lock's number (63 bits) of a name."""
    return int.from_bytes(hashlib.sha256(f"mayak:{name}".encode()).digest()[:8], "big") >> 1
