"""Who may open an address, in terms of staff: the marks of ``core.access`` and the predicates they take."""

from typing import cast

from django.http import HttpRequest

from mayak.accounts.models import Role, Staff
from mayak.accounts.reauthentication import reauthenticated
from mayak.core.access import AccessPolicy, policy_of, public, requires, staff_only

__all__ = [
    "AccessPolicy",
    "can_edit_playbook",
    "can_manage_absences",
    "is_administrator",
    "leads_others",
    "logged_in",
    "policy_of",
    "public",
    "reauthenticated",
    "requires",
    "staff_only",
]


def logged_in(request: HttpRequest) -> Staff:
    """The member of staff behind a request; only for views whose policy needs a log-in."""
    return cast(Staff, request.user)


def is_administrator(user: Staff) -> bool:
    """Users, imports and their undo, backup (domain §1)."""
    return user.is_admin


def can_manage_absences(user: Staff) -> bool:
    """Leads, directors and administrators record who is away and who substitutes."""
    return user.is_admin or user.role in {Role.TEAM_LEAD, Role.DIRECTOR}


def leads_others(user: Staff) -> bool:
    """Those who answer for the work of others: leads of a team, directors, methodologists."""
    return user.role in {Role.TEAM_LEAD, Role.DIRECTOR, Role.METHODOLOGIST}


def can_edit_playbook(user: Staff) -> bool:
    """The method belongs to methodologists; directors and administrators may change it as well, others read it."""
    return user.is_admin or user.role in {Role.METHODOLOGIST, Role.DIRECTOR}
