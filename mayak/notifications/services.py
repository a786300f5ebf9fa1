"""Telling people: once per key, in the caller's transaction, through the channels each of them chose."""

from collections.abc import Collection, Iterable
from datetime import time
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.delivery.services import post_letter
from mayak.delivery.writing import Item, language_of, write
from mayak.jobs.single_run import lock_key
from mayak.notifications.kinds import Channel, Kind, kind_of
from mayak.notifications.models import Choice, Notification, OwnTimes
from mayak.notifications.times import times_of
from mayak.notifications.visibility import seen_by

# The one channel of PostgreSQL on which web processes listen; the payload is "news" or "read" and keys of staff.
NOTIFY_CHANNEL = "mayak_events"
MOST_KEYS = 500
SETTINGS_PATH = "/notifications/settings/"


def notify(
    *,
    staff_ids: Iterable[int],
    kind: str,
    key: str,
    params: dict[str, Any] | None = None,
    url: str = "",
    client_id: int | None = None,
    is_urgent: bool = False,
) -> list[int]:
    """Tell these people something; returns the keys of those who had not been told it under this ``key`` yet.

    Part of the caller's transaction: rolled back with it, and seen by browsers only after its commit. ``params`` are
    what the kind's words need, as JSON. Who chose no channel for the kind is not told.
    """
    definition = kind_of(kind)
    if definition is None:
        raise ValueError(f"no kind of notification named {kind}")
    people = [person for person in Staff.objects.filter(pk__in=set(staff_ids)) if person.is_active]
    channels = channels_of(people, definition)
    now = clock.real_now()
    told = _store(
        [
            Notification(
                staff=person,
                kind=kind,
                key=key[:200],
                params=params or {},
                url=url[:500],
                client_id=client_id,
                is_urgent=is_urgent,
                in_bell=Channel.BELL in channels[person.pk],
                has_pop_up=Channel.POP_UP in channels[person.pk],
                # A letter of its own is enough: the digest does not repeat it.
                in_digest=Channel.DIGEST in channels[person.pk] and Channel.AT_ONCE not in channels[person.pk],
                created_at=now,
            )
            for person in people
            if channels[person.pk]
        ]
    )
    _post_at_once([row for row in told if Channel.AT_ONCE in channels[row.staff_id]], definition)
    if told:
        transaction.on_commit(announce, robust=True)
    return [row.staff_id for row in told]


def channels_of(people: Collection[Staff], kind: Kind) -> dict[int, frozenset[Channel]]:
    """The channels of a kind for each of the people. One SQL statement."""
    chosen = dict(Choice.objects.filter(kind=kind.code, staff__in=people).values_list("staff_id", "channels"))
    known = set(Channel)
    return {
        person.pk: frozenset(Channel(name) for name in chosen[person.pk] if name in known)
        if person.pk in chosen
        else kind.office_channels
        for person in people
    }


def _store(rows: list[Notification]) -> list[Notification]:
    """Insert what is new; returns it."""
    if not rows:
        return []
    known = set(
        Notification.objects.filter(key=rows[0].key, staff__in=[row.staff_id for row in rows]).values_list(
            "staff_id", flat=True
        )
    )
    new = [row for row in rows if row.staff_id not in known]
    # Somebody may insert the same at this moment: then theirs stays.
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    return new


def _post_at_once(rows: list[Notification], kind: Kind) -> None:
    """Letters for those who chose them, after their quiet hours."""
    times = times_of([row.staff for row in rows]) if rows else {}
    for row in rows:
        with translation.override(language_of(row.staff)):
            words = kind.words(row.params)
            draft = write(
                heading=words.title,
                lead="",
                items=[Item(words.title, words.body, row.url, row.is_urgent)],
                to=row.staff,
                settings_path=SETTINGS_PATH,
            )
        due_at = times[row.staff_id].first_loud(row.created_at)
        post_letter(key=f"notification:{row.staff_id}:{row.key}"[:200], to=row.staff, draft=draft, due_at=due_at)


def announce() -> int:
    """Give committed notifications their places and tell the web processes; returns how many.

    Runs after the commit that made them, and every few seconds for what a killed process left. The lock makes the
    places follow one another as they become visible: whoever has read up to a place has missed nothing before it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("notifications.place")])
        cursor.execute(
            """
            UPDATE notifications_notification SET place = nextval('notifications_place')
             WHERE id = ANY(ARRAY(SELECT id FROM notifications_notification WHERE place IS NULL ORDER BY id))
            RETURNING staff_id
            """
        )
        staff_ids = [row[0] for row in cursor.fetchall()]
        _tell_processes("news", staff_ids)
    return len(staff_ids)


def announce_left() -> int:
    """The same, without taking the lock when there is nothing to do."""
    return announce() if Notification.objects.filter(place=None).exists() else 0


def _tell_processes(what: str, staff_ids: Iterable[int]) -> None:
    keys = sorted(set(staff_ids))
    with connection.cursor() as cursor:
        for start in range(0, len(keys), MOST_KEYS):
            part = ",".join(map(str, keys[start : start + MOST_KEYS]))
            cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, f"{what} {part}"])


@transaction.atomic
def mark_read(*, staff: Staff, pk: int | None = None) -> int:
    """Note one notification, or all of a person's, as read; returns how many were not."""
    now = clock.real_now()
    rows = Notification.objects.filter(staff=staff, read_at=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    count = rows.update(read_at=now)
    if count:
        _tell_processes("read", [staff.pk])
    return count


def mark_seen(*, staff: Staff, up_to: int) -> None:
    """Note what the bell's panel has shown: notifications up to a key."""
    Notification.objects.filter(staff=staff, seen_at=None, pk__lte=up_to).update(seen_at=clock.real_now())


@transaction.atomic
def choose_channels(*, staff: Staff, choices: dict[str, frozenset[Channel]]) -> None:
    """Store a person's channels by kind; what equals the office's is left to the office."""
    for code, channels in choices.items():
        kind = kind_of(code)
        if kind is None:
            continue
        if channels == kind.office_channels:
            Choice.objects.filter(staff=staff, kind=code).delete()
        else:
            ordered = [str(channel) for channel in Channel if channel in channels]
            Choice.objects.update_or_create(staff=staff, kind=code, defaults={"channels": ordered})


def choose_times(*, staff: Staff, quiet_from: time | None, quiet_to: time | None, digest_time: time | None) -> None:
    """Store a person's times; None leaves one to the office."""
    times = {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest_time": digest_time}
    OwnTimes.objects.update_or_create(staff=staff, defaults=times)


def withdraw_foreign() -> int:
    """Take unread notifications about clients that their readers have lost out of the count, or put them back.

    Lists ask anew at every reading; this keeps the bell's figure true. Returns how many changed.
    """
    unread = Notification.objects.filter(read_at=None).exclude(client_id=None)
    changed = 0
    for staff in Staff.objects.filter(pk__in=unread.values("staff")):
        own = unread.filter(staff=staff)
        seen = own.filter(seen_by(staff)).values("pk")
        with transaction.atomic():
            moved = own.filter(is_withdrawn=False).exclude(pk__in=seen).update(is_withdrawn=True)
            moved += own.filter(is_withdrawn=True, pk__in=seen).update(is_withdrawn=False)
            if moved:
                _tell_processes("read", [staff.pk])
        changed += moved
    return changed
