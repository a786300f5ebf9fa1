"""One writer at a time for each client."""

from django.http import Http404

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.clients.policies import visible_to


def lock_client(*, user: Staff, client_id: int) -> Client:
    """The client's row, locked until the transaction ends. Http404 outside of the user's rights.

    Not against records that merely name the client: two clients that are made each other's head would wait for ever.
    """
    client = visible_to(user, Client).select_for_update(of=("self",), no_key=True).filter(pk=client_id).first()
    if client is None:
        raise Http404
    return client
