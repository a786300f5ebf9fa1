"""Telling that a definition of the card has changed."""

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client
from mayak.core import events
from mayak.core.playbook import playbook_changed

# Offices up to this size see the new completeness with the next page; larger ones within the worker's sweep.
FEW_AT_ONCE = 300


def tell_everybody(user: Staff, section: str) -> None:
    """The definition's trigger marked every client: a small office is measured at once, a large one by the worker."""
    playbook_changed(section, staff_id=user.pk)
    few = list(Client.objects.order_by("pk").values_list("pk", flat=True)[: FEW_AT_ONCE + 1])
    if len(few) <= FEW_AT_ONCE:
        events.publish(ClientsChanged(frozenset(few)))
