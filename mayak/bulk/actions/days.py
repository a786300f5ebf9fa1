"""The days of those who will call: how full they are, and where one more contact fits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from mayak.accounts.models import Staff
from mayak.clients.domain.zones import landline_zone, region_zone, zone_of
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, PersonPhone, Responsibility, ResponsibilityRole
from mayak.core import clock
from mayak.core.calendar import WorkingCalendar, working_calendar
from mayak.planning.domain.call_window import is_open
from mayak.planning.domain.next_date import levelled
from mayak.work.models import Activity, ActivityState

# Proposed times of a day, on the office's clock.
FIRST, LAST, STEP = time(9, 30), time(17, 30), timedelta(minutes=15)
# Many contacts at once may fill so many working days.
FURTHEST = 60


@dataclass(frozen=True)
class Executor:
    """Who will do it, with room for so many contacts a day."""

    pk: int
    name: str
    capacity: int


@dataclass(frozen=True)
class Place:
    """Where a contact was put; ``at`` is the start of the day where no time of it suits the client."""

    at: datetime
    is_overload: bool

    @property
    def has_time(self) -> bool:
        """Whether a time was found."""
        return self.at > clock.start_of(clock.day_of(self.at))


class Diaries:
    """The days ahead of everybody, filled up while contacts are put in. Two statements, none per contact."""

    def __init__(self, calendar: WorkingCalendar | None = None) -> None:
        self.calendar = calendar or working_calendar()
        self._now = clock.now()
        self._load = day_loads()
        self._taken: dict[tuple[int, date], set[datetime]] = defaultdict(set)
        planned = Activity.objects.filter(state=ActivityState.PLANNED, planned_at__gte=clock.start_of(clock.today()))
        for executor, at in planned.values_list("executor", "planned_at"):
            self._taken[executor, clock.day_of(at)].add(at)

    def put(self, executor: Executor, wanted: date, zone: ZoneInfo) -> Place:
        """Take the first day with room and its first free time at which the client may be called."""
        load = self._load[executor.pk]
        chosen = levelled(
            wanted=wanted, load=load, capacity=executor.capacity, calendar=self.calendar, furthest=FURTHEST
        )
        load[chosen.day] = load.get(chosen.day, 0) + 1
        taken = self._taken[executor.pk, chosen.day]
        free = (at for at in _times(chosen.day) if at not in taken and is_open(at, zone, self.calendar))
        at = next((at for at in free if at > self._now), None)
        if at is not None:
            taken.add(at)
        return Place(at or clock.start_of(chosen.day), chosen.is_overload)


def _times(day: date) -> Iterable[datetime]:
    at = datetime.combine(day, FIRST, tzinfo=clock.office_zone())
    last = datetime.combine(day, LAST, tzinfo=clock.office_zone())
    while at <= last:
        yield at
        at += STEP


def day_loads(staff_ids: Iterable[int] | None = None) -> dict[int, dict[date, int]]:
    """How many contacts are planned from today on, by executor and day."""
    rows = Activity.objects.filter(state=ActivityState.PLANNED, planned_at__gte=clock.start_of(clock.today()))
    if staff_ids is not None:
        rows = rows.filter(executor__in=list(staff_ids))
    days = rows.annotate(day=TruncDate("planned_at", tzinfo=clock.office_zone())).values_list("executor", "day")
    load: dict[int, dict[date, int]] = defaultdict(dict)
    for executor, day, count in days.annotate(count=Count("pk")).order_by():
        load[executor][day] = count
    return load


def executors_of(clients: Sequence[Client], otherwise: Staff) -> dict[int, Executor]:
    """The expert of each client today; the account manager where there is none, then ``otherwise``."""
    rows = Responsibility.objects.filter(in_force_on(clock.today()), client__in=clients).select_related("staff")
    # The expert comes last and stays.
    found = sorted(rows, key=lambda row: row.role == ResponsibilityRole.EXPERT)
    held = {row.client_id: executor_of(row.staff) for row in found}
    return {client.pk: held.get(client.pk) or executor_of(otherwise) for client in clients}


def executor_of(staff: Staff) -> Executor:
    """A member of staff who calls."""
    return Executor(staff.pk, staff.full_name, staff.daily_capacity)


def zones_of(clients: Sequence[Client]) -> dict[int, ZoneInfo]:
    """The clock of each client: of the card, the region, the landlines of its people, else the office's."""
    office = clock.office_zone()
    untold = [client.pk for client in clients if not client.timezone and not region_zone(client.region)]
    numbers: dict[int, list[str]] = defaultdict(list)
    phones = PersonPhone.objects.filter(person__client__in=untold).filter(Q(invalid_date=None))
    for client, number in phones.order_by("pk").values_list("person__client", "number"):
        if landline_zone(number):
            numbers[client].append(number)
    return {
        client.pk: zone_of(client.timezone, office, region=client.region, numbers=numbers[client.pk])
        for client in clients
    }
