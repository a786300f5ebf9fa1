"""Who is logged in, read with the team that every page names beside the person."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Expression

from mayak.accounts.models import Staff

_read_with_user: dict[str, Expression] = {}


def read_with_user(name: str, expression: Expression) -> None:
    """Let a figure that every page shows ride in the statement that loads the user (``user.<name>``)."""
    _read_with_user[name] = expression


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no type hints
    """Allauth's backend; the user and their team come in one statement."""

    def get_user(self, user_id: Any) -> Staff | None:
        """The member of staff of a session, unless dismissed meanwhile."""
        staff = Staff.objects.select_related("team").annotate(**_read_with_user).filter(pk=user_id).first()
        return staff if staff is not None and self.user_can_authenticate(staff) else None
