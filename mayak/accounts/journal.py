"""The security journal: one line for everything about log-ins, rights, refusals and data taken out."""

from datetime import timedelta
from typing import Any

from allauth.core import context
from django.db import DatabaseError
from django.http import HttpRequest

from mayak.accounts.models import EventKind, SecurityEvent, Staff
from mayak.core import clock

__all__ = ["EventKind", "address_of", "record_refusal", "record_security_event"]

# The same refusal again within this time is no news.
SAME_REFUSAL = timedelta(minutes=15)


def record_security_event(
    kind: EventKind,
    *,
    staff: Staff | None = None,
    subject: Staff | None = None,
    login: str = "",
    detail: str = "",
    request: HttpRequest | None = None,
) -> None:
    """Write a line: who (default: the person of the running request), whom, from where, what in particular.

    ``detail`` is short text without clients' personal data. The request is found by itself; commands have none.
    """
    request = request or context.request
    user: Any = getattr(request, "user", None)
    if staff is None and isinstance(user, Staff):
        staff = user
    SecurityEvent.objects.create(
        at=clock.real_now(),
        kind=kind,
        staff_id=staff.pk if staff else None,
        subject_id=subject.pk if subject else None,
        login=login[:100],
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", "")[:300] if request else "",
        detail=detail[:500],
    )


def record_refusal(request: HttpRequest, kind: EventKind) -> None:
    """Somebody logged in met a closed door. The same door of the same person is one line a quarter of an hour."""
    user: Any = request.user
    path = request.path[:500]
    recent = clock.real_now() - SAME_REFUSAL
    try:
        known = SecurityEvent.objects.filter(staff_id=user.pk, kind=kind, detail=path, at__gte=recent)
        if not known.exists():
            record_security_event(kind, staff=user, detail=path, request=request)
    except DatabaseError:
        # The answer matters more than its line: the door stays closed either way.
        return


def address_of(request: HttpRequest | None) -> str | None:
    """Where a request comes from; the server has already looked behind the proxies it trusts."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return address if address and ("." in address or ":" in address) else None
