"""Working days by the Russian calendar, with the office's own corrections.

The pure rule is :class:`WorkingCalendar`; :func:`working_calendar` loads the office's corrections.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _russian_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("RU", years=year))


@lru_cache(maxsize=64)
def _working_weekends(year: int) -> frozenset[date]:
    """Saturdays and Sundays that work because their day off was moved."""
    return frozenset(getattr(holidays.country_holidays("RU", years=year), "weekend_workdays", ()))


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days work. ``corrections`` maps a day to True (works) or False (rests) over the national calendar."""

    corrections: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether the office works on the day."""
        if day in self.corrections:
            return self.corrections[day]
        if day.weekday() >= 5:
            return day in _working_weekends(day.year)
        return day not in _russian_year(day.year)

    def on_or_after(self, day: date) -> date:
        """The day itself when it works, else the next working day."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The day ``working_days`` working days after ``day`` (which itself is not counted); negative goes back."""
        step = ONE_DAY if working_days >= 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """The number of working days after ``start`` up to and including ``end``; 0 when end ≤ start."""
        return sum(self.is_working(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def working_calendar() -> WorkingCalendar:
    """The office's calendar: one SQL query for its corrections."""
    from mayak.core.models import CalendarDay

    return WorkingCalendar(dict(CalendarDay.objects.values_list("day", "is_working")))
