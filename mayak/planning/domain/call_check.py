"""May this person be called now, and if not, why (P4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mayak.core.calendar import WorkingCalendar
from mayak.planning.domain import call_window

# A second call within so many minutes annoys.
TOO_RECENT = timedelta(minutes=10)


class Check(StrEnum):
    """What the check says."""

    ALLOWED = "allowed"
    NO_NUMBER = "no_number"
    UNWANTED = "unwanted"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DAY_OFF = "day_off"
    OUT_OF_HOURS = "out_of_hours"
    TOO_RECENT = "too_recent"


@dataclass(frozen=True)
class CallCheck:
    """The verdict with the client's own time; ``at``: since when (an earlier call) or from when one may call."""

    verdict: Check
    local_time: datetime
    at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether nothing speaks against calling now."""
        return self.verdict is Check.ALLOWED


def check_call(
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: WorkingCalendar,
    numbers: int,
    unwanted_numbers: int,
    is_consent_withdrawn: bool,
    last_tried_at: datetime | None,
) -> CallCheck:
    """The gravest objection first: consent, numbers, day, hour, an earlier call."""
    local = now.astimezone(zone)
    if is_consent_withdrawn:
        return CallCheck(Check.CONSENT_WITHDRAWN, local)
    if not numbers:
        return CallCheck(Check.UNWANTED if unwanted_numbers else Check.NO_NUMBER, local)
    if not calendar.is_working(local.date()):
        return CallCheck(Check.DAY_OFF, local, call_window.first_open(now, zone, calendar))
    if not call_window.is_open(now, zone, calendar):
        return CallCheck(Check.OUT_OF_HOURS, local, call_window.first_open(now, zone, calendar))
    if last_tried_at is not None and timedelta(0) <= now - last_tried_at < TOO_RECENT:
        return CallCheck(Check.TOO_RECENT, local, last_tried_at)
    return CallCheck(Check.ALLOWED, local)
