"""Who is logged in where, and when a log-in ends: by itself, by its owner, by an administrator.

The moments stand in the session itself, which every request reads anyway; the table beside it is for people to look
at and is written at most once a minute.
"""

import time
from datetime import timedelta
from typing import cast

from django.contrib import auth
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from mayak.accounts.journal import EventKind, address_of, record_security_event
from mayak.accounts.models import Staff, StaffSession
from mayak.accounts.office_settings import IDLE_MINUTES, REMEMBER_HOURS, SESSION_DAYS
from mayak.core import clock

MOMENTS = "mayak_session"
WRITE_EVERY = 60
DAY = 86_400


def watch(request: HttpRequest, *, is_activity: bool = True) -> bool:
    """Note that a logged-in person is there; False when the session had run out (it is then ended)."""
    now = time.time()
    kept = request.session.get(MOMENTS)
    if not kept:
        _begin(request, now)
        return True
    if seconds_left(request, now) <= 0:
        _expire(request, EventKind.SESSION_EXPIRED)
        return False
    if kept.get("rights") != _rights(request):
        # changed by a page, an import or a command: what the session was opened for is no longer so
        _expire(request, EventKind.SESSIONS_ENDED)
        return False
    if is_activity and now - kept["seen"] >= WRITE_EVERY:
        request.session[MOMENTS] = {**kept, "seen": now}
        seen = {"seen_at": clock.real_now(), "address": address_of(request)}
        if not StaffSession.objects.filter(session_key=request.session.session_key).update(**seen):
            _register(request, now)
    return True


def seconds_left(request: HttpRequest, now: float | None = None) -> float:
    """How long the session lives if nothing happens any more."""
    kept = request.session.get(MOMENTS)
    if not kept:
        return idle_seconds(request)
    now = now or time.time()
    return float(min(kept["seen"] + idle_seconds(request), kept["since"] + SESSION_DAYS.value * DAY) - now)


def idle_seconds(request: HttpRequest) -> float:
    """How long doing nothing is allowed: longer where the person said that the computer is theirs."""
    is_remembered = not request.session.get_expire_at_browser_close()
    return float(REMEMBER_HOURS.value * 3600 if is_remembered else IDLE_MINUTES.value * 60)


def _begin(request: HttpRequest, now: float) -> None:
    request.session[MOMENTS] = {"since": now, "seen": now, "rights": _rights(request)}
    if not request.session.session_key:
        request.session.save()
    _register(request, now)


def _register(request: HttpRequest, now: float) -> None:
    moment = clock.real_now()
    since = moment - timedelta(seconds=now - request.session[MOMENTS]["since"])
    StaffSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "staff": cast(Staff, request.user),
            "since": since,
            "seen_at": moment,
            "address": address_of(request),
            "user_agent": request.headers.get("User-Agent", "")[:300],
        },
    )


def renew_rights(request: HttpRequest) -> None:
    """The person changed their own role: this session goes on with it."""
    if kept := request.session.get(MOMENTS):
        request.session[MOMENTS] = {**kept, "rights": _rights(request)}


def move(request: HttpRequest, former_key: str | None) -> None:
    """The session got another key (a new password of one's own)."""
    StaffSession.objects.filter(session_key=former_key or "").update(session_key=request.session.session_key)


def _rights(request: HttpRequest) -> str:
    user = cast(Staff, request.user)
    return f"{user.role} {user.is_admin:d}"


def _expire(request: HttpRequest, kind: EventKind) -> None:
    record_security_event(kind, request=request)
    forget(request)
    auth.logout(request)


def forget(request: HttpRequest) -> None:
    """The session of this request ends: it leaves the list."""
    StaffSession.objects.filter(session_key=request.session.session_key).delete()


def end_sessions(staff: Staff, *, keep: str | None = None, only: int | None = None) -> int:
    """End the sessions of a person: all, all but the one of the key ``keep``, or one by its number. How many."""
    ending = StaffSession.objects.filter(staff=staff).exclude(session_key=keep or "")
    if only is not None:
        ending = ending.filter(pk=only)
    keys = list(ending.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    StaffSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def drop_dead_sessions() -> None:
    """Sessions nobody can use any more leave both tables."""
    oldest = clock.real_now() - timedelta(days=SESSION_DAYS.value)
    keys = StaffSession.objects.filter(since__lt=oldest).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    StaffSession.objects.filter(since__lt=oldest).delete()
    StaffSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    Session.objects.filter(expire_date__lt=clock.real_now()).delete()
