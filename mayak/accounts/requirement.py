"""Who has to set up a second factor, and by when."""

from datetime import timedelta
from enum import Enum
from typing import cast

from django.http import HttpRequest

from mayak.accounts.models import Staff, StaffSecurity
from mayak.accounts.office_settings import ADMINISTRATORS, SECOND_FACTOR_GRACE_DAYS, SECOND_FACTOR_ROLES
from mayak.accounts.second_factor import has_second_factor
from mayak.core import clock

# In the session: the factor is there, or was put off until the next log-in.
SETTLED = "mayak_factor_settled"


class Requirement(Enum):
    """What the rule of the office says about somebody without a second factor."""

    NONE = "none"
    SOON = "soon"
    NOW = "now"


def is_required_of(staff: Staff) -> bool:
    """Whether the office asks a second factor of this person, by role or by the administrator's flag."""
    asked = set(SECOND_FACTOR_ROLES.value)
    return bool(asked) and (staff.role in asked or (staff.is_admin and ADMINISTRATORS in asked))


def requirement_of(request: HttpRequest) -> Requirement:
    """Whether the person of the request may go on. No SQL when nothing is asked or it was settled in this session."""
    staff = cast(Staff, request.user)
    if not is_required_of(staff) or request.session.get(SETTLED):
        return Requirement.NONE
    if has_second_factor(staff):
        request.session[SETTLED] = True
        return Requirement.NONE
    return Requirement.SOON if days_left(staff) > 0 else Requirement.NOW


def days_left(staff: Staff) -> int:
    """Whole days until the second factor is a must; counting begins when it is first asked for."""
    kept, _is_new = StaffSecurity.objects.get_or_create(staff=staff)
    if kept.factor_asked_at is None:
        kept.factor_asked_at = clock.real_now()
        kept.save(update_fields=["factor_asked_at"])
    ends = kept.factor_asked_at + timedelta(days=SECOND_FACTOR_GRACE_DAYS.value)
    return max(0, -((clock.real_now() - ends) // timedelta(days=1)))


def put_off(request: HttpRequest) -> None:
    """Not now: until the next log-in, as long as there are days left."""
    if requirement_of(request) is Requirement.SOON:
        request.session[SETTLED] = True


def settle_anew(request: HttpRequest) -> None:
    """A factor was added or removed: the question stands again."""
    request.session.pop(SETTLED, None)
