"""How full an action makes the days of those who will call."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from mayak.accounts.models import Staff
from mayak.bulk.actions.days import day_loads
from mayak.bulk.models import BulkRun, ItemState
from mayak.core.calendar import working_calendar

PEOPLE_SHOWN = 8


@dataclass(frozen=True)
class DayLoad:
    """A working day of somebody: what is planned, and what the action adds."""

    day: date
    before: int
    added: int
    capacity: int

    @property
    def total(self) -> int:
        """Contacts of the day afterwards."""
        return self.before + self.added

    @property
    def share_before(self) -> int:
        """Of the room of a day, in per cent."""
        return min(100 * self.before // max(self.capacity, self.total, 1), 100)

    @property
    def share(self) -> int:
        """The same afterwards."""
        return min(100 * self.total // max(self.capacity, self.total, 1), 100)


@dataclass(frozen=True)
class PersonLoad:
    """Somebody who gets contacts by an action, day by day."""

    name: str
    capacity: int
    added: int
    days: tuple[DayLoad, ...]


def load_of(run: BulkRun) -> tuple[list[PersonLoad], int]:
    """Who gets how many on which day, the most first; how many people are left out. Three statements."""
    added: dict[int, Counter[date]] = {}
    rows = run.items.filter(state=ItemState.WAITING, plan__has_key="day")
    for executor, day in rows.values_list("plan__executor", "plan__day"):
        added.setdefault(executor, Counter())[date.fromisoformat(day)] += 1
    if not added:
        return [], 0
    chosen = sorted(added, key=lambda pk: (-added[pk].total(), pk))[:PEOPLE_SHOWN]
    people = Staff.objects.in_bulk(chosen)
    loads = day_loads(chosen)
    calendar = working_calendar()
    found = []
    for pk in chosen:
        person, days, day, last = people[pk], [], min(added[pk]), max(added[pk])
        while day <= last:
            days.append(DayLoad(day, loads[pk].get(day, 0), added[pk][day], person.daily_capacity))
            day = calendar.add(day, 1)
        found.append(PersonLoad(person.full_name, person.daily_capacity, added[pk].total(), tuple(days)))
    return found, len(added) - len(chosen)
