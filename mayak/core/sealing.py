"""Secrets that the database keeps but must not show: sealed with a key derived from the office's signing key.

A dump, a history or a reader of the tables sees a sealed text only; with another signing key it cannot be opened.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PREFIX = "sealed:"


def seal(text: str) -> str:
    """The text, sealed; an empty one stays empty."""
    return PREFIX + _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str | None:
    """The text that was sealed. None when it was sealed with another key; what never was sealed comes back as it is."""
    if not sealed.startswith(PREFIX):
        return sealed
    try:
        return _box().decrypt(sealed.removeprefix(PREFIX).encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"mayak {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
