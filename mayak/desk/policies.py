"""Whose work a person may look into."""

from mayak.accounts.models import Role, Staff
from mayak.accounts.scope import scope_of


def can_read_changes_of(user: Staff, staff_id: int) -> bool:
    """What a colleague changed: oneself, a lead those of the team, directors and administrators everybody."""
    if user.pk == staff_id or user.is_admin or user.role == Role.DIRECTOR:
        return True
    return user.role == Role.TEAM_LEAD and staff_id in scope_of(user).staff_ids
