"""The daily letter with what was not read, and the end of old notifications."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.accounts.models import Absence, Staff
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.delivery.services import post_letter
from mayak.delivery.writing import Item, language_of, write
from mayak.notifications import office_settings
from mayak.notifications.models import Notification
from mayak.notifications.queries import told
from mayak.notifications.services import SETTINGS_PATH
from mayak.notifications.times import times_of
from mayak.notifications.visibility import seen_by

MOST_LINES = 40


def write_due_digests(*, moment: datetime | None = None) -> int:
    """Put the digests whose hour has come into the outbox; returns how many.

    On working days, by each person's own clock and not while they are absent; one a day: the letter's key is the
    person and the day, and it is written in the transaction that notes its notifications as mailed.
    """
    now = moment or clock.real_now()
    waiting = Notification.objects.filter(in_digest=True, mailed_at=None, read_at=None)
    people = [p for p in Staff.objects.filter(pk__in=waiting.values("staff")).exclude(email="") if p.is_active]
    if not people:
        return 0
    times, calendar = times_of(people), working_calendar()
    written = 0
    for person in people:
        day = now.astimezone(times[person.pk].zone).date()
        if not (times[person.pk].is_digest_due(now) and calendar.is_working(day)) or _is_away(person):
            continue
        written += _write_digest(person, now, f"digest:{person.pk}:{day.isoformat()}")
    return written


def _is_away(person: Staff) -> bool:
    day = clock.today()
    return Absence.objects.filter(staff=person, from_date__lte=day, to_date__gte=day).exists()


@transaction.atomic
def _write_digest(person: Staff, now: datetime, key: str) -> bool:
    rows = Notification.objects.filter(seen_by(person), staff=person, in_digest=True, mailed_at=None, read_at=None)
    found = list(rows.order_by("-is_urgent", "-pk"))
    if not found:
        return False
    with translation.override(language_of(person)):
        lines = [told(row) for row in found[:MOST_LINES]]
        items = [Item(line.words.title, line.words.body, line.url, line.is_urgent) for line in lines]
        count = len(found)
        heading = ngettext("%(count)s unread notification", "%(count)s unread notifications", count) % {"count": count}
        lead = _("The first %(count)s of them; all stand behind the bell.") % {"count": MOST_LINES}
        draft = write(
            heading=heading,
            subject=_("Mayak: %(heading)s") % {"heading": heading},
            lead=lead if count > MOST_LINES else "",
            items=items,
            to=person,
            settings_path=SETTINGS_PATH,
        )
    if not post_letter(key=key, to=person, draft=draft):
        return False  # today's has been written: the rest waits for tomorrow's
    Notification.objects.filter(pk__in=[row.pk for row in found]).update(mailed_at=now)
    return True


def forget_old_notifications() -> int:
    """Delete notifications older than the office keeps them; returns how many."""
    days = int(office_settings.KEEP_NOTIFICATIONS.value)
    gone, _by_model = Notification.objects.filter(created_at__lt=clock.real_now() - timedelta(days=days)).delete()
    return gone
