"""Every night: what security no longer needs goes."""

from datetime import timedelta

from mayak.accounts.models import Invitation, SecurityEvent
from mayak.accounts.office_settings import KEEP_EVENTS
from mayak.accounts.sessions import drop_dead_sessions
from mayak.core import clock
from mayak.jobs import daily


@daily(at="03:40")
def tidy_security() -> None:
    """Dead sessions, old invitations, and lines of the security journal older than its term."""
    now = clock.real_now()
    drop_dead_sessions()
    Invitation.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()
    SecurityEvent.objects.filter(at__lt=now - timedelta(days=KEEP_EVENTS.value)).delete()
