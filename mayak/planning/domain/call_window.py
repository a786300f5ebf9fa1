"""When a client may be called: working days, 9 to 18 on the client's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mayak.core.calendar import WorkingCalendar

OPENS = time(9)
CLOSES = time(18)


def is_open(moment: datetime, zone: ZoneInfo, calendar: WorkingCalendar) -> bool:
    """Whether the client may be called at an aware moment."""
    local = moment.astimezone(zone)
    return calendar.is_working(local.date()) and OPENS <= local.time().replace(tzinfo=None) < CLOSES


def first_open(moment: datetime, zone: ZoneInfo, calendar: WorkingCalendar) -> datetime:
    """The moment itself when the client may be called then, else when the next window opens."""
    if is_open(moment, zone, calendar):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return opening_of(calendar.on_or_after(day), zone)


def opening_of(day: date, zone: ZoneInfo) -> datetime:
    """When the window of a day opens (aware)."""
    return datetime.combine(day, OPENS, tzinfo=zone)
