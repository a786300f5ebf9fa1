"""Reading notifications: the bell's count, the panel, the page, the streams."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import translation

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.delivery.writing import language_of
from mayak.notifications.kinds import Channel, Kind, Words, all_kinds, kind_of
from mayak.notifications.models import Choice, Notification, OwnTimes
from mayak.notifications.times import times_of
from mayak.notifications.visibility import seen_by

PAGE_SIZE = 50
PANEL_SIZE = 12
# More than this is "99+" on the bell: nobody needs them counted.
MOST_COUNTED = 100
MOST_CAUGHT_UP = 50

log = structlog.get_logger(__name__)

_UNREAD = f"""
SELECT count(*) FROM (SELECT 1 FROM notifications_notification n
 WHERE n.staff_id = {{staff}} AND n.read_at IS NULL AND n.in_bell AND NOT n.is_withdrawn LIMIT {MOST_COUNTED}) unread
"""
# Rides in the statement that loads the user of a request (accounts.backends).
UNREAD_OF_USER = RawSQL(_UNREAD.format(staff='"accounts_staff"."id"'), (), output_field=IntegerField())


@dataclass(frozen=True)
class Told:
    """One notification in words of the active language."""

    pk: int
    kind: str
    icon: str
    words: Words
    url: str
    is_urgent: bool
    is_new: bool
    is_read: bool
    created_at: datetime


def told(row: Notification) -> Told:
    """The notification in words."""
    kind = kind_of(row.kind)
    return Told(
        row.pk,
        row.kind,
        kind.icon if kind else "bell",
        _words_of(kind, row.params) if kind else Words(row.kind),
        row.url,
        row.is_urgent,
        row.seen_at is None,
        row.read_at is not None,
        row.created_at,
    )


def _words_of(kind: Kind, params: dict[str, Any]) -> Words:
    try:
        return kind.words(params)
    except Exception:  # stored by another version perhaps: one bad row must not take the others with it
        log.exception("a notification cannot be put into words", kind=kind.code)
        return Words(str(kind.label))


def notifications_of(staff: Staff) -> QuerySet[Notification]:
    """What the person may read in the bell now, newest first."""
    return Notification.objects.filter(seen_by(staff), staff=staff, in_bell=True).order_by("-pk")


def latest_of(staff: Staff) -> list[Told]:
    """The panel of the bell."""
    return [told(row) for row in notifications_of(staff)[:PANEL_SIZE]]


@dataclass(frozen=True)
class NotificationPage:
    """A page of the list; ``next_before`` continues it."""

    rows: list[Told]
    next_before: int | None
    unread: int


def notification_page(
    staff: Staff, *, kind: str = "", is_unread: bool = False, before: int | None = None
) -> NotificationPage:
    """The notifications before a key, newest first. Two SQL statements beside the scope's."""
    rows = notifications_of(staff)
    unread = rows.filter(read_at=None).order_by()[:MOST_COUNTED].count()
    if kind:
        rows = rows.filter(kind=kind)
    if is_unread:
        rows = rows.filter(read_at=None)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE_SIZE + 1])
    more = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None
    return NotificationPage([told(row) for row in found[:PAGE_SIZE]], more, unread)


def unread_counts(staff_ids: Collection[int]) -> dict[int, int]:
    """The figure on the bell by person. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id, ({_UNREAD.format(staff='s.id')}) FROM unnest(%s::bigint[]) s(id)", [list(staff_ids)]
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class News:
    """One notification as a browser gets it. ``place`` is where a broken stream goes on."""

    place: int
    staff_id: int
    data: dict[str, Any]


def last_place() -> int:
    """The place of the youngest notification; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(place), 0) FROM notifications_notification")
        return int(cursor.fetchone()[0])


def newest_place(place: int) -> int:
    """The place of the youngest notification, at least the given one."""
    return max(place, last_place())


def news_after(place: int, staff_ids: Collection[int], until: int | None = None) -> list[News]:
    """What these people have been told since a place (until another), as it was committed, in each one's language.

    Four SQL statements, and two for each person told of a client.
    """
    rows = Notification.objects.filter(place__gt=place, staff__in=staff_ids).select_related("staff")
    if until is not None:
        rows = rows.filter(place__lte=until)
    return _as_news(_still_seen(list(rows.order_by("place"))))


def _as_news(rows: Sequence[Notification]) -> list[News]:
    if not rows:
        return []
    people = {row.staff_id: row.staff for row in rows}
    times, counts, now = times_of(list(people.values())), unread_counts(list(people)), clock.real_now()
    return [
        News(row.place or 0, row.staff_id, _data(row, counts[row.staff_id], times[row.staff_id].is_quiet(now)))
        for row in rows
    ]


def caught_up(staff_id: int, place: int) -> list[News]:
    """The same for one person whose stream was broken: the youngest ones when there are many."""
    return news_after(place, [staff_id])[-MOST_CAUGHT_UP:]


def _still_seen(rows: Sequence[Notification]) -> list[Notification]:
    """Without those about clients whom their readers have lost."""
    seen: set[int] = {row.pk for row in rows if row.client_id is None}
    for staff in {row.staff_id: row.staff for row in rows if row.client_id is not None}.values():
        keys = [row.pk for row in rows if row.staff_id == staff.pk and row.client_id is not None]
        seen.update(Notification.objects.filter(seen_by(staff), pk__in=keys).values_list("pk", flat=True))
    return [row for row in rows if row.pk in seen]


def _data(row: Notification, count: int, is_quiet: bool) -> dict[str, Any]:
    with translation.override(language_of(row.staff)):
        shown = told(row)
        return {
            "id": row.pk,
            "kind": row.kind,
            "title": shown.words.title,
            "body": shown.words.body,
            "url": f"/notifications/{row.pk}/",
            "urgent": row.is_urgent,
            "popUp": row.has_pop_up and row.read_at is None and not is_quiet,
            "at": int(row.created_at.timestamp() * 1000),
            "count": count,
        }


def own_channels(staff: Staff) -> dict[str, frozenset[Channel]]:
    """The channels in force for a person, by kind. One SQL statement."""
    chosen = dict(Choice.objects.filter(staff=staff).values_list("kind", "channels"))
    known = set(Channel)
    return {
        kind.code: frozenset(Channel(name) for name in chosen[kind.code] if name in known)
        if kind.code in chosen
        else kind.office_channels
        for kind in all_kinds()
    }


def own_times(staff: Staff) -> dict[str, Any]:
    """The times a person chose; empty ones are the office's. One SQL statement."""
    own = OwnTimes.objects.filter(staff=staff).first()
    return {name: getattr(own, name, None) for name in ("quiet_from", "quiet_to", "digest_time")}
