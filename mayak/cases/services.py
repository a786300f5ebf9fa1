"""Writes of cases (S6)."""

from mayak.accounts.models import Role, Staff
from mayak.cases.models import Case, CaseKind
from mayak.clients.models import Client
from mayak.core import clock


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
