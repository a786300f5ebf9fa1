"""Putting marks on clients and taking them off."""

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import LONGEST_MARK, ClientMark
from mayak.clients.policies import visible_to
from mayak.clients.services.editing import tell_changed
from mayak.clients.services.locking import lock_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError


@transaction.atomic
def put_mark(*, user: Staff, client_id: int, text: str) -> ClientMark | None:
    """Put a mark on a client; None where it stands already. Http404 outside of the user's rights."""
    client = lock_client(user=user, client_id=client_id)
    words = " ".join(text.split())
    if not words:
        raise InvalidInputError(_("A mark says something."), field="text")
    if len(words) > LONGEST_MARK:
        raise InvalidInputError(_("At most %(count)d letters.") % {"count": LONGEST_MARK}, field="text")
    moment = {"author": user, "made_at": clock.now()}
    mark, is_new = ClientMark.objects.get_or_create(client=client, text=words, defaults=moment)
    if is_new:
        tell_changed(client.pk)
    return mark if is_new else None


@transaction.atomic
def take_mark_off(*, user: Staff, mark_id: int) -> ClientMark:
    """Take a mark off; the history keeps it. Http404 outside of the user's rights or when it is off already."""
    mark = visible_to(user, ClientMark).select_for_update(of=("self",)).filter(pk=mark_id).first()
    if mark is None:
        raise Http404
    mark.delete()
    tell_changed(mark.client_id)
    return mark
