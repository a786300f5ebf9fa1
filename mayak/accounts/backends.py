"""Who is logged in, read with the team that every page names beside the person."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from mayak.accounts.models import Staff


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no type hints
    """Allauth's backend; the user and their team come in one statement."""

    def get_user(self, user_id: Any) -> Staff | None:
        """The member of staff of a session, unless dismissed meanwhile."""
        staff = Staff.objects.select_related("team").filter(pk=user_id).first()
        return staff if staff is not None and self.user_can_authenticate(staff) else None
