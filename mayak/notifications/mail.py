"""Administrators are told when letters do not leave."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mayak.accounts.access import is_administrator
from mayak.accounts.models import Staff
from mayak.core.events import subscribe
from mayak.delivery.events import MailFails
from mayak.notifications.kinds import Channel, Kind, Words, register
from mayak.notifications.services import notify


def _words(params: dict[str, Any]) -> Words:
    return Words(_("Letters do not leave"), params["error"])


TROUBLE = register(
    Kind(
        "delivery.trouble",
        _lazy("Trouble with the mail"),
        _words,
        help=_lazy("For administrators: the mail server takes no letters"),
        icon="mail",
        channels=frozenset({Channel.BELL, Channel.POP_UP}),
        can_reach=is_administrator,
    )
)


@subscribe(MailFails)
def tell_administrators(event: MailFails) -> None:
    """Once for each trouble."""
    administrators = Staff.objects.filter(Q(is_admin=True)).values_list("pk", flat=True)
    notify(
        staff_ids=list(administrators),
        kind=TROUBLE.code,
        key=f"mail:{event.since}",
        params={"error": event.error},
        url="/mail/",
    )
