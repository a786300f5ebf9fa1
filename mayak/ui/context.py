"""What every page knows: look chosen by the person, rail, banners. No SQL but what the counts of the rail need."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mayak.core import clock
from mayak.ui import markup
from mayak.ui.navigation import RailLine, rail_of

CHOICES = {"theme": {"light", "dark"}, "density": {"compact"}, "rail": {"folded", "open"}}


def look_of(request: HttpRequest) -> dict[str, str]:
    """Theme, density and rail as remembered in cookies; "" is the default: as the system, roomy, by the width."""
    look = {}
    for name, allowed in CHOICES.items():
        value = request.COOKIES.get(f"mayak_{name}", "")
        look[name] = value if value in allowed else ""
    return look


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor ``mayak.ui.context.shell``; the rail is worked out only when a page draws it."""

    def rail() -> tuple[RailLine, ...]:
        user = getattr(request, "user", None)
        return rail_of(user) if user is not None and user.is_authenticated else ()

    return {
        "look": look_of(request),
        "rail": rail,
        "is_training": clock.is_training(),
        "training_day": clock.today() if clock.is_training() else None,
        "is_demo": settings.MAYAK_DEMO,
        "sprite": markup.sprite_url(),
    }
