"""Links by which people choose their own password: made one by one or for all, shown or sent, used once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.models import Invitation, Staff
from mayak.accounts.office_settings import INVITATION_DAYS
from mayak.accounts.services import set_password
from mayak.core import clock
from mayak.core.errors import NotAllowedError


@dataclass(frozen=True)
class Link:
    """A link just made: the only moment its token is known."""

    staff: Staff
    path: str
    expires_at: datetime


def digest_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_invitation(*, staff: Staff, by: Staff | None) -> Link:
    """A new link for a person; the former ones of theirs stop working."""
    now = clock.real_now()
    Invitation.objects.filter(staff=staff, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(days=INVITATION_DAYS.value)
    Invitation.objects.create(
        staff=staff,
        digest=digest_of(token),
        made_at=now,
        made_by_id=by.pk if by else None,
        expires_at=expires_at,
    )
    record_security_event(EventKind.INVITED, staff=by, subject=staff)
    return Link(staff, reverse("invitation", args=[token]), expires_at)


def without_password() -> list[Staff]:
    """People with an open account who cannot log in: nobody gave them a password yet. 1 SQL."""
    today = clock.day_of(clock.real_now())
    open_accounts = Staff.objects.filter(Q(dismissed_date=None) | Q(dismissed_date__gt=today))
    return list(open_accounts.filter(Q(password="") | Q(password__startswith="!")).select_related("team"))


@transaction.atomic
def invite_all(*, by: Staff) -> list[Link]:
    """Links for everybody without a password."""
    return [make_invitation(staff=person, by=by) for person in without_password()]


def invited(token: str) -> Invitation | None:
    """The invitation behind a token, if it still works."""
    found = Invitation.objects.select_related("staff").filter(digest=digest_of(token), used_at=None)
    invitation = found.filter(expires_at__gt=clock.real_now()).first()
    return invitation if invitation is not None and invitation.staff.is_active else None


@transaction.atomic
def use_invitation(*, token: str, password: str) -> Staff:
    """Set the password that the invited person chose; the link is used up.

    Raises NotAllowedError for a link that does not work (any more), InvalidInputError for a weak password.
    """
    invitation = invited(token)
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk, used_at=None) if invitation else None
    if invitation is None or locked is None or not locked.exists():
        raise NotAllowedError(
            _("This link does not work any more."), hint=_("It was used or is too old. Ask for a new one.")
        )
    set_password(staff=invitation.staff, password=password)
    invitation.used_at = clock.real_now()
    invitation.save(update_fields=["used_at"])
    record_security_event(EventKind.INVITATION_USED, staff=invitation.staff, subject=invitation.staff)
    return invitation.staff
