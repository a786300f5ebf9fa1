"""The person's own fields: names, position, roles, how to address, notes (C4)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.domain.reach import UnreadableError, is_mail, read_mail, read_phone
from mayak.clients.events import FieldsChanged
from mayak.clients.models import Client, ContactPointKind, MailState, Person, PersonEmail, PersonPhone
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.contact_points import unreadable_words
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish

MOST_DAYS_AHEAD = 366


@transaction.atomic
def save_person(*, user: Staff, person_id: int, **fields: Any) -> Person:
    """Change fields of a person; only those named are written.

    A changed note carries its author and day, changed needs the day. Raises InvalidInputError at the field.
    """
    person = lock_person(user=user, person_id=person_id)
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    if not changed:
        return person
    _refuse_impossible(person, changed)
    before = {name: getattr(person, name) for name in changed}
    if "note" in changed:
        changed |= {"note_by": user, "note_date": clock.today()}
    if "needs" in changed:
        changed["needs_checked_date"] = clock.today()
    for name, value in changed.items():
        setattr(person, name, value)
    if person.mail_state != MailState.UNSUBSCRIBED and person.mail_left_reason:
        person.mail_left_reason = ""
        changed["mail_left_reason"] = ""
    person.save(update_fields=list(changed))
    publish(FieldsChanged(user.pk, person.client_id, person.pk, before))
    tell_changed(person.client_id)
    return person


def _refuse_impossible(person: Person, changed: dict[str, Any]) -> None:
    today = clock.today()
    birth = changed.get("birth_date")
    if birth is not None and birth > today:
        raise InvalidInputError(_("Nobody is born on a day that has not come."), field="birth_date")
    if (changed.get("started_date") or today) > today + timedelta(days=MOST_DAYS_AHEAD):
        raise InvalidInputError(_("Nobody is expected so far ahead: a year at most."), field="started_date")
    started, left = changed.get("started_date", person.started_date), person.left_date
    if started is not None and left is not None and left < started:
        raise InvalidInputError(_("The person left before this day."), field="started_date")


@transaction.atomic
def add_person(
    *, user: Staff, client_id: int, last_name: str, first_name: str = "", reach: str = "", **fields: Any
) -> Person:
    """A new person at a client, with a phone or mail address if one is known (``reach``)."""
    client = get_visible_or_404(user, Client, client_id)
    point = _point_of(reach) if reach.strip() else None
    person = Person.objects.create(client=client, last_name=last_name, first_name=first_name, **fields)
    if point is not None:
        point.person = person
        point.is_favourite, point.confirmed_date = True, clock.today()
        point.save()
    new = ["last_name", *fields, *(["emails" if is_mail(reach) else "phones"] if point else [])]
    publish(FieldsChanged(user.pk, client.pk, person.pk, dict.fromkeys(new)))
    tell_changed(client.pk)
    return person


def _point_of(text: str) -> PersonPhone | PersonEmail:
    try:
        if is_mail(text):
            return PersonEmail(address=read_mail(text))
        phone = read_phone(text)
    except UnreadableError as error:
        raise InvalidInputError(unreadable_words(error.code), field="reach") from error
    kind = ContactPointKind.MOBILE if phone.is_mobile else ContactPointKind.WORK
    return PersonPhone(number=phone.number, extension=phone.extension, kind=kind)


@transaction.atomic
def congratulate(*, user: Staff, person_id: int) -> Person:
    """The person was congratulated today."""
    person = lock_person(user=user, person_id=person_id)
    person.congratulated_date = clock.today()
    person.save(update_fields=["congratulated_date"])
    return person
