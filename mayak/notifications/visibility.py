"""Which clients a reader may see, asked of the app above: rights may have changed since the notification was made."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from mayak.accounts.models import Staff

# Gives the keys of the visible clients as a subquery, None when the person sees all.
VisibleClients = Callable[[Staff], Any]
_provider: list[VisibleClients] = []


def register_clients(provider: VisibleClients) -> None:
    """Let the app of the clients say who sees whom."""
    _provider[:] = [provider]


def seen_by(staff: Staff) -> Q:
    """Notifications about no client, or about one within the person's rights now."""
    keys = _provider[0](staff) if _provider else []
    return Q() if keys is None else Q(client_id=None) | Q(client_id__in=keys)
