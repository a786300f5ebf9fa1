"""The receiver of clients is told, and finds the sheet (S8)."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from mayak.notifications.kinds import Kind, Words, register
from mayak.notifications.services import notify
from mayak.team.models import ClientState

if TYPE_CHECKING:
    from mayak.team.models import HandOver


def _words(params: dict[str, Any]) -> Words:
    count = params["count"]
    if params["is_back"]:
        title = ngettext("%(n)s client comes back from %(name)s", "%(n)s clients come back from %(name)s", count)
    else:
        title = ngettext("%(name)s hands over %(n)s client to you", "%(name)s hands over %(n)s clients to you", count)
    return Words(title % {"n": count, "name": params["name"]}, params["reason"])


HANDED_OVER = register(
    Kind(
        "team.handed_over",
        _lazy("Clients handed over to me"),
        _words,
        help=_lazy("With the sheet of what is open with them; also when they come back"),
        icon="users",
    )
)


def tell_of_hand_over(asked: "HandOver") -> None:
    """The receiver gets the sheet."""
    count = asked.clients.filter(state=ClientState.MOVED).count()
    if count:
        _tell(asked, asked.receiver_id, asked.giver.full_name, count, is_back=False)


def tell_of_return(asked: "HandOver") -> None:
    """Who gave the clients has them again."""
    count = asked.clients.filter(state=ClientState.RETURNED).count()
    if count:
        _tell(asked, asked.giver_id, asked.receiver.full_name, count, is_back=True)


def _tell(asked: "HandOver", staff_id: int, name: str, count: int, *, is_back: bool) -> None:
    notify(
        staff_ids=[staff_id],
        kind=HANDED_OVER.code,
        key=f"hand_over:{asked.pk}:{'back' if is_back else 'there'}",
        params={"name": name, "count": count, "reason": "" if is_back else asked.reason, "is_back": is_back},
        url=reverse("hand_over_sheet", args=[asked.pk]),
    )
