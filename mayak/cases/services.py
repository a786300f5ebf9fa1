"""Writes of cases (S6)."""

from datetime import date

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Role, Staff
from mayak.cases.models import Case, CaseKind
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.ui import formats


def lead_of(staff_id: int) -> Staff | None:
    """The lead above a member of staff: of the own team, else of the nearest team above."""
    team = Staff.objects.select_related("team__parent__parent").get(pk=staff_id).team
    while team is not None:
        lead = Staff.objects.filter(team=team, role=Role.TEAM_LEAD, dismissed_date=None).exclude(pk=staff_id).first()
        if lead is not None:
            return lead
        team = team.parent
    return None


def raise_for_lead(
    *, client: Client, kind: CaseKind, title: str, expert_id: int, person_id: int | None, words: str
) -> tuple[Case, bool]:
    """Open a case owned by the lead of the client's expert; one open case of a kind and title per client.

    Returns the open case and whether it is new. The caller holds the client's lock and publishes the news.
    ``words``: what the client said, kept as the end of the title.
    """
    same = Case.objects.filter(client=client, kind=kind, closed_at=None)
    standing = (same if kind == CaseKind.THREAT else same.filter(title__startswith=title)).first()
    if standing is not None:
        return standing, False
    case = Case.objects.create(
        client=client,
        person_id=person_id,
        kind=kind,
        title=f"{title}: {words}"[:300] if words else title,
        opened_at=clock.now(),
        due_date=clock.today(),
        owner=lead_of(expert_id),
    )
    return case, True


@transaction.atomic
def open_case(
    *,
    user: Staff,
    client_id: int,
    kind: str,
    title: str,
    due_date: date | None = None,
    owner_id: int | None = None,
    person_id: int | None = None,
) -> Case:
    """Open a case at a client, one's own unless another owner is named; an open one like it stays the only one.

    A threat belongs to the lead (W5).
    """
    client = visible_to(user, Client).select_for_update(of=("self",)).filter(pk=client_id).first()
    if client is None:
        raise Http404
    if not title.strip():
        raise InvalidInputError(_("Say what it is about."), field="title")
    if due_date is not None and due_date < clock.today():
        raise InvalidInputError(
            _("%(day)s has passed.") % {"day": formats.day(due_date)},
            hint=_("Choose today or a later day."),
            field="due_date",
        )
    lead = lead_of(user.pk) if kind == CaseKind.THREAT and owner_id is None else None
    case, _made = Case.objects.get_or_create(
        client=client,
        kind=CaseKind(kind),
        title=title.strip()[:300],
        closed_at=None,
        defaults={
            "opened_at": clock.now(),
            "due_date": due_date,
            "person_id": person_id,
            "owner_id": owner_id or (lead or user).pk,
        },
    )
    publish(ClientsChanged(frozenset({client.pk})))
    return case
