"""Who sees which client: the one mechanism behind every queryset that reaches a person."""

from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404

from mayak.accounts.models import Role, Staff
from mayak.accounts.scope import scope_of
from mayak.clients.events import RecordOpened
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Person, Responsibility, ResponsibilityRole
from mayak.core import clock, events

M = TypeVar("M", bound=models.Model)

# Who may look after clients in which role (domain §1): those whose work it is, and who leads either.
HOLDERS = {
    ResponsibilityRole.EXPERT.value: (Role.EXPERT, Role.TEAM_LEAD, Role.DIRECTOR),
    ResponsibilityRole.ACCOUNT_MANAGER.value: (Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.DIRECTOR),
}


def can_hold(staff_role: str, role: str) -> bool:
    """Whether staff of this role may be responsible for clients in the given one."""
    return staff_role in HOLDERS.get(role, ())


def visible_to(user: Staff, model: type[M]) -> models.QuerySet[M]:
    """The rows of a client-owned model that a member of staff may see (design §2, O6).

    ``model.CLIENT_PATH`` names the way to the client. Raises AttributeError for a model without one:
    an undeclared model is a programming error, not an open door.
    """
    scope = scope_of(user)
    path: str = model.CLIENT_PATH  # type: ignore[attr-defined]
    rows = model._default_manager.all()
    if scope.sees_all:
        return rows
    pools = Responsibility.objects.filter(in_force_on(clock.today()), staff__in=scope.staff_ids)
    return rows.filter(Q(**{f"{path}__in": pools.values("client")}))


def get_visible_or_404(user: Staff, model: type[M], pk: int, *related: str) -> M:
    """The row with the key if it is within the person's rights; else "not found", never "forbidden".

    ``related`` are followed in the same query (select_related). Whoever listens learns that the row was opened.
    """
    rows = visible_to(user, model)
    row = get_object_or_404(rows.select_related(*related) if related else rows, pk=pk)
    path: str = model.CLIENT_PATH  # type: ignore[attr-defined]
    client = row.pk if path == "pk" else getattr(row, "client_id", None)
    person = row.pk if isinstance(row, Person) else getattr(row, "person_id", None)
    events.publish(RecordOpened(user.pk, client, person))
    return row


def can_remove_file(user: Staff, added_by_id: int | None) -> bool:
    """A file is removed for good: by who added it (anybody, when that is not known), a lead, a director.

    Whether the user sees the client is asked before.
    """
    return added_by_id in (None, user.pk) or user.is_admin or user.role in {Role.TEAM_LEAD, Role.DIRECTOR}
