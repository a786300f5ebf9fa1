"""What people are told of lamps."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from mayak.core.text import localized
from mayak.notifications.kinds import Channel, Kind, Words, leads_a_team, register

MOST_LAMPS = 4


def _words(params: dict[str, Any]) -> Words:
    if "client" in params:
        return Words(_("%(client)s: became urgent") % {"client": params["client"]}, localized(params["reasons"]))
    count = params["clients"]
    title = ngettext("%(count)s client became urgent", "%(count)s clients became urgent", count) % {"count": count}
    lamps = [f"{localized(name)}: {number}" for name, number in params["lamps"]]
    more = "…" if len(lamps) > MOST_LAMPS else ""
    return Words(title, ", ".join(lamps[:MOST_LAMPS]) + more)


URGENT = register(
    Kind(
        "lamps.urgent",
        _lazy("A client of yours became urgent"),
        _words,
        help=_lazy("A lamp marked urgent was lit; also at the clients of whom you stand in for"),
        icon="alert-triangle",
    )
)
URGENT_IN_TEAM = register(
    Kind(
        "lamps.urgent_in_team",
        _lazy("A client of your team became urgent"),
        _words,
        help=_lazy("For leads who want it: the same at the clients of their experts"),
        icon="alert-triangle",
        channels=frozenset[Channel](),
        can_reach=leads_a_team,
    )
)
