"""Lamps follow the facts: importing the services registers the follower. What became urgent is told at once."""

from mayak.core.events import subscribe
from mayak.lamps import services
from mayak.lamps.events import BecameUrgent
from mayak.lamps.urgent import tell_urgent_news

__all__ = ["services"]


@subscribe(BecameUrgent)
def tell_at_once(event: BecameUrgent) -> None:
    """If this fails, or the pass was one over many clients, the worker does it."""
    tell_urgent_news()
