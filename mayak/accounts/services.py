"""Writes about staff: accounts, rights, passwords, teams, absences."""

from datetime import date
from typing import Any, Literal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mayak.accounts.events import AbsenceChanged
from mayak.accounts.journal import record_security_event
from mayak.accounts.models import Absence, EventKind, Role, Staff, Team
from mayak.accounts.passwords import remember_password
from mayak.accounts.policies import can_record_absence
from mayak.accounts.sessions import end_sessions
from mayak.audit.services import because
from mayak.core import clock, events
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
    record_security_event(EventKind.RIGHTS_CHANGED, subject=staff, detail=_rights_in_words(staff))
    return staff


@transaction.atomic
def edit_staff(*, by: Staff, staff: Staff, **values: Any) -> None:
    """Change names, role, team, flag, capacity, contacts of a member of staff.

    Raises NotAllowedError for taking one's own administrator's right or the last one of the office.
    """
    before = _rights_in_words(staff)
    if staff.is_admin and not values.get("is_admin", staff.is_admin):
        if staff.pk == by.pk:
            raise NotAllowedError(
                _("You cannot take the administrator’s right from yourself."),
                hint=_("Ask another administrator."),
                field="is_admin",
            )
        _keep_an_administrator(staff, field="is_admin")
    for name, value in values.items():
        setattr(staff, name, value)
    staff.save(update_fields=list(values))
    after = _rights_in_words(staff)
    if after != before:
        record_security_event(EventKind.RIGHTS_CHANGED, staff=by, subject=staff, detail=f"{before} → {after}")
        if staff.pk != by.pk:
            end_sessions(staff)


def set_password(*, staff: Staff, password: str) -> None:
    """Give a member of staff a new password; every session of theirs ends. Raises InvalidInputError when too weak."""
    _check_password(password, staff)
    remember_password(staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    end_sessions(staff)
    record_security_event(EventKind.PASSWORD_GIVEN, subject=staff)


@transaction.atomic
def dismiss_staff(*, staff: Staff, day: date | None = None) -> None:
    """End the employment: from that day (default: today by the real calendar) the account is closed.

    Raises NotAllowedError for the last administrator.
    """
    if staff.is_admin:
        _keep_an_administrator(staff)
    staff.dismissed_date = day or clock.day_of(clock.real_now())
    staff.save(update_fields=["dismissed_date"])
    if not staff.is_active:
        end_sessions(staff)
    record_security_event(EventKind.ACCOUNT_CLOSED, subject=staff)


def restore_staff(*, staff: Staff) -> None:
    """Take a dismissal back."""
    staff.dismissed_date = None
    staff.save(update_fields=["dismissed_date"])
    record_security_event(EventKind.ACCOUNT_OPENED, subject=staff)


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

    The same again (a form sent twice because its answer was lost) gives what was noted. Raises NotAllowedError
    outside one's rights, InvalidInputError for dates or a substitute that do not fit.
    """
    if not can_record_absence(by, staff):
        raise NotAllowedError(_("You cannot record an absence of %(name)s.") % {"name": staff.full_name})
    if to_date < from_date:
        raise InvalidInputError(_("The last day is before the first."), field="to_date")
    if substitute is not None and substitute.pk == staff.pk:
        raise InvalidInputError(_("Nobody substitutes for themselves."), field="substitute")
    try:
        with transaction.atomic(), because(reason):
            absence = Absence.objects.create(
                staff=staff, substitute=substitute, from_date=from_date, to_date=to_date, reason=reason
            )
    except IntegrityError as error:
        same = Absence.objects.filter(
            staff=staff, substitute=substitute, from_date=from_date, to_date=to_date, reason=reason
        ).first()
        if same is not None:
            return same
        raise ConflictError(
            _("%(name)s is already recorded as away on some of these days.") % {"name": staff.full_name},
            hint=_("Change the days or end the other absence first."),
            field="from_date",
        ) from error
    _publish_absence(absence, "recorded", by)
    return absence


@transaction.atomic
def cancel_absence(*, by: Staff, absence: Absence) -> None:
    """Take an absence back. Raises NotAllowedError outside one's rights."""
    if not can_record_absence(by, absence.staff):
        raise NotAllowedError(_("You cannot change an absence of %(name)s.") % {"name": absence.staff.full_name})
    _publish_absence(absence, "cancelled", by)
    absence.delete()


def _publish_absence(absence: Absence, what: Literal["recorded", "changed", "cancelled"], by: Staff) -> None:
    events.publish(
        AbsenceChanged(
            absence_id=absence.pk,
            what=what,
            by_id=by.pk,
            staff_id=absence.staff_id,
            substitute_id=absence.substitute_id,
            from_date=absence.from_date,
            to_date=absence.to_date,
        )
    )


def _keep_an_administrator(staff: Staff, field: str = "") -> None:
    today = clock.day_of(clock.real_now())
    others = Staff.objects.select_for_update().filter(is_admin=True).exclude(pk=staff.pk)
    if not any(person.dismissed_date is None or person.dismissed_date > today for person in others):
        raise NotAllowedError(
            _("%(name)s is the last administrator.") % {"name": staff.full_name},
            hint=_("Make somebody else an administrator first."),
            field=field,
        )


def _rights_in_words(staff: Staff) -> str:
    words = [str(staff.get_role_display()), staff.team.name if staff.team else ""]
    return ", ".join(word for word in [*words, _("administrator") if staff.is_admin else ""] if word)


def _check_password(password: str, staff: Staff) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise InvalidInputError(" ".join(error.messages), field="password") from error
