"""Putting clients into a segment."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned, refuse_changed
from mayak.bulk.models import BulkItem, BulkRun
from mayak.bulk.words import Later
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, ClientSegment, Segment
from mayak.clients.services.segments import enter_segment, take_back_segment, way_back
from mayak.core import clock
from mayak.core.text import localized


class SegmentForm(forms.Form):
    """Which segment."""

    segment = forms.TypedChoiceField(label=gettext_lazy("Segment"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {}
        in_use = Segment.objects.filter(is_active=True, type__is_active=True).select_related("type")
        for one in in_use.order_by("type__order", "type__code", "order", "code"):
            groups.setdefault(localized(one.type.name), []).append((one.pk, localized(one.name)))
        field = self.fields["segment"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("choose")), *groups.items()]


class EnterSegment(Action):
    """From today on the clients are in the segment."""

    code = "segment"
    icon = "filter"

    @property
    def label(self) -> str:
        return _("Segment")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return SegmentForm(data, initial=initial)

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        wanted = Segment.objects.select_related("type").get(pk=params["segment"])
        rows = ClientSegment.objects.filter(in_force_on(clock.today()), client__in=clients, type=wanted.type_id)
        held = {row.client_id: row.segment for row in rows.select_related("segment")}
        becomes, nowhere, there = Later(localized, wanted.name), Later(_in_none), Later(_in_it)
        return [
            Planned(
                client.pk,
                Later(localized, held[client.pk].name) if client.pk in held else nowhere,
                becomes,
                held[client.pk].pk if client.pk in held else None,
                note=there if client.pk in held and held[client.pk].pk == wanted.pk else "",
            )
            for client in clients
        ]

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        wanted, day = Segment.objects.get(pk=run.params["segment"]), clock.today()
        # Locks the client first: between the look and the write nobody changes it.
        before = enter_segment(
            user=run.author, client_id=item.client_id, type_id=wanted.type_id, segment_id=wanted.pk, day=day
        )
        refuse_changed(item, before[0] if before else None)
        now = (wanted.pk, False)
        word = way_back(client_id=item.client_id, type_id=wanted.type_id, day=day, before=before, now=now)
        return {"word": word}

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        take_back_segment(user=run.author, word=item.kept["word"])

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        one = Segment.objects.select_related("type").filter(pk=params.get("segment") or 0).first()
        return f"{localized(one.type.name)}: {localized(one.name)}" if one else ""


def _in_none() -> str:
    return _("in none")


def _in_it() -> str:
    return _("is in it already")
