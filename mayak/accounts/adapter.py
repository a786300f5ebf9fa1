"""Allauth's ways in and out, with what our journal and session list have to know."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.sessions import MOMENTS, end_sessions, forget


class OfficeAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    """Log-in and log-out of staff."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let the attempt be made, or write down that it was one too many."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_security_event(EventKind.LOGIN_BLOCKED, login=_name_in(credentials), request=request)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, at log-in or before an important step."""
        is_inside = isinstance(request.user, Staff)
        kind = EventKind.CONFIRM_FAILED if is_inside else EventKind.LOGIN_FAILED
        known = Staff.objects.filter(login__iexact=_name_in(credentials)).first()
        record_security_event(kind, subject=known, login=_name_in(credentials), request=request)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """The person is in."""
        super().login(request, user)
        request.session.pop(MOMENTS, None)
        assert isinstance(user, Staff)
        ways = ways_in_words(request.session.get("account_authentication_methods", []))
        record_security_event(EventKind.LOGIN, staff=user, login=user.login, detail=ways, request=request)

    def logout(self, request: HttpRequest) -> None:
        """The person is out, and so is the session in the list."""
        record_security_event(EventKind.LOGOUT, request=request)
        forget(request)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password of one's own: everywhere else the person is logged out."""
        from mayak.accounts.passwords import remember_password

        assert isinstance(user, Staff)
        remember_password(user)
        super().set_password(user, password)
        request = self.request
        ended = end_sessions(user, keep=request.session.session_key if request else None)
        record_security_event(EventKind.PASSWORD_CHANGED, staff=user, subject=user, detail=f"{ended}" if ended else "")


def _name_in(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", ""))


def ways_in_words(records: Iterable[Mapping[str, Any]]) -> str:
    """How somebody came in, as allauth notes it: "password + code of the app"."""
    words = {
        "password": _("password"),
        Authenticator.Type.TOTP: _("code of the app"),
        Authenticator.Type.WEBAUTHN: _("passkey"),
        Authenticator.Type.RECOVERY_CODES: _("recovery code"),
    }
    ways = [str(record.get("type") or record.get("method", "")) for record in records]
    return " + ".join(str(words.get(way, way)) for way in ways)
