"""Makers of notifications for tests."""

from itertools import count
from typing import Any

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.notifications.kinds import Channel, Kind, Words, register
from mayak.notifications.models import Notification

_numbers = count(1)
ALL_CHANNELS = frozenset(Channel)

# A kind for tests: its words are its parameter.
PLAIN = register(Kind("tests.plain", "Plain", lambda params: Words(str(params.get("text", "")))))
LOUD = register(Kind("tests.loud", "Loud", lambda params: Words(str(params.get("text", ""))), channels=ALL_CHANNELS))
OPTIONAL = register(Kind("tests.optional", "Optional", lambda params: Words("Optional"), channels=frozenset()))


def make_notification(staff: Staff, text: str = "Новость", **fields: Any) -> Notification:
    """An unread notification of a kind that tells its text."""
    defaults: dict[str, Any] = {"kind": PLAIN.code, "key": f"made-{next(_numbers)}", "created_at": clock.real_now()}
    return Notification.objects.create(staff=staff, params={"text": text}, **{**defaults, **fields})
