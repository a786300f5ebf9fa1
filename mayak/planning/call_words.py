"""The call check in words: short beside a number, whole where there is room (P4)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mayak.planning.domain.call_check import CallCheck, Check
from mayak.ui import formats

# What speaks against calling now, but not against calling at all.
SOFT = frozenset({Check.DAY_OFF, Check.OUT_OF_HOURS, Check.TOO_RECENT, Check.NO_NUMBER})


@dataclass(frozen=True)
class ToldCheck:
    """``lamp``: ok, warn or urgent; ``short``: "may call, 13:38 there"; the others where there is room."""

    lamp: str
    short: str
    title: str
    reason: str


def told_check(check: CallCheck) -> ToldCheck:
    """The verdict with the client's own time."""
    there = f"{check.local_time:%H:%M}"
    at = check.at.astimezone(check.local_time.tzinfo) if check.at else None
    time, day = formats.clock_time(check.at), formats.weekday_short(at)
    short, reason = {
        Check.ALLOWED: (_("may call, %(time)s there"), _("%(time)s at the client's, a working day")),
        Check.NO_NUMBER: (_("no number known"), _("no number is known: ask for one")),
        Check.UNWANTED: (_("asked not to be called"), _("all numbers are unwanted")),
        Check.CONSENT_WITHDRAWN: (_("consent withdrawn"), _("the consent to calls was withdrawn")),
        Check.DAY_OFF: (_("day off there, from %(day)s"), _("a day off at the client's, from %(day)s")),
        Check.OUT_OF_HOURS: (_("%(time)s there, too early or too late"), _("%(time)s there, too early or too late")),
        Check.TOO_RECENT: (_("called at %(since)s"), _("called a moment ago, at %(since)s")),
    }[check.verdict]
    values = {"time": there, "day": day, "since": time}
    lamp, title = "urgent", _("Do not call")
    if check.is_allowed:
        lamp, title = "ok", _("You may call")
    elif check.verdict in SOFT:
        lamp, title = "warn", _("Better later")
    return ToldCheck(lamp, short % values, title, reason % values)
