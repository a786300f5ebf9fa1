"""Handing clients over to another member of staff, with everything that is open at them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned, changed_since
from mayak.bulk.models import BulkItem, BulkRun, ItemState
from mayak.bulk.words import Later, LeftOutError, Words
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, Responsibility, ResponsibilityRole
from mayak.core import clock
from mayak.core.errors import ConflictError, MayakError
from mayak.team.models import HandOver, HandOverState
from mayak.team.policies import can_hand_over, may_give, receivers_for, refusal_of
from mayak.team.queries.pools import OpenLine, open_lines
from mayak.team.services.asking import hand_over, take_back


class AssignForm(forms.Form):
    """To whom, in which role, why."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ResponsibilityRole.choices)
    receiver = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        assert isinstance(field, forms.TypedChoiceField)
        self.people = {one.pk: one for one in receivers_for(user).order_by("last_name", "first_name")}
        named = ((pk, f"{one.full_name}, {one.get_role_display()}") for pk, one in self.people.items())
        field.choices = [("", _("choose")), *named]

    def clean(self) -> dict[str, Any]:
        """Somebody whose work it is not is refused at the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        receiver, role = self.people.get(cleaned.get("receiver") or 0), cleaned.get("role")
        if receiver and role and (refusal := refusal_of(receiver, role)):
            self.add_error("receiver", refusal)
        return cleaned


class Assign(Action):
    """One hand-over per person who gives; each can be taken back as any other."""

    code = "assign"
    icon = "users"

    @property
    def label(self) -> str:
        return _("Hand over")

    def is_for(self, user: Staff) -> bool:
        return can_hand_over(user)

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return AssignForm(data, initial=initial, user=user)

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        receiver = receivers_for(user).get(pk=params["receiver"])
        held = _held([client.pk for client in clients], params["role"])
        along = _along(held)
        foreign = {staff.pk for staff in held.values() if not may_give(user, staff.pk)}
        return [
            Planned(
                client.pk,
                held[client.pk].full_name if client.pk in held else "",
                Later(_receives, receiver.full_name, along.get(client.pk)),
                held[client.pk].pk if client.pk in held else None,
                note=_why_not(held.get(client.pk), receiver, foreign),
            )
            for client in clients
        ]

    def apply_all(self, run: BulkRun) -> None:
        """Ask for the hand-overs once; a second start of the job finds what is asked for."""
        waiting = list(run.items.filter(state=ItemState.WAITING, kept={}))
        held = _held([item.client_id for item in waiting], run.params["role"])
        givers: dict[int, list[BulkItem]] = defaultdict(list)
        for item in waiting:
            owner = held.get(item.client_id)
            if owner is not None and owner.pk == item.seen:
                givers[owner.pk].append(item)
        for giver, items in givers.items():
            try:
                asked = hand_over(
                    user=run.author,
                    giver_id=giver,
                    receiver_id=run.params["receiver"],
                    role=run.params["role"],
                    client_ids=[item.client_id for item in items],
                    from_date=clock.today(),
                    reason=run.params["reason"],
                )
            except (MayakError, Http404) as error:
                run.items.filter(pk__in=[item.pk for item in items]).update(plan={"refused": str(error)[:250]})
                continue
            run.items.filter(pk__in=[item.pk for item in items]).update(kept={"hand_over": asked.pk})

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        if not item.kept:
            if item.plan.get("refused"):
                raise ConflictError(item.plan["refused"])
            raise LeftOutError(changed_since)
        kept: dict[str, Any] = item.kept
        return kept

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        """The first client of a hand-over takes the whole of it back."""
        asked = HandOver.objects.get(pk=item.kept["hand_over"])
        if asked.state not in {HandOverState.RETURNING, HandOverState.RETURNED}:
            take_back(user=run.author, hand_over_id=asked.pk)

    def links(self, run: BulkRun) -> list[tuple[str, str]]:
        """The hand-overs, one per person who gave, and the sheet of each."""
        keys = {key for key in run.items.values_list("kept__hand_over", flat=True) if key}
        asked = HandOver.objects.filter(pk__in=keys).select_related("giver").order_by("pk")
        found = []
        for one in asked:
            name = one.giver.full_name
            found.append((_("Hand-over from %(name)s") % {"name": name}, reverse("hand_over", args=[one.pk])))
            found.append((_("Sheet for the receiver"), reverse("hand_over_sheet", args=[one.pk])))
        return found

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        return str(params.get("reason", ""))


def _why_not(giver: Staff | None, receiver: Staff, foreign: Collection[int]) -> Words:
    """Why a client cannot be handed over; "" when it can."""
    if giver is None:
        return Later(_nobody)
    if giver.pk == receiver.pk:
        return Later(_theirs)
    return Later(_foreign, giver.full_name) if giver.pk in foreign else ""


def _nobody() -> str:
    return _("nobody looks after the client in this role")


def _theirs() -> str:
    return _("is theirs already")


def _foreign(name: str) -> str:
    return _("the clients of %(name)s are not yours to hand over") % {"name": name}


def _along(held: Mapping[int, Staff]) -> dict[int, OpenLine]:
    """What moves with each client. One statement per person who gives."""
    givers: dict[int, list[int]] = defaultdict(list)
    for client, staff in held.items():
        givers[staff.pk].append(client)
    found: dict[int, OpenLine] = {}
    for giver, clients in givers.items():
        found |= {line.pk: line for line in open_lines(clients, giver, clock.today())}
    return found


def _receives(name: str, line: OpenLine | None) -> str:
    """The new owner, and what moves along."""
    if line is None:
        return name
    parts = (
        ngettext("%(n)d contact", "%(n)d contacts", line.contacts) % {"n": line.contacts},
        ngettext("%(n)d agreement", "%(n)d agreements", line.agreements) % {"n": line.agreements},
        ngettext("%(n)d case", "%(n)d cases", line.cases) % {"n": line.cases},
        ngettext("%(n)d assignment", "%(n)d assignments", line.assignments) % {"n": line.assignments},
    )
    counts = (line.contacts, line.agreements, line.cases, line.assignments)
    along = ", ".join(part for part, count in zip(parts, counts, strict=True) if count)
    return f"{name}; {along}" if along else name


def _held(client_ids: Sequence[int], role: str) -> dict[int, Staff]:
    rows = Responsibility.objects.filter(in_force_on(clock.today()), client__in=client_ids, role=role)
    return {row.client_id: row.staff for row in rows.select_related("staff")}
