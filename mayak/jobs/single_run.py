"""One run at a time in the whole office, by advisory locks: they vanish with a killed process."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def single_run(name: str) -> Iterator[bool]:
    """Whether this is the only run of ``name`` now; when False the caller should leave the work to the other.

    The lock belongs to the database session: behind PgBouncer use session pooling.
    """
    key = lock_key(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def lock_key(name: str) -> int:
    """The advisory lock's number (63 bits) of a name."""
    return int.from_bytes(hashlib.sha256(f"mayak:{name}".encode()).digest()[:8], "big") >> 1
