"""Reads about account security: one's own page, a person's page for administrators, the journal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Count, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from mayak.accounts.domain.devices import device_of
from mayak.accounts.models import EventKind, SecurityEvent, Staff, StaffSession
from mayak.core import clock

PAGE = 100
BRUTE_FORCE_HOURS = 24
BRUTE_FORCE_FROM = 5
BAD_KINDS = frozenset(
    {
        EventKind.LOGIN_FAILED,
        EventKind.LOGIN_BLOCKED,
        EventKind.CONFIRM_FAILED,
        EventKind.FACTOR_FAILED,
        EventKind.REFUSED,
        EventKind.NOT_THEIRS,
    }
)


@dataclass(frozen=True)
class Place:
    """A browser somebody is logged in with."""

    pk: int
    device: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class Factor:
    """An app or a passkey."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What stands beside the password."""

    app: Factor | None
    passkeys: tuple[Factor, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor."""
        return self.app is not None or bool(self.passkeys)


@dataclass(frozen=True)
class Line:
    """A line of the journal as it is read."""

    at: datetime
    kind: str
    is_bad: bool
    who: str
    whom: str
    address: str
    device: str
    detail: str


@dataclass(frozen=True)
class Attack:
    """Many failed log-ins from one place or for one name within a day."""

    address: str
    login: str
    number: int
    latest: datetime


@dataclass(frozen=True)
class JournalFilter:
    """What the journal shows: kinds, a person (who or whom), text of address or log-in name, days inclusive."""

    kind: str = ""
    staff_id: int | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None


def places_of(staff: Staff, this_key: str | None) -> list[Place]:
    """Where a person is logged in, the newest first. 1 SQL."""
    living = Session.objects.filter(expire_date__gt=clock.real_now()).values("session_key")
    return [
        Place(
            place.pk,
            device_of(place.user_agent),
            place.address or "",
            place.since,
            place.seen_at,
            place.session_key == this_key,
        )
        for place in StaffSession.objects.filter(staff=staff, session_key__in=living)
    ]


def factors_in(staff: Staff) -> Factors:
    """Everything beside the password. 1 SQL."""
    app, passkeys, codes = None, [], 0
    for found in Authenticator.objects.filter(user=staff).order_by("created_at"):
        if found.type == Authenticator.Type.RECOVERY_CODES:
            codes = len(found.wrap().get_unused_codes())
            continue
        name = found.wrap().name if found.type == Authenticator.Type.WEBAUTHN else ""
        factor = Factor(found.pk, name, found.created_at, found.last_used_at)
        if found.type == Authenticator.Type.TOTP:
            app = factor
        else:
            passkeys.append(factor)
    return Factors(app, tuple(passkeys), codes)


def own_events(staff: Staff, number: int = 15) -> list[Line]:
    """The latest about a person, done by them or to them. 2 SQL."""
    return told(list(_about(staff.pk, SecurityEvent.objects.all()).order_by("-pk")[:number]))


def journal(chosen: JournalFilter, before: int | None = None) -> tuple[list[Line], int | None]:
    """A page of the journal, the newest first, and the key to go on from (None at the end). 2 SQL."""
    rows = journal_rows(chosen)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return told(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None


def journal_rows(chosen: JournalFilter) -> QuerySet[SecurityEvent]:
    """The lines that a filter leaves, the newest first."""
    rows = SecurityEvent.objects.order_by("-pk")
    if chosen.kind == "bad":
        rows = rows.filter(kind__in=BAD_KINDS)
    elif chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.staff_id:
        rows = _about(chosen.staff_id, rows)
    if chosen.text:
        is_like = Q(login__icontains=chosen.text) | Q(detail__icontains=chosen.text)
        rows = rows.annotate(address_text=Cast("address", TextField()))
        rows = rows.filter(is_like | Q(address_text__contains=chosen.text))
    if chosen.since:
        rows = rows.filter(at__gte=clock.start_of(chosen.since))
    if chosen.until:
        rows = rows.filter(at__lt=clock.end_of(chosen.until))
    return rows


def attacks() -> list[Attack]:
    """Where passwords are being guessed: five or more failures in a day from one address for one name. 1 SQL."""
    since = clock.real_now() - timedelta(hours=BRUTE_FORCE_HOURS)
    kinds = [EventKind.LOGIN_FAILED, EventKind.LOGIN_BLOCKED, EventKind.FACTOR_FAILED]
    groups = (
        SecurityEvent.objects.filter(at__gte=since, kind__in=kinds)
        .values("address", "login")
        .annotate(number=Count("pk"), latest=Max("at"))
        .filter(number__gte=BRUTE_FORCE_FROM)
        .order_by("-number")[:10]
    )
    return [Attack(row["address"] or "", row["login"], row["number"], row["latest"]) for row in groups]


def told(rows: list[SecurityEvent]) -> list[Line]:
    """Lines with the names of people. 1 SQL."""
    asked = {pk for row in rows for pk in (row.staff_id, row.subject_id) if pk is not None}
    names: dict[Any, str] = {person.pk: person.full_name for person in Staff.objects.filter(pk__in=asked)}
    return [
        Line(
            at=row.at,
            kind=str(EventKind(row.kind).label),
            is_bad=row.kind in BAD_KINDS,
            who=names.get(row.staff_id, "") or row.login,
            whom=names.get(row.subject_id, "") if row.subject_id != row.staff_id else "",
            address=row.address or "",
            device=device_of(row.user_agent),
            detail=row.detail,
        )
        for row in rows
    ]


def _about(staff_id: int, rows: QuerySet[SecurityEvent]) -> QuerySet[SecurityEvent]:
    return rows.filter(Q(staff_id=staff_id) | Q(subject_id=staff_id))
