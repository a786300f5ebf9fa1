"""The rubrics and own tax regimes of a person, and the tree of rubrics itself (C4)."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.accounts.models import Staff
from mayak.clients.events import FieldsChanged, FieldsConfirmed
from mayak.clients.models import Person, PersonRubric, PersonTaxRegime, Rubric, Segment
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.events import publish
from mayak.core.playbook import playbook_changed
from mayak.core.text import folded, localized

REGIME_TYPE = "tax_regime"
# By code: where it is known from, since when, for whom.
Details = dict[str, dict[str, Any]]
_LINK = """
INSERT INTO clients_personrubric (person_id, rubric_id, source)
SELECT DISTINCT p.id, v.rubric_id, '' FROM clients_person p
  CROSS JOIN LATERAL unnest(p.interests) w(word) JOIN clients_rubric_words() v ON v.word = clients_folded(w.word)
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def change_rubrics(
    *, user: Staff, person_id: int, add: Iterable[int] = (), remove: Iterable[int] = (), source: str = ""
) -> None:
    """Give and take rubrics; the words of exchange (``Person.interests``) follow. Retired ones cannot be given."""
    person = lock_person(user=user, person_id=person_id)
    given = Rubric.objects.filter(pk__in=add, is_active=True)
    before = list(rubric_details(person.pk))
    _write_rubrics(person, given, Rubric.objects.filter(pk__in=remove), {}, source or "page")
    publish(FieldsChanged(user.pk, person.client_id, person.pk, {"rubrics": before}))
    tell_changed(person.client_id)


@transaction.atomic
def confirm_rubrics(*, user: Staff, person_id: int) -> None:
    """The rubrics were checked with the person today and are right; having none is right then, too."""
    person = lock_person(user=user, person_id=person_id)
    note_rubrics_checked(person_id=person.pk, day=clock.today())
    publish(FieldsConfirmed(user.pk, person.client_id, person.pk, ("rubrics",)))
    tell_changed(person.client_id)


@transaction.atomic
def set_rubrics(
    *, user: Staff, person_id: int, codes: Collection[str], details: Details | None = None, source: str = ""
) -> None:
    """Exactly these rubrics, of an answer that the card writes down itself.

    ``details``: what :func:`rubric_details` said of rubrics that come back. Retired ones come only back.
    """
    person = lock_person(user=user, person_id=person_id)
    known, back = rubric_details(person.pk), details or {}
    given = [
        rubric
        for rubric in Rubric.objects.filter(code__in=set(codes) - set(known))
        if rubric.is_active or rubric.code in back
    ]
    taken = Rubric.objects.filter(code__in=set(known) - set(codes))
    _write_rubrics(person, given, taken, back, source)
    tell_changed(person.client_id)


def rubric_details(person_id: int) -> Details:
    """What is known of each rubric that the person has, by code."""
    rows = PersonRubric.objects.filter(person=person_id).order_by("rubric__code")
    return {
        code: {"source": source, "noted_date": noted and str(noted)}
        for code, source, noted in rows.values_list("rubric__code", "source", "noted_date")
    }


def note_rubrics_checked(*, person_id: int, day: date | None) -> None:
    """The day on which somebody asked the person about the rubrics last."""
    Person.objects.filter(pk=person_id).update(rubrics_checked_date=day)


def _write_rubrics(
    person: Person, given: Iterable[Rubric], taken: Iterable[Rubric], details: Details, source: str
) -> None:
    """Links, words and the day; a link that the words themselves made is left as it is."""
    known = set(person.rubrics.values_list("rubric_id", flat=True))
    today = clock.today()
    new = [rubric for rubric in given if rubric.pk not in known]
    usual = {"source": source, "noted_date": today}
    PersonRubric.objects.bulk_create(
        [PersonRubric(person=person, rubric=rubric, **(usual | details.get(rubric.code, {}))) for rubric in new],
        ignore_conflicts=True,
    )
    taken = list(taken)
    PersonRubric.objects.filter(person=person, rubric__in=taken).delete()
    person.interests = words_after(person.interests, new, taken)
    person.rubrics_checked_date = today
    person.save(update_fields=["interests", "rubrics_checked_date"])


def words_after(words: Iterable[str], given: Iterable[Rubric], taken: Iterable[Rubric]) -> list[str]:
    """The words of a person's interests after rubrics came and went; words of no rubric stay."""
    gone = {word for rubric in taken for word in words_of(rubric)}
    kept = [word for word in words if folded(word) not in gone]
    have = {folded(word) for word in kept}
    return kept + [name for rubric in given if folded(name := localized(rubric.name, "ru")) not in have]


def words_of(rubric: Rubric) -> set[str]:
    """Every word, folded, by which tables mean a rubric."""
    names = rubric.name.values() if isinstance(rubric.name, dict) else [str(rubric.name)]
    return {folded(str(word)) for word in (*names, rubric.code, *rubric.also) if word}


@transaction.atomic
def add_tax_regime(*, user: Staff, person_id: int, code: str, note: str = "", source: str = "") -> PersonTaxRegime:
    """A regime the person deals with beside the employer's, with the reason. The same again changes the note."""
    person = lock_person(user=user, person_id=person_id)
    if not Segment.objects.filter(type__code=REGIME_TYPE, code=code).exists():
        raise InvalidInputError(_("Choose one of the tax regimes of the playbook."), field="code")
    before = list(regime_details(person.pk))
    regime, _made = PersonTaxRegime.objects.update_or_create(
        person=person,
        code=code,
        defaults={"note": note, "source": source, "noted_date": clock.today()},
    )
    publish(FieldsChanged(user.pk, person.client_id, person.pk, {"tax_regimes": before}))
    tell_changed(person.client_id)
    return regime


