"""Segments of a client, with entry dates and history (C2); the playbook's types and segments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.histories import Span, value_on
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client, ClientSegment, Segment, SegmentType
from mayak.clients.services.histories import change_from, spans_of
from mayak.clients.services.locking import lock_client
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.events import publish
from mayak.core.playbook import playbook_changed
from mayak.core.text import free_code
from mayak.ui import formats

# A segment and whether it was entered by its condition.
Held = tuple[int, bool]
_SALT = "clients.segment.undo"


def segment_spans(client_id: int, type_id: int) -> list[Span[Held]]:
    """The client's segments of a type over time."""
    owner = {"client_id": client_id, "type_id": type_id}
    return spans_of(ClientSegment, owner, lambda row: (row.segment_id, row.is_automatic))


@transaction.atomic
def enter_segment(
    *, user: Staff, client_id: int, type_id: int, segment_id: int | None, day: date, is_automatic: bool = False
) -> Held | None:
    """The client is in a segment of a type from a day on (None: in none). Returns what held on that day before.

    Entered by hand it stays until a person changes it; leaving it lets the type's conditions decide again.
    Raises InvalidInputError naming the field, Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    if day > clock.today():
        raise InvalidInputError(_("Choose today or an earlier day."), field="day")
    if segment_id is not None and not Segment.objects.filter(pk=segment_id, type=type_id).exists():
        raise Http404
    spans = segment_spans(client.pk, type_id)
    later = next((span for span in spans if span.first and span.first > day), None)
    if later is not None:
        words = _("The client changed segments on %(day)s already: choose that day or a later one.")
        raise InvalidInputError(words % {"day": formats.day(later.first)}, field="day")
    _write(client, type_id, None if segment_id is None else (segment_id, is_automatic), day)
    publish(ClientsChanged(frozenset({client.pk})))
    return value_on(spans, day)


def _write(client: Client, type_id: int, value: Held | None, day: date) -> None:
    change_from(
        ClientSegment,
        {"client_id": client.pk, "type_id": type_id},
        value,
        day,
        value_of=lambda row: (row.segment_id, row.is_automatic),
        fields=lambda held: {"segment_id": held[0], "is_automatic": held[1]},
    )


def way_back(*, client_id: int, type_id: int, day: date, before: Held | None, now: Held | None) -> str:
    """A signed word that undoes a change of a segment, as long as nobody changed it after that."""
    return signing.dumps([client_id, type_id, day.isoformat(), before, now], salt=_SALT, compress=True)


@transaction.atomic
def take_back_segment(*, user: Staff, word: str) -> Client:
    """Undo a change of a segment.

    Raises ConflictError when it was changed meanwhile, Http404 outside of the user's rights.
    """
    try:
        client_id, type_id, text, before, now = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise ConflictError(_("This cannot be taken back any more.")) from None
    client = lock_client(user=user, client_id=client_id)
    day = date.fromisoformat(text)
    held = value_on(segment_spans(client.pk, type_id), day)
    # Where nothing is held by hand the conditions may have entered something since.
    is_same = held == tuple(now) if now else held is None or held[1]
    if not is_same:
        raise ConflictError(
            _("The segment was changed once more since."), hint=_("Look at its history and choose the right one.")
        )
    _write(client, type_id, tuple(before) if before else None, day)
    publish(ClientsChanged(frozenset({client.pk})))
    return client


@transaction.atomic
def save_segment_type(*, user: Staff, type_id: int | None, values: Mapping[str, Any]) -> SegmentType:
    """Add a type of segments to the playbook (at the end; its code is made of its name), or change its name."""
    kind = SegmentType() if type_id is None else SegmentType.objects.select_for_update().get(pk=type_id)
    is_new = kind.pk is None
    others = list(SegmentType.objects.exclude(pk=kind.pk))
    _check_name(values["name"], others)
    kind.name = values["name"]
    if is_new:
        kind.code = _new_code(kind.name, others, "type")
        kind.order = 1 + max((other.order for other in others), default=0)
    kind.save()
    playbook_changed("segments", staff_id=user.pk)
    return kind


@transaction.atomic
def save_segment(*, user: Staff, type_id: int, segment_id: int | None, values: Mapping[str, Any]) -> Segment:
    """Add a segment to a type (at the end; its code is made of its name), or change one.

    Its condition has been checked by the caller.
    """
    kind = SegmentType.objects.select_for_update().get(pk=type_id)
    segment = Segment(type=kind) if segment_id is None else Segment.objects.get(type=kind, pk=segment_id)
    is_new = segment.pk is None
    others = list(kind.segments.exclude(pk=segment.pk))
    _check_name(values["name"], others)
    segment.name = values["name"]
    segment.condition = values.get("condition", segment.condition)
    if is_new:
        segment.code = _new_code(segment.name, others, "segment")
        segment.order = 1 + max((other.order for other in others), default=0)
    segment.save()
    playbook_changed("segments", staff_id=user.pk)
    return segment


def _check_name(name: Mapping[str, str], others: Sequence[SegmentType | Segment]) -> None:
    """Two of one name could not be told apart where they are chosen."""
    if not any(name.values()):
        raise InvalidInputError(_("It needs a name."), field="name_ru")
    for language, text in name.items():
        if text and any(other.name.get(language, "").casefold() == text.casefold() for other in others):
            raise InvalidInputError(_("There is one of this name already."), field=f"name_{language}")


def _new_code(name: Mapping[str, str], others: Sequence[SegmentType | Segment], otherwise: str) -> str:
    taken = {other.code for other in others}
    return free_code(name.get("en") or name.get("ru") or "", taken, otherwise=otherwise, between="_")


@transaction.atomic
def use_segment_type(*, user: Staff, type_id: int, is_active: bool) -> None:
    """Take a type out of use, or back into it: clients keep the segments that they are in."""
    SegmentType.objects.filter(pk=type_id).update(is_active=is_active)
    playbook_changed("segments", staff_id=user.pk)


@transaction.atomic
def use_segment(*, user: Staff, segment_id: int, is_active: bool) -> None:
    """Take a segment out of use, or back into it: nobody enters it meanwhile, who is in it stays."""
    Segment.objects.filter(pk=segment_id).update(is_active=is_active)
    playbook_changed("segments", staff_id=user.pk)


@transaction.atomic
def move_segment(*, user: Staff, segment_id: int) -> None:
    """A segment goes one place up in its type: of several true conditions the first wins."""
    segment = Segment.objects.select_for_update().get(pk=segment_id)
    ordered = list(Segment.objects.select_for_update().filter(type=segment.type_id).order_by("order", "code"))
    place = next(n for n, each in enumerate(ordered) if each.pk == segment.pk)
    if place:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
    for order, each in enumerate(ordered, start=1):
        if each.order != order:
            Segment.objects.filter(pk=each.pk).update(order=order)
    playbook_changed("segments", staff_id=user.pk)


@transaction.atomic
def remove_segment(*, user: Staff, segment_id: int) -> None:
    """Take a segment out of the playbook. Raises ConflictError while any client is or ever was in it."""
    segment = Segment.objects.select_for_update().get(pk=segment_id)
    clients = ClientSegment.objects.filter(segment=segment).values("client").distinct().count()
    if clients:
        raise ConflictError(
            _("“%(name)s” cannot be removed: it is in the history of %(count)d clients.")
            % {"name": segment, "count": clients},
            hint=_("Take it out of use: who is in it stays."),
        )
    segment.delete()
    playbook_changed("segments", staff_id=user.pk)


@transaction.atomic
def remove_segment_type(*, user: Staff, type_id: int) -> None:
    """Take a type out of the playbook. Raises ConflictError while any client is or ever was in one of its segments."""
    kind = SegmentType.objects.select_for_update().get(pk=type_id)
    if ClientSegment.objects.filter(type=kind).exists():
        raise ConflictError(
            _("“%(name)s” cannot be removed: clients are in its segments, or were.") % {"name": kind},
            hint=_("Take it out of use: who is in its segments stays there."),
        )
    kind.delete()
    playbook_changed("segments", staff_id=user.pk)
