"""Who may change staff and absences."""

from mayak.accounts.access import can_manage_absences
from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of


def can_record_absence(user: Staff, absent: Staff) -> bool:
    """A lead for the own team tree, a director or an administrator for everybody, everybody for oneself."""
    if user.pk == absent.pk or user.is_admin:
        return True
    scope = scope_of(user)
    return can_manage_absences(user) and (scope.sees_all or absent.pk in scope.staff_ids)
