"""The one-time token of the first set-up: shown in the console, kept only as a digest in the home."""

import hashlib
import hmac
from pathlib import Path

from django.conf import settings

from mayak.server.home import write_private

FILE = "setup-token"
_is_set_up = False


def is_set_up() -> bool:
    """Whether somebody can log in. Once true it stays true for this process: no further query."""
    global _is_set_up
    if not _is_set_up:
        _is_set_up = settings.MAYAK_DEMO or _somebody_can_log_in()
    return _is_set_up


def offer_setup(token: str) -> bool:
    """Make ``token`` the valid one when the office still waits for its set-up; returns whether it does."""
    if is_set_up():
        return False
    if token:
        write_private(_path(), _digest(token))
    return True


def is_valid(token: str) -> bool:
    """Whether the token opens the set-up page now."""
    try:
        expected = _path().read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return bool(token) and hmac.compare_digest(expected, _digest(token))


def use_up() -> None:
    """The token was used: it opens nothing any more."""
    _path().unlink(missing_ok=True)


def _somebody_can_log_in() -> bool:
    from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

    from mayak.accounts.models import Staff

    with_password = Staff.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(password="")
    return with_password.filter(dismissed_date=None).exists()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _path() -> Path:
    return Path(settings.HOME_DIR) / FILE
