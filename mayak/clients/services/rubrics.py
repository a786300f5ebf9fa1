"""The rubrics and own tax regimes of a person, and the tree of rubrics itself (C4)."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.accounts.models import Staff
from mayak.clients.models import Person, PersonRubric, PersonTaxRegime, Rubric, Segment
from mayak.clients.services.editing import lock_person, tell_changed
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.playbook import playbook_changed
from mayak.core.text import folded, localized

REGIME_TYPE = "tax_regime"
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
    given = list(Rubric.objects.filter(pk__in=add, is_active=True))
    taken = list(Rubric.objects.filter(pk__in=remove))
    known = set(person.rubrics.values_list("rubric_id", flat=True))
    today = clock.today()
    PersonRubric.objects.bulk_create(
        [
            PersonRubric(person=person, rubric=rubric, source=source or "page", noted_date=today)
            for rubric in given
            if rubric.pk not in known
        ],
        ignore_conflicts=True,
    )
    PersonRubric.objects.filter(person=person, rubric__in=taken).delete()
    person.interests = words_after(person.interests, [r for r in given if r.pk not in known], taken)
    person.rubrics_checked_date = today
    person.save(update_fields=["interests", "rubrics_checked_date"])
    tell_changed(person.client_id)


@transaction.atomic
def confirm_rubrics(*, user: Staff, person_id: int) -> None:
    """The rubrics were checked with the person today and are right."""
    person = lock_person(user=user, person_id=person_id)
    person.rubrics_checked_date = clock.today()
    person.save(update_fields=["rubrics_checked_date"])


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
    regime, _made = PersonTaxRegime.objects.update_or_create(
        person=person,
        code=code,
        defaults={"note": note, "source": source, "noted_date": clock.today()},
    )
    tell_changed(person.client_id)
    return regime


@transaction.atomic
def remove_tax_regime(*, user: Staff, person_id: int, regime_id: int) -> None:
    """The person deals with it no more."""
    person = lock_person(user=user, person_id=person_id)
    PersonTaxRegime.objects.filter(person=person, pk=regime_id).delete()
    tell_changed(person.client_id)


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
