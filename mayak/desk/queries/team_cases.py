"""What waits for a lead: open threats, complaints and competitors of the team's clients, oldest term first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import F, IntegerField, Value, When

from mayak.accounts.models import Absence, Staff
from mayak.accounts.scope import scope_of
from mayak.cases.models import Case, CaseKind
from mayak.clients.policies import visible_to

SHOWN = 8
BURNING = (CaseKind.THREAT, CaseKind.COMPLAINT, CaseKind.COMPETITOR)


@dataclass(frozen=True)
class WaitingCases:
    """The first cases and how many there are."""

    cases: tuple[Case, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.cases)


def waiting_cases(user: Staff, staff_ids: frozenset[int] | None) -> WaitingCases:
    """Open threats, complaints, competitors within the rights; those owned by the person first. 2 statements.

    ``staff_ids``: owned by these people only.
    """
    cases = visible_to(user, Case).filter(closed_at=None, kind__in=BURNING)
    if staff_ids is not None:
        cases = cases.filter(owner__in=staff_ids)
    weight = Choice(
        *[When(kind=kind, then=Value(place)) for place, kind in enumerate(BURNING)], output_field=IntegerField()
    )
    rows = cases.select_related("client", "owner").order_by(
        Choice(When(owner=user, then=Value(0)), default=Value(1), output_field=IntegerField()),
        weight,
        F("due_date").asc(nulls_last=True),
        "pk",
    )
    shown = tuple(rows[:SHOWN])
    return WaitingCases(shown, cases.count() if len(shown) == SHOWN else len(shown))


def absences_of_team(user: Staff, day: date, staff_ids: frozenset[int] | None) -> list[Absence]:
    """Absences of today and later within the scope, the earliest first. One statement."""
    scope = scope_of(user, day)
    absences = Absence.objects.filter(to_date__gte=day).select_related("staff", "substitute")
    if not scope.sees_all:
        absences = absences.filter(staff__in=scope.staff_ids)
    if staff_ids is not None:
        absences = absences.filter(staff__in=staff_ids)
    return list(absences.order_by("from_date", "staff__last_name", "pk")[:20])
