"""Quiet hours and the hour of the digest, by each person's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.notifications import office_settings
from mayak.notifications.models import OwnTimes


@dataclass(frozen=True)
class Times:
    """One person's times of day in the own zone. Equal bounds: no quiet hours."""

    zone: ZoneInfo
    quiet_from: time
    quiet_to: time
    digest: time

    def is_quiet(self, moment: datetime) -> bool:
        """Whether the person wants to be left alone at an aware moment."""
        local = moment.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= local < self.quiet_to
        return local >= self.quiet_from or local < self.quiet_to

    def first_loud(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into."""
        if not self.is_quiet(moment):
            return moment
        local = moment.astimezone(self.zone)
        end = datetime.combine(local.date(), self.quiet_to, tzinfo=self.zone)
        return end if end > local else end + timedelta(days=1)

    def is_digest_due(self, moment: datetime) -> bool:
        """Whether the hour of today's digest has come."""
        return moment.astimezone(self.zone).time() >= self.digest


def times_of(staff: Collection[Staff]) -> dict[int, Times]:
    """The times of some people by key. One SQL statement."""
    own = OwnTimes.objects.in_bulk([person.pk for person in staff])
    office = [
        time.fromisoformat(str(setting.value))
        for setting in (office_settings.QUIET_FROM, office_settings.QUIET_TO, office_settings.DIGEST_TIME)
    ]
    found = {}
    for person in staff:
        chosen = own.get(person.pk)
        quiet = (chosen.quiet_from, chosen.quiet_to) if chosen else (None, None)
        start, end = quiet if None not in quiet else office[:2]
        digest = (chosen.digest_time if chosen else None) or office[2]
        found[person.pk] = Times(_zone_of(person), start or office[0], end or office[1], digest)
    return found


def _zone_of(person: Staff) -> ZoneInfo:
    try:
        return ZoneInfo(person.timezone) if person.timezone else clock.office_zone()
    except (ZoneInfoNotFoundError, ValueError):
        return clock.office_zone()
