"""Writes about the second factor: apps, passkeys, recovery codes, and their reset by an administrator."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.second_factor import has_second_factor
from mayak.accounts.sessions import end_sessions
from mayak.core.errors import ConflictError

Type = Authenticator.Type


@transaction.atomic
def add_app(*, staff: Staff, secret: str) -> list[str]:
    """An app whose first code was right. Returns recovery codes to show once, none when there are some already."""
    try:
        with transaction.atomic():
            TOTP.activate(staff, secret)
    except IntegrityError as error:
        raise ConflictError(_("An app is set up already."), hint=_("Remove it first to set up another one.")) from error
    record_security_event(EventKind.FACTOR_ADDED, staff=staff, subject=staff, detail=_("app"))
    return _first_codes(staff)


@transaction.atomic
def add_passkey(*, staff: Staff, name: str, credential: dict[str, Any]) -> list[str]:
    """A passkey whose answer was right. Returns recovery codes to show once, none when there are some already."""
    WebAuthn.add(staff, name, credential)
    record_security_event(EventKind.FACTOR_ADDED, staff=staff, subject=staff, detail=_("passkey “%s”") % name)
    return _first_codes(staff)


def rename_passkey(*, passkey: Authenticator, name: str) -> None:
    """Another name for a passkey."""
    passkey.wrap().name = name
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove_factor(*, staff: Staff, factor: Authenticator) -> None:
    """Take an app or a passkey away; with the last one the recovery codes go too."""
    told = factor.wrap().name if factor.type == Type.WEBAUTHN else _("app")
    factor.delete()
    if not has_second_factor(staff):
        Authenticator.objects.filter(user=staff).delete()
    record_security_event(EventKind.FACTOR_REMOVED, staff=staff, subject=staff, detail=told)


@transaction.atomic
def new_codes(*, staff: Staff) -> list[str]:
    """Ten new recovery codes; the former ones are worth nothing any more."""
    Staff.objects.select_for_update().get(pk=staff.pk)
    Authenticator.objects.filter(user=staff, type=Type.RECOVERY_CODES).delete()
    record_security_event(EventKind.CODES_MADE, staff=staff, subject=staff)
    return _made(staff)


@transaction.atomic
def reset_factors(*, by: Staff, staff: Staff) -> None:
    """Everything beside the password goes (a lost phone); all sessions of the person end."""
    Authenticator.objects.filter(user=staff).delete()
    end_sessions(staff)
    record_security_event(EventKind.FACTOR_RESET, staff=by, subject=staff)


def _first_codes(staff: Staff) -> list[str]:
    has_codes = Authenticator.objects.filter(user=staff, type=Type.RECOVERY_CODES).exists()
    return [] if has_codes else _made(staff)


def _made(staff: Staff) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(staff).get_unused_codes()
    return [f"{code[:4]} {code[4:]}" for code in codes]
