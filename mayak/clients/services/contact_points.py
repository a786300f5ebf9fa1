"""Phones and mailboxes of a person: add, change, confirm, mark as not working, remove (C4)."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.reach import UnreadableError, is_mail, read_mail, read_phone
from mayak.clients.events import FieldsChanged
from mayak.clients.models import ContactPointKind, Person, PersonEmail, PersonPhone
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish

Point = PersonPhone | PersonEmail
KINDS: dict[str, type[Point]] = {"phone": PersonPhone, "email": PersonEmail}


@dataclass(frozen=True)
class Reach:
    """A phone or mailbox as typed. ``kind`` empty: guessed from the number."""

    text: str
    extension: str = ""
    kind: str = ""
    label: str = ""
    is_favourite: bool = False
    is_unwanted: bool = False
    invalid_date: date | None = None
    invalid_reason: str = ""


@transaction.atomic
def save_contact_point(
    *, user: Staff, person_id: int, reach: Reach, table: str = "", point_id: int | None = None
) -> Point:
    """Add a phone or mailbox, or change one (``table``: ``phone`` or ``email``, with its key).

    A favourite replaces the former one of its table. Raises InvalidInputError (field ``text``) with the reason.
    """
    person = lock_person(user=user, person_id=person_id)
    model = KINDS[table] if table else KINDS["email" if is_mail(reach.text) else "phone"]
    point = model(person=person) if point_id is None else _own(model, person, point_id)
    _read_into(point, reach)
    point.label, point.is_favourite, point.is_unwanted = reach.label, reach.is_favourite, reach.is_unwanted
    point.invalid_date, point.invalid_reason = reach.invalid_date, reach.invalid_reason if reach.invalid_date else ""
    if reach.is_favourite:
        model._default_manager.filter(person=person, is_favourite=True).exclude(pk=point.pk).update(is_favourite=False)
    if point_id is None:
        point.order = model._default_manager.filter(person=person).count()
        point.confirmed_date = clock.today()
    try:
        with transaction.atomic():
            point.save()
    except IntegrityError as error:
        raise InvalidInputError(_("%(text)s is in the list already.") % {"text": str(point)}, field="text") from error
    _tell(user, person, point)
    return point


@transaction.atomic
def confirm_contact_point(*, user: Staff, person_id: int, table: str, point_id: int) -> Point:
    """It works as of today: whatever said that it does not is taken back."""
    person = lock_person(user=user, person_id=person_id)
    point = _own(KINDS[table], person, point_id)
    point.confirmed_date, point.invalid_date, point.invalid_reason = clock.today(), None, ""
    point.save(update_fields=["confirmed_date", "invalid_date", "invalid_reason"])
    _tell(user, person, point)
    return point


@transaction.atomic
def remove_contact_point(*, user: Staff, person_id: int, table: str, point_id: int) -> None:
    """A number or address that was never this person's. One that fell silent is marked instead."""
    person = lock_person(user=user, person_id=person_id)
    point = _own(KINDS[table], person, point_id)
    point.delete()
    _tell(user, person, point)


def _tell(user: Staff, person: Person, point: Point) -> None:
    changed = "emails" if isinstance(point, PersonEmail) else "phones"
    publish(FieldsChanged(user.pk, person.client_id, person.pk, {changed: None}))
    tell_changed(person.client_id)


def _own(model: type[Point], person: Person, point_id: int) -> Point:
    point = model._default_manager.filter(person=person, pk=point_id).first()
    if point is None:
        raise InvalidInputError(_("This number or address is not in the list any more."), field="text")
    return point


def _read_into(point: Point, reach: Reach) -> None:
    try:
        if isinstance(point, PersonEmail):
            point.address = read_mail(reach.text)
            point.kind = reach.kind or ContactPointKind.WORK
        else:
            phone = read_phone(reach.text, reach.extension)
            point.number, point.extension = phone.number, phone.extension
            point.kind = reach.kind or (ContactPointKind.MOBILE if phone.is_mobile else ContactPointKind.WORK)
    except UnreadableError as error:
        raise InvalidInputError(unreadable_words(error.code), field="text") from error


def unreadable_words(code: str) -> str:
    """Why a number or address cannot be one."""
    return {
        "no_digits": _("A phone number has digits. Write it as +7 (999) 000-00-16, ext. 12."),
        "too_short": _("Digits are missing: a Russian number has ten of them after +7 or 8."),
        "too_long": _("Too many digits for a phone number. Write an extension after “ext.”."),
        "no_country": _("No country has this code. Begin a foreign number with + and the code of the country."),
        "not_possible": _("This is no phone number. Write it as +7 (999) 000-00-16, ext. 12."),
        "no_at": _("A mail address has an @ with the name before it."),
        "no_mail": _("This is no mail address. Write it as name@company.ru, without spaces."),
    }[code]
