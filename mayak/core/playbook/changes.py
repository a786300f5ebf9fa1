"""News of the playbook: whoever saves a definition says so, and versions, facts and lamps follow."""

from dataclasses import dataclass

from mayak.core.events import publish


@dataclass(frozen=True)
class PlaybookChanged:
    """Definitions of ``section`` ("" = several) were changed by a member of staff (None: by no person)."""

    section: str
    staff_id: int | None = None
    reason: str = ""


def playbook_changed(section: str, *, staff_id: int | None = None, reason: str = "") -> None:
    """Tell it, in the transaction that changed the definitions: the change becomes, or joins, a version."""
    publish(PlaybookChanged(section, staff_id, reason))
