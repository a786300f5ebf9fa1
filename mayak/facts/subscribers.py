"""Facts follow the records at once, within the after-commit work of whoever changed them."""

from mayak.clients.events import ClientsChanged
from mayak.core.events import subscribe
from mayak.facts.services import refresh_dirty


@subscribe(ClientsChanged)
def refresh_changed_clients(event: ClientsChanged) -> None:
    """Work off the marks of the clients; if this fails, the worker's sweep does it within seconds."""
    refresh_dirty(client_ids=event.client_ids)
