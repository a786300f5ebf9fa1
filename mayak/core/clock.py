"""The domain clock: what "today" and "now" mean to the business.

Training mode (``mayak up --today DATE``) moves this clock only. Security, jobs and the audit trail
use :func:`real_now`.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_frozen: ContextVar[datetime | None] = ContextVar("mayak_clock", default=None)


def office_zone() -> ZoneInfo:
    """The office's time zone: it decides what "day" means in reports, imports and signals."""
    return ZoneInfo(settings.TIME_ZONE)


def real_now() -> datetime:
    """The true moment (aware, UTC), untouched by training mode."""
    return datetime.now(UTC)


def is_training() -> bool:
    """Whether the domain clock stands on another day than the real one."""
    return bool(settings.MAYAK_TODAY)


def now() -> datetime:
    """The domain moment (aware). In training mode: the set day with the real time of day."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    moment = real_now()
    if settings.MAYAK_TODAY:
        local = moment.astimezone(office_zone())
        day = date.fromisoformat(settings.MAYAK_TODAY)
        return datetime.combine(day, local.timetz().replace(tzinfo=None), tzinfo=office_zone())
    return moment


def today() -> date:
    """The domain day in the office's time zone."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The office's calendar day of an aware moment."""
    return moment.astimezone(office_zone()).date()


def start_of(day: date) -> datetime:
    """The first moment of an office day (aware)."""
    return datetime.combine(day, time.min, tzinfo=office_zone())


def end_of(day: date) -> datetime:
    """The first moment after an office day: "nothing dated after D counts" is ``moment < end_of(D)``."""
    return start_of(day + timedelta(days=1))


@contextmanager
def frozen_at(moment: datetime) -> "Iterator[datetime]":
    """The domain clock stands at an aware moment inside the block (demo generation, tests)."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    token = _frozen.set(moment)
    try:
        yield moment
    finally:
        _frozen.reset(token)
