"""Deleting what the office does not keep any longer: in portions, so that nobody waits for a lock."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from mayak.audit.office_settings import KEEP_CHANGES
from mayak.core import clock

PORTION = 5000

_CHANGES = """
DELETE FROM audit_change WHERE id IN (SELECT id FROM audit_change WHERE at < %s ORDER BY at LIMIT %s)
"""


def in_portions(portion: Callable[[], int]) -> int:
    """Do a portion again and again, each in a transaction of its own, until one finds nothing. Returns the sum."""
    done = 0
    while number := portion():
        done += number
    return done


def forget_changes() -> int:
    """Delete the changes older than the office keeps them. Returns how many."""
    until = clock.start_of(clock.day_of(clock.real_now())) - timedelta(days=KEEP_CHANGES.value)

    def portion() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGES, [until, PORTION])
            return int(cursor.rowcount)

    return in_portions(portion)
