"""The demo's time line: days are whole numbers counted from today (0), so that rules stay readable and fast."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from mayak.core.calendar import WorkingCalendar

HISTORY = 730
_BACK, _AHEAD = 1250, 820
_WORD_BACK = 14 * 365


class Days:
    """Dates and working days around today. Offsets: 0 is today, -1 yesterday.

    ``history``: the days of records; two years of them at most are told, ``is_long`` when there are more.
    """

    def __init__(self, today: date, calendar: WorkingCalendar, history: int = HISTORY) -> None:
        self.today = today
        self.history = min(history, HISTORY)
        self.is_long = history > HISTORY
        self._iso = [(today + timedelta(days=n)).isoformat() for n in range(-_WORD_BACK, _AHEAD)]
        self._dates = [today + timedelta(days=n) for n in range(-_BACK, _AHEAD)]
        # Offsets of the working days, ascending; today is among them (see services.build_demo).
        self.working = [n for n in range(-_BACK, _AHEAD - 1) if calendar.is_working(self._dates[n + _BACK])]
        self.today_index = bisect_left(self.working, 0)
        self.month_starts = [n for n in range(-_BACK, _AHEAD) if self._dates[n + _BACK].day == 1]

    def iso(self, day: int) -> str:
        """The day as PostgreSQL reads it."""
        return self._iso[day + _WORD_BACK]

    def iso_or_none(self, day: int | None) -> str | None:
        """The day as PostgreSQL reads it, or nothing."""
        return None if day is None else self._iso[day + _WORD_BACK]

    def date(self, day: int) -> date:
        """The calendar date."""
        return self.today + timedelta(days=day)

    def on_or_after(self, day: int) -> int:
        """The day itself when it works, else the next working day."""
        return self.working[bisect_left(self.working, day)]

    def on_or_before(self, day: int) -> int:
        """The day itself when it works, else the last working day before."""
        return self.working[bisect_right(self.working, day) - 1]

    def working_between(self, first: int, last: int) -> list[int]:
        """Working days from first to last, both inclusive."""
        return self.working[bisect_left(self.working, first) : bisect_right(self.working, last)]

    def add_working(self, day: int, count: int) -> int:
        """The working day ``count`` working days after the last one on or before the day."""
        return self.working[bisect_right(self.working, day) - 1 + count]

    def months(self, first: int, last: int) -> list[int]:
        """First days of months from first to last, both inclusive."""
        return self.month_starts[bisect_left(self.month_starts, first) : bisect_right(self.month_starts, last)]

    def month_start(self, day: int, months: int = 0) -> int:
        """The first day of the day's month, moved by so many months."""
        return self.month_starts[bisect_right(self.month_starts, day) - 1 + months]


def moment(iso: str, minutes: int) -> str:
    """A moment of an office day: minutes after midnight, office time (the COPY runs in the office's zone)."""
    return f"{iso} {minutes // 60:02d}:{minutes % 60:02d}"
