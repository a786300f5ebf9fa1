"""My day in words: why a client is on the list, what is at stake, whether one may call (W9)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.core import clock
from mayak.planning.domain.day_queue import Group, QueueReason, ReasonKind
from mayak.planning.queries.day_queue import DayLine
from mayak.ui import formats


@dataclass(frozen=True)
class Why:
    """One reason as shown: the lamp's shape, the words, the points of the score ("" for none)."""

    state: str
    text: str
    points: str = ""


def group_title(group: Group) -> str:
    """The heading of a group."""
    return {
        Group.FIXED: _("Agreed on a time"),
        Group.CALL_BACK: _("Call back"),
        Group.REACTION: _("Overdue reactions"),
        Group.AGREEMENT: _("Overdue agreements"),
        Group.PLANNED: _("Planned"),
        Group.NECESSITY: _("By necessity"),
    }[group]


def why_of(reason: QueueReason, day: date) -> Why | None:
    """A reason in words and figures; None for necessity, which its lamps explain."""
    if reason.kind is ReasonKind.NECESSITY:
        return None
    if reason.kind is ReasonKind.FIXED:
        return Why("info", reason.words or _("waits for the call"))
    if reason.kind is ReasonKind.CALL_BACK:
        return Why("info", _("call back, attempt %(number)s") % {"number": reason.attempt})
    if reason.kind is ReasonKind.PLANNED:
        return _planned(reason, day)
    return _overdue(reason, day)


def _planned(reason: QueueReason, day: date) -> Why:
    late = (day - clock.day_of(reason.deadline)).days
    goal = reason.words or _("planned contact")
    if late <= 0:
        return Why("info", goal)
    return Why("warn", _("%(days)s late: %(text)s") % {"text": goal, "days": formats.days(late)})


def _overdue(reason: QueueReason, day: date) -> Why:
    # The deadline of an overdue thing is the end of its last day.
    late = (day - clock.day_of(reason.deadline)).days + 1
    values = {"text": reason.words, "days": formats.days(late)}
    if reason.kind is ReasonKind.CASE:
        return Why("urgent", _("reaction %(days)s late: %(text)s") % values)
    if reason.kind is ReasonKind.PROMISE:
        if reason.amount is None:
            return Why("urgent", _("promised payment is %(days)s late") % values)
        values["sum"] = formats.money(reason.amount, "0")
        return Why("urgent", _("promised %(sum)s, %(days)s late") % values)
    if reason.is_ours:
        return Why("urgent", _("we owe %(days)s: %(text)s") % values)
    return Why("urgent", _("they owe %(days)s: %(text)s") % values)


def stake_note(line: DayLine) -> str:
    """What the sum at stake is."""
    if line.debt:
        return _("%(days)s overdue") % {"days": formats.days(line.overdue_days)}
    if not line.stake:
        return ""
    if line.paid_until:
        return _("until %(day)s") % {"day": formats.day_short(line.paid_until)}
    return _("a month")


def time_of(line: DayLine, now: datetime) -> str:
    """The time in front of a line, "" when any time of the day will do."""
    return formats.clock_time(line.at) if line.at else ""


def short_role(role: str) -> str:
    """A role of a contact person in three letters where there is room for no more."""
    return {
        "key_user": pgettext("short role", "KU"),
        "decision_maker": pgettext("short role", "DM"),
        "influencer": pgettext("short role", "INF"),
        "responsible": pgettext("short role", "RESP"),
    }.get(role, "")
