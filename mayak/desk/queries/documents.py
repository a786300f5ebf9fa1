"""The documents of a client and of its people, as one list (C1, C4)."""

from dataclasses import dataclass
from datetime import datetime

from mayak.accounts.models import Staff
from mayak.clients.models import ClientDocument, PersonAttachment
from mayak.clients.policies import can_remove_file


@dataclass(frozen=True)
class DocumentLine:
    """A file. ``kind``: ``client`` or ``person``; ``person``: whose, with key and name; ``who`` added it."""

    kind: str
    pk: int
    name: str
    size: int
    at: datetime
    who: str
    may_remove: bool
    is_photo: bool = False
    person_id: int | None = None
    person: str = ""


def documents_of(user: Staff, client_id: int) -> list[DocumentLine]:
    """All of them, the newest first. 2 SQL."""
    own = ClientDocument.objects.filter(client_id=client_id).select_related("added_by")
    theirs = PersonAttachment.objects.filter(person__client_id=client_id).select_related("added_by", "person")
    lines = [*(_line(user, one) for one in own), *(_line(user, one) for one in theirs)]
    return sorted(lines, key=lambda line: (line.at, line.pk), reverse=True)


def _line(user: Staff, one: ClientDocument | PersonAttachment) -> DocumentLine:
    of_person = isinstance(one, PersonAttachment)
    return DocumentLine(
        kind="person" if of_person else "client",
        pk=one.pk,
        name=one.name,
        size=one.size,
        at=one.added_at,
        who=one.added_by.full_name if one.added_by else "",
        may_remove=can_remove_file(user, one.added_by_id),
        is_photo=one.is_photo if isinstance(one, PersonAttachment) else False,
        person_id=one.person_id if isinstance(one, PersonAttachment) else None,
        person=one.person.short_name if isinstance(one, PersonAttachment) else "",
    )
