"""Deleting what was shown longer ago than the office keeps it."""

from datetime import date, timedelta

from django.db import connection

from mayak.audit.retention import PORTION, in_portions
from mayak.core import clock
from mayak.lamps.models import LampsVersion
from mayak.lamps.office_settings import KEEP_SHOWN

_INTERVALS = """
DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE to_date < %s LIMIT %s)
"""


def forget_shown() -> int:
    """Delete the intervals that ended before the days kept, and the versions that none of them needs."""
    until = clock.day_of(clock.real_now()) - timedelta(days=KEEP_SHOWN.value)
    gone = sum(_forget(table, until) for table in ("lamps_lampinterval", "lamps_scoreinterval"))
    needed = LampsVersion.objects.filter(from_date__lte=until).order_by("-from_date").first()
    if needed is not None:
        LampsVersion.objects.filter(from_date__lt=needed.from_date).delete()
    return gone


def _forget(table: str, until: date) -> int:
    def portion() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_INTERVALS.format(table=table), [until, PORTION])
            return int(cursor.rowcount)

    return in_portions(portion)
