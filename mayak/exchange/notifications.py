"""Whoever asked for an import is told that it is over."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mayak.accounts.access import is_administrator
from mayak.exchange.models import RunState
from mayak.notifications.kinds import Kind, Words, register


def _words(params: dict[str, Any]) -> Words:
    values = {"name": params["name"]}
    if not params["is_good"]:
        return Words(_("The import did not work: %(name)s") % values, _("Open it to see why and what to do."))
    if params["state"] == RunState.UNDONE:
        return Words(_("The import is undone: %(name)s") % values)
    return Words(
        _("The import is finished: %(name)s") % values,
        _("New rows: %(created)s, changed: %(updated)s, with errors: %(errors)s") % params["rows"],
    )


FINISHED = register(
    Kind(
        "exchange.import_finished",
        _lazy("An import is finished"),
        _words,
        help=_lazy("To whoever started it"),
        icon="database",
        can_reach=is_administrator,
    )
)