@transaction.atomic
def remove_tax_regime(*, user: Staff, person_id: int, regime_id: int) -> None:
    """The person deals with it no more."""
    person = lock_person(user=user, person_id=person_id)
    before = list(regime_details(person.pk))
    PersonTaxRegime.objects.filter(person=person, pk=regime_id).delete()
    publish(FieldsChanged(user.pk, person.client_id, person.pk, {"tax_regimes": before}))
    tell_changed(person.client_id)


@transaction.atomic
def set_tax_regimes(
    *, user: Staff, person_id: int, codes: Collection[str], details: Details | None = None, source: str = ""
) -> None:
    """Exactly these regimes, of an answer that the card writes down itself; see :func:`set_rubrics`."""
    person = lock_person(user=user, person_id=person_id)
    known, back = set(regime_details(person.pk)), details or {}
    PersonTaxRegime.objects.filter(person=person).exclude(code__in=codes).delete()
    usual = {"source": source, "noted_date": clock.today()}
    PersonTaxRegime.objects.bulk_create(
        PersonTaxRegime(person=person, code=code, **(usual | back.get(code, {}))) for code in codes if code not in known
    )
    tell_changed(person.client_id)


def regime_details(person_id: int) -> Details:
    """What is known of each tax regime of the person's own, by code."""
    rows = PersonTaxRegime.objects.filter(person=person_id).order_by("code")
    return {
        code: {"note": note, "source": source, "noted_date": noted and str(noted)}
        for code, note, source, noted in rows.values_list("code", "note", "source", "noted_date")
    }


@transaction.atomic
def save_rubric(*, user: Staff, rubric: Rubric) -> Rubric:
    """A new or edited rubric: no circle in the tree, no word that means another rubric; a former name still counts.

    Raises InvalidInputError with ``field`` = ``parent``, ``name_ru`` or ``code``.
    """
    rows = {row.pk: row for row in Rubric.objects.select_for_update()}
    above = rubric.parent_id
    while above is not None:
        if above == rubric.pk:
            raise InvalidInputError(_("A rubric cannot belong to itself or to one below it."), field="parent")
        above = rows[above].parent_id if above in rows else None
    former = rows.get(rubric.pk) if rubric.pk else None
    if former is not None:
        rubric.also = _with_former_names(rubric, former)
    mine = words_of(rubric)
    for other in rows.values():
        if other.pk != rubric.pk and (same := mine & words_of(other)):
            raise InvalidInputError(
                _("“%(word)s” already means the rubric “%(rubric)s”.")
                % {"word": sorted(same)[0], "rubric": localized(other.name)},
                field="name_ru",
            )
    if rubric.pk is None:
        siblings = Rubric.objects.filter(parent=rubric.parent_id)
        rubric.order = (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
    rubric.save()
    link_rubrics()
    playbook_changed("rubrics", staff_id=user.pk)
    return rubric


def _with_former_names(rubric: Rubric, former: Rubric) -> list[str]:
    now = {folded(str(name)) for name in rubric.name.values()}
    old = [str(name) for name in former.name.values() if name and folded(str(name)) not in now]
    have = {folded(word) for word in rubric.also}
    return [*rubric.also, *(name for name in old if folded(name) not in have)]


@transaction.atomic
def retire_rubric(*, user: Staff, rubric_id: int, is_active: bool = False) -> None:
    """Out of use, or back: it stays with whom it has, and cannot be given any more."""
    Rubric.objects.filter(pk=rubric_id).update(is_active=is_active)
    playbook_changed("rubrics", staff_id=user.pk)


@transaction.atomic
def delete_rubric(*, user: Staff, rubric_id: int) -> None:
    """Delete a rubric that nobody has and that has none below it. Raises ConflictError: retire it instead."""
    rubric = Rubric.objects.select_for_update().get(pk=rubric_id)
    people = PersonRubric.objects.filter(rubric=rubric).count()
    if people:
        raise ConflictError(
            ngettext(
                "%(count)d person has the rubric “%(name)s”, so it cannot be deleted.",
                "%(count)d persons have the rubric “%(name)s”, so it cannot be deleted.",
                people,
            )
            % {"count": people, "name": localized(rubric.name)},
            hint=_("Mark it as no longer used: it stays with them and can no longer be chosen."),
        )
    if rubric.children.exists():
        raise ConflictError(
            _("The rubric “%(name)s” has others below it.") % {"name": localized(rubric.name)},
            hint=_("Move or delete those first."),
        )
    rubric.delete()
    playbook_changed("rubrics", staff_id=user.pk)


def link_rubrics() -> int:
    """Give every person the rubrics that the words of the interests mean; the number of new links. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK)
        return int(cursor.rowcount)


@transaction.atomic
def save_topics(*, user: Staff, person_id: int, topics: list[str], note: str) -> Person:
    """The person's own topics, each once in the order given, and why they are known."""
    person = lock_person(user=user, person_id=person_id)
    unique = {folded(topic): topic.strip() for topic in reversed(topics) if topic.strip()}
    person.topics = list(reversed(unique.values()))
    person.topics_note = note
    person.save(update_fields=["topics", "topics_note"])
    tell_changed(person.client_id)
    return person
