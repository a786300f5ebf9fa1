"""The sections of a client's overview: their names and templates."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.desk.domain.layout import HIDDEN, LEFT, PINNED, RIGHT

TEMPLATES = {
    "lamps": "desk/client/lamps.html",
    "timeline": "desk/client/happened.html",
    "money": "desk/client/money.html",
    "people": "desk/client/people.html",
    "card": "desk/client/card.html",
    "usage": "desk/client/usage.html",
}


def section_labels() -> dict[str, str]:
    """What the sections are called."""
    return {
        "lamps": _("What burns and what to do"),
        "timeline": _("What happened"),
        "money": _("Money"),
        "people": _("People"),
        "card": _("Card"),
        "usage": _("Log-ins over 12 months"),
    }


def place_labels() -> dict[str, str]:
    """Where they may stand."""
    return {
        LEFT: pgettext("section", "left"),
        RIGHT: pgettext("section", "right"),
        PINNED: pgettext("section", "pinned"),
        HIDDEN: pgettext("section", "hidden"),
    }
