"""Tells the database who acts, so that the audit trail can name them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The target list is evaluated in order: the former values first, then the new ones.
_SET = """
SELECT current_setting('mayak.actor', true), current_setting('mayak.origin', true),
       set_config('mayak.actor', %s, false), set_config('mayak.origin', %s, false)
"""


@contextmanager
def acting(*, staff_id: int | None = None, origin: str) -> Iterator[None]:
    """Everything written inside the block on this connection is recorded as this person's, from this origin.

    ``origin="off"`` records nothing: only for generating a demo office, whose rows nobody made.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(staff_id or ""), origin])
        former_actor, former_origin = cursor.fetchone()[:2]
    try:
        yield
    finally:
        # A connection that broke inside the block takes its settings with it.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_SET, [former_actor or "", former_origin or ""])
