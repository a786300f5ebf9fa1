"""Files of clients and persons: looked into before they are kept, stored in the home, served to who sees the client."""

from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.filetypes import PHOTO_TYPES, media_type_of
from mayak.clients.models import ClientDocument, PersonAttachment
from mayak.clients.office_settings import LARGEST_FILE
from mayak.clients.policies import can_remove_file, get_visible_or_404
from mayak.clients.services.editing import lock_person
from mayak.clients.services.locking import lock_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError, NotAllowedError

MOST_FILES = 50
MOST_DOCUMENTS = 500
# Seconds: a file is written before its record is; a day later the record is there or never will be.
STRAY_AFTER = 86_400
PORTION = 500
F = TypeVar("F", ClientDocument, PersonAttachment)


def path_of(kept: ClientDocument | PersonAttachment) -> Path:
    """Where the content lies."""
    return Path(settings.MEDIA_ROOT) / kept.FOLDER / kept.stored


@transaction.atomic
def attach_file(*, user: Staff, person_id: int, name: str, content: bytes, is_photo: bool = False) -> PersonAttachment:
    """Keep a file with a person; a new photo replaces the former one.

    Raises InvalidInputError (field ``file``) for one that is empty, too large, or no picture, PDF, office document or
    plain text by what is in it.
    """
    person = lock_person(user=user, person_id=person_id)
    media_type = _checked(content, is_photo)
    if person.attachments.count() >= MOST_FILES:
        raise InvalidInputError(_("A person keeps at most %(count)d files.") % {"count": MOST_FILES}, field="file")
    if is_photo:
        for former in person.attachments.filter(is_photo=True):
            _forget(former)
    attachment = PersonAttachment(person=person, is_photo=is_photo, **_told(user, name, media_type, content))
    return _stored(attachment, content)


@transaction.atomic
def attach_document(*, user: Staff, client_id: int, name: str, content: bytes) -> ClientDocument:
    """Keep a document with a client. Raises InvalidInputError (field ``file``) as ``attach_file`` does."""
    client = lock_client(user=user, client_id=client_id)
    media_type = _checked(content, is_photo=False)
    if client.documents.count() >= MOST_DOCUMENTS:
        words = _("A client keeps at most %(count)d documents.") % {"count": MOST_DOCUMENTS}
        raise InvalidInputError(words, field="file")
    return _stored(ClientDocument(client=client, **_told(user, name, media_type, content)), content)


def _told(user: Staff, name: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {
        "name": Path(name).name[:200] or "file",
        "media_type": media_type,
        "size": len(content),
        "stored": uuid4().hex,
        "added_at": clock.now(),
        "added_by": user,
    }


def _stored(kept: F, content: bytes) -> F:
    kept.save()
    target = path_of(kept)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.write_bytes(content)
    target.chmod(0o600)
    return kept


def _checked(content: bytes, is_photo: bool) -> str:
    largest = LARGEST_FILE.value
    if not content:
        raise InvalidInputError(_("The file is empty."), field="file")
    if len(content) > largest * 1_000_000:
        raise InvalidInputError(_("The file is larger than %(size)d MB.") % {"size": largest}, field="file")
    media_type = media_type_of(content)
    if is_photo and media_type not in PHOTO_TYPES:
        raise InvalidInputError(_("A photo is a JPEG, PNG or WebP picture."), field="file")
    if not media_type:
        raise InvalidInputError(
            _("Pictures, PDF, office documents without macros and plain texts are kept; this is none of them."),
            field="file",
        )
    return media_type


@transaction.atomic
def remove_file(*, user: Staff, attachment_id: int) -> PersonAttachment:
    """Remove a file of a person for good. Raises NotAllowedError for one that a colleague added."""
    return _removed(user, get_visible_or_404(user, PersonAttachment, attachment_id))


@transaction.atomic
def remove_document(*, user: Staff, document_id: int) -> ClientDocument:
    """Remove a document of a client for good. Raises NotAllowedError for one that a colleague added."""
    return _removed(user, get_visible_or_404(user, ClientDocument, document_id))


def _removed(user: Staff, kept: F) -> F:
    if not can_remove_file(user, kept.added_by_id):
        raise NotAllowedError(
            _("A colleague added this file."), hint=_("They or a lead may remove it: there is no way back.")
        )
    _forget(kept)
    return kept


def drop_strays() -> int:
    """Remove files that no record names, a day after they were written: a crash between the two left them; how many."""
    until = clock.real_now().timestamp() - STRAY_AFTER
    number = 0
    for model in (PersonAttachment, ClientDocument):
        folder = Path(settings.MEDIA_ROOT) / model.FOLDER
        old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < until]
        for start in range(0, len(old), PORTION):
            some = {path.name: path for path in old[start : start + PORTION]}
            kept = set(model.objects.filter(stored__in=some).values_list("stored", flat=True))
            for name in some.keys() - kept:
                some[name].unlink(missing_ok=True)
                number += 1
    return number


def _forget(kept: ClientDocument | PersonAttachment) -> None:
    path = path_of(kept)
    kept.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
