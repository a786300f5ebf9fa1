"""When the next contact is (W7): the earliest wanted day, then the first working day with room.

Plain rules without a database; docs/algorithms/next-contact.md explains them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mayak.core.calendar import WorkingCalendar

# A contact is moved to a day with room at most so many working days later, else it stays and the day overflows.
LEVEL_DAYS = 3
# A new reason joins a contact that is planned within so many working days of its own date.
JOIN_DAYS = 3


class Why(StrEnum):
    """What decided the date."""

    AGREEMENT = "agreement"
    PROMISE = "promise"
    TASK = "task"
    OUTCOME = "outcome"
    CYCLE = "cycle"
    AT_ONCE = "at_once"
    ASKED = "asked"
    REDIAL = "redial"


class Rule(StrEnum):
    """How an outcome dates the next contact (W6)."""

    DAYS = "days"
    MINUTES = "minutes"
    WORKING_DAYS = "working_days"
    PROMISE = "promise"
    TASK = "task"
    AT_ONCE = "at_once"
    ASKED = "asked"


@dataclass(frozen=True)
class Ahead:
    """Something that will want a contact: an open agreement or promise (``day`` is its term) or a task."""

    why: Why
    ref: str
    day: date


@dataclass(frozen=True)
class WantedDay:
    """The day wanted before levelling, and what decided it."""

    day: date
    why: Why
    ref: str = ""


@dataclass(frozen=True)
class LevelledDay:
    """The working day chosen; ``is_overload``: no day within reach had room."""

    day: date
    is_overload: bool


def wanted_day(
    *,
    today: date,
    rule: Rule,
    delay: int,
    ahead: Iterable[Ahead],
    cycle_day: date | None,
    calendar: WorkingCalendar,
) -> WantedDay | None:
    """The earliest of agreement or promise + 1 working day, the outcome's delay, the cycle.

    Never before the next working day, except *at once*. None when nothing decides (the rule asks for a date).
    A tie goes to what was promised, then to the outcome, then to the cycle.
    """
    if rule is Rule.AT_ONCE:
        return WantedDay(today, Why.AT_ONCE)
    things = list(ahead)
    candidates = [
        WantedDay(calendar.add(thing.day, 1), thing.why, thing.ref) for thing in things if thing.why is not Why.TASK
    ]
    delayed = _by_outcome(today, rule, delay, things, calendar)
    if delayed is not None:
        candidates.append(delayed)
    if cycle_day is not None:
        candidates.append(WantedDay(cycle_day, Why.CYCLE))
    if not candidates:
        return None
    earliest = min(candidates, key=lambda candidate: candidate.day)
    return WantedDay(max(earliest.day, calendar.add(today, 1)), earliest.why, earliest.ref)


def _by_outcome(
    today: date, rule: Rule, delay: int, things: list[Ahead], calendar: WorkingCalendar
) -> WantedDay | None:
    fallback = WantedDay(today + timedelta(days=delay), Why.OUTCOME)
    if rule is Rule.WORKING_DAYS:
        return WantedDay(calendar.add(today, delay), Why.OUTCOME)
    if rule is Rule.DAYS:
        return fallback
    if rule is Rule.PROMISE:
        return None if any(thing.why is Why.PROMISE for thing in things) else fallback
    if rule is Rule.TASK:
        tasks = [WantedDay(thing.day, Why.TASK, thing.ref) for thing in things if thing.why is Why.TASK]
        return min(tasks, key=lambda task: task.day) if tasks else fallback
    return None


def levelled(
    *,
    wanted: date,
    load: Mapping[date, int],
    capacity: int,
    calendar: WorkingCalendar,
    furthest: int = LEVEL_DAYS,
) -> LevelledDay:
    """The first working day on or after ``wanted`` with room, at most ``furthest`` further, else the first one.

    ``load``: planned contacts of the executor by day; ``capacity``: contacts a day.
    """
    first = calendar.on_or_after(wanted)
    for shift in range(furthest + 1):
        day = calendar.add(first, shift)
        if load.get(day, 0) < capacity:
            return LevelledDay(day, is_overload=False)
    return LevelledDay(first, is_overload=True)


def joins(*, wanted: date, planned: date, calendar: WorkingCalendar) -> bool:
    """Whether a reason that wants a day joins the contact planned for another (W7)."""
    early, late = sorted((wanted, planned))
    return calendar.between(early, late) <= JOIN_DAYS
