"""Tells the database who acts and why, so that the audit trail can say it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The target list is evaluated in order: the former values first, then the new ones.
_SET = """
SELECT current_setting('mayak.actor', true), current_setting('mayak.origin', true),
       current_setting('mayak.reason', true), set_config('mayak.actor', %s, false),
       set_config('mayak.origin', %s, false), set_config('mayak.reason', %s, false)
"""
_SET_REASON = "SELECT current_setting('mayak.reason', true), set_config('mayak.reason', %s, false)"
LONGEST_REASON = 500


@contextmanager
def acting(*, staff_id: int | None = None, origin: str, reason: str = "") -> Iterator[None]:
    """Everything written inside the block on this connection is recorded as this person's, from this origin.

    ``origin="off"`` records nothing: only for generating a demo office, whose rows nobody made. ``reason``: why, in
    the person's words.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(staff_id or ""), origin, reason[:LONGEST_REASON]])
        former = cursor.fetchone()[:3]
    try:
        yield
    finally:
        # A connection that broke inside the block takes its settings with it.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_SET, [value or "" for value in former])


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Everything written inside the block is recorded with this reason, by whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_REASON, [reason.strip()[:LONGEST_REASON]])
        former = cursor.fetchone()[0]
    try:
        yield
    finally:
        # After an error the transaction takes no statement; its end restores nothing, the next block sets its own.
        if connection.is_usable() and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET_REASON, [former or ""])
