"""Who may read a notification about a client: whoever sees the client now."""

from typing import Any

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.notifications.visibility import register_clients


def _keys_seen_by(staff: Staff) -> Any:
    return None if scope_of(staff).sees_all else visible_to(staff, Client).values("pk")


register_clients(_keys_seen_by)
