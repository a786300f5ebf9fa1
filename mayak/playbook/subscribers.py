"""Every change of a definition becomes, or joins, a version: within the transaction that made it."""

from mayak.core.events import subscribe
from mayak.core.playbook import PlaybookChanged
from mayak.playbook.versions import note_version


@subscribe(PlaybookChanged, in_transaction=True)
def keep_version(event: PlaybookChanged) -> None:
    """Should it fail, the sweep keeps the version, without its author."""
    note_version(staff_id=event.staff_id, reason=event.reason)
