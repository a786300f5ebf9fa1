"""Opened records are noted in the journal of views."""

from mayak.clients.events import RecordOpened
from mayak.core.events import subscribe
from mayak.privacy.services.viewing import note_view


@subscribe(RecordOpened)
def note_opened(event: RecordOpened) -> None:
    """One line a day of a person and a record, written in the background."""
    note_view(staff_id=event.staff_id, client_id=event.client_id, person_id=event.person_id)
