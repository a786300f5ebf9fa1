"""Writes about staff: accounts, passwords, teams, absences."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Absence, Role, Staff, Team
from mayak.accounts.policies import can_record_absence
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError


def create_staff(
    *,
    login: str,
    last_name: str,
    first_name: str,
    role: str,
    middle_name: str = "",
    is_admin: bool = False,
    team: Team | None = None,
    email: str = "",
    password: str | None = None,
) -> Staff:
    """A new member of staff. Without a password nobody can log in as them until one is set.

    Raises InvalidInputError naming the field: a taken log-in name, an unknown role, a weak password.
    """
    login = login.strip()
    if not login:
        raise InvalidInputError(_("Enter a log-in name."), field="login")
    if Staff.objects.filter(login__iexact=login).exists():
        raise InvalidInputError(
            _("The log-in name “%(login)s” is taken.") % {"login": login},
            hint=_("Choose another one."),
            field="login",
        )
    if role not in Role.values:
        raise InvalidInputError(
            _("There is no role “%(role)s”.") % {"role": role}, hint=", ".join(Role.values), field="role"
        )
    staff = Staff(
        login=login,
        last_name=last_name,
        first_name=first_name,
        middle_name=middle_name,
        role=role,
        is_admin=is_admin,
        team=team,
        email=email,
    )
    if password is not None:
        _check_password(password, staff)
    staff.set_password(password)
    staff.save()
    return staff


def set_password(*, staff: Staff, password: str) -> None:
    """Give a member of staff a new password. Raises InvalidInputError when it is too weak."""
    _check_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])


def dismiss_staff(*, staff: Staff, day: date | None = None) -> None:
    """End the employment: from that day (default: today by the real calendar) the account is closed."""
    staff.dismissed_date = day or clock.day_of(clock.real_now())
    staff.save(update_fields=["dismissed_date"])


def restore_staff(*, staff: Staff) -> None:
    """Take a dismissal back."""
    staff.dismissed_date = None
    staff.save(update_fields=["dismissed_date"])


def set_language(*, staff: Staff, language: str) -> None:
    """The language the member of staff wants the product to speak: ``ru`` or ``en``."""
    if language not in {"ru", "en"}:
        raise InvalidInputError(_("There is no such language."), field="language")
    staff.language = language
    staff.save(update_fields=["language"])


@transaction.atomic
def record_absence(
    *, by: Staff, staff: Staff, substitute: Staff | None, from_date: date, to_date: date, reason: str = ""
) -> Absence:
    """Note who is away (days inclusive) and who reads and writes in their place.

    Raises NotAllowedError outside one's rights, InvalidInputError for dates or a substitute that do not fit.
    """
    if not can_record_absence(by, staff):
        raise NotAllowedError(_("You cannot record an absence of %(name)s.") % {"name": staff.full_name})
    if to_date < from_date:
        raise InvalidInputError(_("The last day is before the first."), field="to_date")
    if substitute is not None and substitute.pk == staff.pk:
        raise InvalidInputError(_("Nobody substitutes for themselves."), field="substitute")
    try:
        with transaction.atomic():
            return Absence.objects.create(
                staff=staff, substitute=substitute, from_date=from_date, to_date=to_date, reason=reason
            )
    except IntegrityError as error:
        raise ConflictError(
            _("%(name)s is already recorded as away on some of these days.") % {"name": staff.full_name},
            hint=_("Change the days or end the other absence first."),
            field="from_date",
        ) from error


def cancel_absence(*, by: Staff, absence: Absence) -> None:
    """Take an absence back. Raises NotAllowedError outside one's rights."""
    if not can_record_absence(by, absence.staff):
        raise NotAllowedError(_("You cannot change an absence of %(name)s.") % {"name": absence.staff.full_name})
    absence.delete()


def _check_password(password: str, staff: Staff) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise InvalidInputError(" ".join(error.messages), field="password") from error
