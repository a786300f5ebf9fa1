"""A person no longer works at a client: what follows, where they went, and the way back (C4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.events import FieldsChanged
from mayak.clients.models import (
    Client,
    Consent,
    ContactPointKind,
    DeedKind,
    MailState,
    Person,
    PersonDeed,
    PersonEmail,
    PersonPhone,
    PersonRole,
    PersonRubric,
    PersonTaxRegime,
)
from mayak.clients.policies import get_visible_or_404
from mayak.clients.queries.identity import ROLE_ORDER
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.clients.services.steps import Steps
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.events import publish

# What goes along to a new client: the person's own, nothing of the employer's.
OWN_KINDS = (ContactPointKind.PERSONAL, ContactPointKind.MOBILE)
CARRIED = (
    "last_name", "first_name", "middle_name", "name_note", "gender", "address_as", "declined", "birth_date",
    "interests", "topics", "topics_note", "rubrics_checked_date", "needs", "needs_checked_date", "note", "note_by",
    "note_date", "mail_state", "mail_left_reason",
)  # fmt: skip
# The roles whose holder is asked for when the last one leaves.
ASKED_ROLES = (PersonRole.KEY_USER, PersonRole.DECISION_MAKER, PersonRole.INFLUENCER, PersonRole.RESPONSIBLE)


@dataclass(frozen=True)
class OpenKind:
    """Something of a higher app that is open with a person and goes to a colleague: agreements, planned contacts."""

    name: str
    rows: Callable[[int], "models.QuerySet[Any]"]
    field: str = "person"


_open_kinds: dict[str, OpenKind] = {}


def register_open(kind: OpenKind) -> None:
    """A higher app says what it keeps open with a person."""
    _open_kinds[kind.name] = kind


def open_of(person_id: int) -> dict[str, list[Any]]:
    """Everything open with a person, by the name of its kind."""
    return {kind.name: list(kind.rows(person_id)) for kind in _open_kinds.values()}


@dataclass(frozen=True)
class Leaving:
    """``day``: the last day of work. ``told_by``: who said so. ``successor_id``: who takes over what is open.

    ``client_id``: the client of the office where the person works now; ``is_elsewhere``: somewhere else, the
    connection is kept; neither: unknown.
    """

    day: date
    told_by: str = ""
    successor_id: int | None = None
    client_id: int | None = None
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Preview:
    """What leaving changes. ``vacant``: roles that nobody holds afterwards; ``points``: numbers and addresses."""

    open: dict[str, list[Any]]
    successor: Person | None
    colleagues: list[Person]
    points: int
    vacant: list[PersonRole]
    carried_points: int


def preview_leaving(person: Person, successor_id: int | None = None) -> Preview:
    """What would follow; the successor is the chosen colleague, else who holds the weightiest role."""
    today = clock.today()
    working = Person.objects.filter(client=person.client_id).exclude(pk=person.pk)
    colleagues = [one for one in working if one.left_date is None or one.left_date > today]
    colleagues.sort(key=lambda one: (_rank(one), one.name_folded, one.pk))
    held = {role for one in colleagues for role in one.roles}
    phones, mails = PersonPhone.objects.filter(person=person), PersonEmail.objects.filter(person=person)
    chosen = next((one for one in colleagues if one.pk == successor_id), None)
    return Preview(
        open=open_of(person.pk),
        successor=chosen or (colleagues[0] if colleagues else None),
        colleagues=colleagues,
        points=phones.count() + mails.count(),
        vacant=[role for role in ASKED_ROLES if role in person.roles and role not in held],
        carried_points=sum(rows.filter(kind__in=OWN_KINDS, invalid_date=None).count() for rows in (phones, mails)),
    )


def _rank(person: Person) -> int:
    known = {role.value: place for place, role in enumerate(ROLE_ORDER)}
    return min((known[role] for role in person.roles if role in known), default=len(known))


@transaction.atomic
def leave_client(*, user: Staff, person_id: int, leaving: Leaving) -> PersonDeed:
    """The person no longer works at the client. Nothing is deleted; ``undo_deed`` takes it back.

    Open agreements and planned contacts go to the successor, newsletters and calls stop by the last day. With
    ``client_id`` the person goes on there, with personal numbers, rubrics, regimes, topics and consents; the history
    stays and is shown on both pages. Raises InvalidInputError with ``field`` = ``day`` or ``client_id``.
    """
    person = lock_person(user=user, person_id=person_id)
    _refuse(user, person, leaving)
    steps = Steps()
    successor = preview_leaving(person, leaving.successor_id).successor
    for kind in _open_kinds.values():
        rows = kind.rows(person.pk)
        field = rows.model._meta.get_field(kind.field)
        keys = list(rows.values_list("pk", flat=True))
        steps.point(rows.model, field, keys, person.pk, successor.pk if successor else None)
    # On the last day of work itself nobody is called any more: "left" is the first day without the person.
    changes: dict[str, Any] = {"left_date": leaving.day}
    if person.mail_state == MailState.SUBSCRIBED:
        changes |= {"mail_state": MailState.UNSUBSCRIBED, "mail_left_reason": _("no longer works there")}
    carried = {name: getattr(person, name) for name in CARRIED}
    steps.change(person, **changes)
    arrived = _arrive(person, carried, leaving, steps) if leaving.client_id else None
    told = {
        "told_by": leaving.told_by,
        "client_id": leaving.client_id,
        "is_elsewhere": leaving.is_elsewhere,
        "successor_id": successor.pk if successor else None,
    }
    deed = PersonDeed.objects.create(
        client_id=person.client_id,
        kind=DeedKind.LEAVING,
        person_id=person.pk,
        other_id=arrived.pk if arrived else None,
        title=_("%(name)s no longer works here") % {"name": person.short_name or person.last_name},
        told=told,
        steps=steps.done,
        made_at=clock.real_now(),
        made_by=user,
    )
    publish(FieldsChanged(user.pk, person.client_id, person.pk, {"left_date": None}))
    tell_changed(person.client_id, *([leaving.client_id] if leaving.client_id else []))
    return deed


def _refuse(user: Staff, person: Person, leaving: Leaving) -> None:
    if person.left_date is not None and person.left_date <= clock.today():
        raise ConflictError(_("It is recorded already that the person left."), hint=_("Take that back to change it."))
    if leaving.day > clock.today():
        raise InvalidInputError(_("This day has not come yet."), field="day")
    if person.started_date is not None and leaving.day < person.started_date:
        raise InvalidInputError(_("The person began to work here later."), field="day")
    if leaving.client_id is not None:
        if leaving.client_id == person.client_id:
            raise InvalidInputError(_("Choose another client than this one."), field="client_id")
        get_visible_or_404(user, Client, leaving.client_id)


def _arrive(person: Person, carried: dict[str, Any], leaving: Leaving, steps: Steps) -> Person:
    """The same human being at the new client: what is the person's own goes along."""
    assert leaving.client_id is not None
    arrived = Person.objects.create(client_id=leaving.client_id, started_date=leaving.day, moved_from=person, **carried)
    steps.add(arrived)
    copied: list[models.Model] = []
    for model in (PersonPhone, PersonEmail):
        rows = model._default_manager.filter(person=person, kind__in=OWN_KINDS, invalid_date=None)
        copied += list(rows)
    copied += list(PersonTaxRegime.objects.filter(person=person))
    copied += list(Consent.objects.filter(person=person))
    for row in copied:
        row.pk, row._state.adding = None, True
        row.person = arrived  # type: ignore[attr-defined]  # every one of them belongs to a person
        row.save()
        steps.add(row)
    # Those that follow the words came with them; the others come with their source.
    for link in PersonRubric.objects.filter(person=person):
        PersonRubric.objects.update_or_create(
            person=arrived, rubric_id=link.rubric_id, defaults={"source": link.source, "noted_date": link.noted_date}
        )
    return arrived
