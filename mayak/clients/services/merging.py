"""Two records of one human being become one, with a way back (C4).

The kept person's own values win; what it lacks comes from the other. Everything that names the other one, in whatever
app, names the kept one afterwards. Where both have the same thing (a number, a newsletter, a day of usage), the kept
person's row stands and the other's returns with undo; counts of such rows are added (``MERGE_SUMS`` of their model).
What a person refused stays refused: an unwanted number and a withdrawn consent win over their opposite.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import (
    Consent,
    DeedKind,
    Person,
    PersonAttachment,
    PersonDeed,
    PersonEmail,
    PersonPair,
    PersonPhone,
    PersonRole,
    PersonRubric,
)
from mayak.clients.services.editing import lock_persons, tell_changed
from mayak.clients.services.steps import ForeignKey, Steps, references_to
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.text import folded
from mayak.ui import formats

FILLED = (
    "first_name", "middle_name", "name_note", "position", "department", "profile", "gender", "address_as",
    "birth_date", "topics_note", "started_date", "call_rhythm_days", "call_time", "note", "needs", "mail_state",
    "external_id",
)  # fmt: skip
JOINED = ("roles", "interests", "topics")
# What has rules of its own below.
APART = {PersonRubric, PersonPair}


@dataclass(frozen=True)
class FieldChoice:
    """A field of both, in words: ``kept`` stays, ``other`` goes unless ``is_taken`` (the kept one has none).

    ``stays``: nothing goes, both say the same or both are kept.
    """

    name: str
    label: str
    kept: str
    other: str
    is_taken: bool
    stays: bool = False


@dataclass(frozen=True)
class MergePreview:
    """What merging does. ``moved``: (what, how many) rows that go to the kept person."""

    kept: Person
    other: Person
    fields: list[FieldChoice]
    moved: list[tuple[str, int]]


def preview_merge(kept: Person, other: Person) -> MergePreview:
    """What would follow from merging ``other`` into ``kept``."""
    fields = []
    for name in ("last_name", *FILLED[:-1]):
        mine, theirs = getattr(kept, name), getattr(other, name)
        if mine or theirs:
            label = str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            is_taken = not mine and name != "last_name"
            fields.append(FieldChoice(name, label, _told(kept, name), _told(other, name), is_taken, mine == theirs))
    for label, mine, theirs in (
        (_("Roles"), _roles(kept), _roles(other)),
        (_("Phones"), _numbers(kept), _numbers(other)),
        (_("E-mails"), _mailboxes(kept), _mailboxes(other)),
    ):
        if mine or theirs:
            fields.append(FieldChoice("", label, mine, theirs, is_taken=False, stays=True))
    return MergePreview(kept, other, fields, _counts(other))


def _told(person: Person, name: str) -> str:
    value = getattr(person, name)
    if isinstance(value, date):
        return formats.day(value)
    shown = getattr(person, f"get_{name}_display", None)
    return str(shown() if shown else value or "")


def _roles(person: Person) -> str:
    words = dict(PersonRole.choices)
    return ", ".join(str(words.get(role, role)) for role in person.roles)


def _numbers(person: Person) -> str:
    return ", ".join(formats.phone(one.number, one.extension) for one in person.phones.all())


def _mailboxes(person: Person) -> str:
    return ", ".join(one.address for one in person.emails.all())


def _counts(other: Person) -> list[tuple[str, int]]:
    """How many rows of each kind go over: one statement."""
    found = [
        (model, field)
        for model, field in references_to(Person)
        if model not in APART and model is not Person and model._meta.app_label not in {"facts", "lamps"}
    ]
    selects = [
        f'SELECT {place} AS place, count(*) AS rows FROM "{model._meta.db_table}" WHERE "{field.column}" = %(person)s'
        for place, (model, field) in enumerate(found)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(selects)}) c WHERE rows > 0", {"person": other.pk})
        return [(str(found[place][0]._meta.verbose_name_plural), rows) for place, rows in sorted(cursor.fetchall())]


@transaction.atomic
def merge_persons(*, user: Staff, kept_id: int, other_id: int) -> PersonDeed:
    """Merge ``other`` into ``kept``, both of one client. ``undo_deed`` takes it back.

    Raises InvalidInputError for one and the same person or two of different clients, ConflictError when one of them
    is no longer there (somebody merged it meanwhile).
    """
    if kept_id == other_id:
        raise InvalidInputError(_("Choose another person: one cannot be merged with oneself."))
    found = lock_persons(user=user, person_ids=[kept_id, other_id])
    if len(found) < 2:
        raise ConflictError(
            _("One of the two is no longer there: somebody merged it meanwhile."), hint=_("Look at the list again.")
        )
    kept, other = found[kept_id], found[other_id]
    if kept.client_id != other.client_id:
        raise InvalidInputError(
            _("They work at different clients."), hint=_("Say of the former one that the person no longer works there.")
        )
    title = _("%(other)s merged into %(kept)s") % {"other": _name(other), "kept": _name(kept)}
    steps = Steps()
    _keep_refusals(kept, other, steps)
    for model, field in references_to(Person):
        if model not in APART:
            _move(model, field, kept, other, steps)
    steps.remove(PersonRubric, PersonRubric.objects.filter(person=other).values_list("pk", flat=True))
    for side in ("first", "second"):
        steps.remove(PersonPair, PersonPair.objects.filter(**{side: other}).values_list("pk", flat=True))
    former = {name: getattr(other, name) for name in (*FILLED, *JOINED)}
    steps.remove(Person, [other.pk])
    _fill(kept, former, steps)
    deed = PersonDeed.objects.create(
        client_id=kept.client_id,
        kind=DeedKind.MERGE,
        person_id=kept.pk,
        other_id=other_id,
        title=title,
        steps=steps.done,
        made_at=clock.real_now(),
        made_by=user,
    )
    tell_changed(kept.client_id)
    return deed


def _name(person: Person) -> str:
    return person.full_name or person.last_name


def _fill(kept: Person, former: dict[str, Any], steps: Steps) -> None:
    kept.refresh_from_db()
    changes = {name: former[name] for name in FILLED if former[name] and not getattr(kept, name)}
    if former["birth_date"] and kept.birth_date and former["birth_date"] != kept.birth_date:
        changes.pop("birth_date", None)
    for name in JOINED:
        mine = list(getattr(kept, name))
        have = {folded(word) for word in mine}
        if more := [word for word in former[name] if folded(word) not in have]:
            changes[name] = mine + more
    if changes:
        steps.change(kept, **changes)


def _keep_refusals(kept: Person, other: Person, steps: Steps) -> None:
    for model, names in ((PersonPhone, ("number", "extension")), (PersonEmail, ("address",))):
        theirs = {
            tuple(getattr(row, name) for name in names): row for row in model._default_manager.filter(person=other)
        }
        for row in model._default_manager.filter(person=kept):
            same = theirs.get(tuple(getattr(row, name) for name in names))
            if same is not None and same.is_unwanted and not row.is_unwanted:
                steps.change(row, is_unwanted=True, is_favourite=False)
    for consent in Consent.objects.filter(person=other).exclude(withdrawn_date=None):
        in_force = Consent.objects.filter(
            person=kept, purpose=consent.purpose, channel=consent.channel, withdrawn_date=None
        )
        for given in in_force.filter(given_date__lte=consent.withdrawn_date):
            steps.change(given, withdrawn_date=consent.withdrawn_date, withdrawn_source=consent.withdrawn_source)
    # Two favourites and two photos are one too many: the kept person's stand.
    for model in (PersonPhone, PersonEmail):
        if model._default_manager.filter(person=kept, is_favourite=True).exists():
            for row in model._default_manager.filter(person=other, is_favourite=True):
                steps.change(row, is_favourite=False)
    if PersonAttachment.objects.filter(person=kept, is_photo=True).exists():
        for photo in PersonAttachment.objects.filter(person=other, is_photo=True):
            steps.change(photo, is_photo=False)


def _move(model: type[models.Model], field: ForeignKey, kept: Person, other: Person, steps: Steps) -> None:
    rows = model._base_manager.filter(**{field.attname: other.pk})
    if model is Person:  # who came from the other one: never oneself
        rows = rows.exclude(pk=kept.pk)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    try:
        with transaction.atomic():
            done = len(steps.done)
            steps.point(model, field, keys, other.pk, kept.pk)
    except IntegrityError:
        del steps.done[done:]
        for key in keys:
            _move_one(model, field, key, kept, other, steps)


def _move_one(
    model: type[models.Model], field: ForeignKey, key: int, kept: Person, other: Person, steps: Steps
) -> None:
    done = len(steps.done)
    try:
        with transaction.atomic():
            steps.point(model, field, [key], other.pk, kept.pk)
    except IntegrityError:
        del steps.done[done:]
        _add_up(model, field, key, kept, steps)
        steps.remove(model, [key])


def _add_up(model: type[models.Model], field: ForeignKey, key: int, kept: Person, steps: Steps) -> None:
    """Counts of the row that has to go are added to the kept person's row of the same key."""
    sums: tuple[str, ...] = getattr(model, "MERGE_SUMS", ())
    unique = next((names for each in model._meta.constraints if field.name in (names := _key_of(each))), ())
    if not sums or not unique:
        return
    row = model._base_manager.get(pk=key)
    same: dict[str, Any] = {name: getattr(row, model._meta.get_field(name).attname) for name in unique}  # type: ignore[union-attr]
    lookup = {model._meta.get_field(name).attname: value for name, value in same.items()}  # type: ignore[union-attr]
    lookup[field.attname] = kept.pk
    stands = model._base_manager.filter(
        **{name: value for name, value in lookup.items() if value is not None},
        **{f"{name}__isnull": True for name, value in lookup.items() if value is None},
    ).first()
    if stands is not None:
        steps.change(stands, **{name: (getattr(stands, name) or 0) + (getattr(row, name) or 0) for name in sums})


def _key_of(constraint: models.BaseConstraint) -> tuple[str, ...]:
    return tuple(constraint.fields) if isinstance(constraint, models.UniqueConstraint) else ()


@transaction.atomic
def tell_apart(*, user: Staff, first_id: int, second_id: int) -> None:
    """The two are different persons: they are not proposed for merging again."""
    found = lock_persons(user=user, person_ids=[first_id, second_id])
    if len(found) == 2:
        low, high = sorted(found)
        PersonPair.objects.get_or_create(first_id=low, second_id=high)
