"""The journal of views, written beside the pages: noted in memory, stored by one statement every few seconds.

A page pays nothing for it. The same person and record on the same day are one line, so most views add none at all.
What was noted in the last seconds before the process is killed is lost; everything that takes data out or erases them
is written with the deed instead.
"""

import atexit
import threading
import time
from collections.abc import Iterable
from datetime import date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from mayak.core import clock
from mayak.privacy.models import DataAccess, Deed, Subject

SECONDS = 3.0
REMEMBERED = 200_000
log = structlog.get_logger(__name__)
Line = tuple[date, int, str, int]

_lock = threading.Lock()
_known: set[Line] = set()
_waiting: dict[Line, tuple[datetime, int | None]] = {}
_writer: threading.Thread | None = None


def note_view(*, staff_id: int, client_id: int | None, person_id: int | None) -> None:
    """Note that somebody saw a client's record, and a person's where it names one."""
    now = clock.real_now()
    day = clock.day_of(now)
    subjects = [(Subject.CLIENT.value, client_id), (Subject.PERSON.value, person_id)]
    with _lock:
        for subject, pk in subjects:
            line = (day, staff_id, subject, pk or 0)
            if pk is not None and line not in _known:
                if len(_known) >= REMEMBERED:
                    _known.clear()
                _known.add(line)
                _waiting[line] = (now, client_id)
        if _waiting and settings.MAYAK_VIEWS_IN_BACKGROUND:
            _start_writer()


def write_views() -> int:
    """Store what was noted; the number of lines. What cannot be stored now waits for the next time."""
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
    if not taken:
        return 0
    try:
        _store(
            DataAccess(
                day=day,
                at=at,
                staff_id=staff,
                deed=Deed.SEEN,
                subject=subject,
                subject_id=pk,
                client_id=client,
            )
            for (day, staff, subject, pk), (at, client) in taken.items()
        )
    except DatabaseError:
        log.warning("views wait", number=len(taken))
        with _lock:
            _waiting.update(taken)
        raise
    return len(taken)


def record_deed(*, staff_id: int, deed: Deed, person_id: int, client_id: int | None) -> None:
    """Note at once, within the running transaction, that somebody took out or erased a person's data."""
    now = clock.real_now()
    line = DataAccess(
        day=clock.day_of(now),
        at=now,
        staff_id=staff_id,
        deed=deed,
        subject=Subject.PERSON,
        subject_id=person_id,
        client_id=client_id,
    )
    _store([line])


def _store(lines: Iterable[DataAccess]) -> None:
    DataAccess.objects.bulk_create(lines, ignore_conflicts=True)


def _start_writer() -> None:
    global _writer
    if _writer is None or not _writer.is_alive():
        _writer = threading.Thread(target=_write_on, name="views", daemon=True)
        _writer.start()


def _write_on() -> None:
    """Write until nothing comes for a while; the next view starts the writer again."""
    idle = 0
    while idle < 20:
        time.sleep(SECONDS)
        try:
            idle = 0 if write_views() else idle + 1
        except DatabaseError:
            idle = 0
        finally:
            connection.close()


@atexit.register
def _write_the_last() -> None:
    if settings.configured and _waiting and settings.MAYAK_VIEWS_IN_BACKGROUND:
        try:
            write_views()
        except DatabaseError:
            return
