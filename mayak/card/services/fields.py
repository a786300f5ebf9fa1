"""Words of sources on the fields that indicators mirror: confirmed, changed elsewhere, settled (C3, C6)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.card.bindings import Binding, binding_of
from mayak.card.domain.freshness import valid_until
from mayak.card.domain.positions import is_chief_accountant
from mayak.card.domain.values import SEPARATOR, parts_of
from mayak.card.models import Confirmation, IndicatorDefinition, IndicatorSubject, QuestionToAsk
from mayak.card.queries import CardLine, line_of
from mayak.card.records import note_checked, records_of
from mayak.card.words import BY_EDIT, BY_IMPORT, source_words
from mayak.clients.models import Person, PersonRole
from mayak.clients.services.identity import edit_client
from mayak.clients.services.persons import save_person
from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.core.questions import ask

ONE_DAY = timedelta(days=1)
# What a word of the same day loses when a newer one replaces it, kept to be restored.
_KEPT = (
    "value", "confirmed_date", "valid_until_date", "confirmed_by_id", "confirmed_by_name", "source", "told_by_id",
    "to_date", "wrote",
)  # fmt: skip
_DAYS = ("confirmed_date", "valid_until_date", "to_date")
OF_PERSON = {
    name: f"person.{name}" for name in ("position", "birth_date", "phones", "emails", "rubrics", "tax_regimes")
}
# A change of these may make somebody else the chief accountant, decision maker or key user, or call them otherwise.
OF_ALL_PERSONS = {"last_name", "first_name", "middle_name", "position", "roles", "started_date", "left_date"}


def confirm_field(
    indicator: IndicatorDefinition,
    *,
    by: Staff,
    client_id: int,
    person_id: int | None,
    value: str,
    source: str,
    told_by_id: int | None = None,
) -> Confirmation:
    """A source confirms what stands in the field today: one record a day, the later one stays."""
    today = clock.today()
    of_line = Confirmation.objects.filter(client=client_id, person=person_id, indicator=indicator)
    of_today = of_line.filter(confirmed_date=today)
    # Somebody who confirms twice a day is one word; a changed field leaves the words that it ends.
    replaced = of_today.filter(source=source) if source == BY_EDIT else of_today.exclude(source=BY_IMPORT)
    kept = [_snapshot(word) for word in replaced] if source != BY_EDIT else []
    replaced.delete()
    QuestionToAsk.objects.filter(client=client_id, person=person_id, indicator=indicator).delete()
    note_checked(indicator, person_id, today)
    return Confirmation.objects.create(
        client_id=client_id,
        person_id=person_id,
        indicator=indicator,
        value=value if _is_settable(indicator) else "",
        confirmed_date=today,
        valid_until_date=valid_until(today, indicator.validity_days),
        confirmed_by=by,
        confirmed_by_name=by.full_name,
        source=source,
        told_by_id=told_by_id,
        wrote={"replaced": kept} if kept else {},
    )


def _snapshot(word: Confirmation) -> dict[str, Any]:
    values = {name: getattr(word, name) for name in _KEPT}
    return values | {name: str(values[name]) if values[name] else None for name in _DAYS}


def confirm_changed_fields(*, by: Staff, client_id: int, person_id: int | None, before: Mapping[str, Any]) -> None:
    """Somebody changed fields elsewhere: that confirms what mirrors them; whatever other sources said ends.

    An emptied field is nobody's word: it is missing from now on.
    """
    names = _mirrored(person_id, before)
    indicators = IndicatorDefinition.objects.filter(is_active=True, bound_to__in=names) if names else ()
    for indicator in indicators:
        owner = person_id if indicator.subject == IndicatorSubject.PERSON else None
        _end_others(indicator, client_id, owner)
        question = line_of(client_id, indicator.code, owner, clock.today())
        ask(question)
        word = question.answer.word if question.answer else None
        if word is not None and word.value:
            confirm_field(indicator, by=by, client_id=client_id, person_id=owner, value=word.value, source=BY_EDIT)


def confirm_checked_fields(*, by: Staff, client_id: int, person_id: int, names: Collection[str]) -> None:
    """Somebody checked lists of a person elsewhere and found them right: that confirms them, also that one is empty."""
    bound = {OF_PERSON[name] for name in names if name in OF_PERSON}
    for indicator in IndicatorDefinition.objects.filter(is_active=True, bound_to__in=bound):
        records = records_of(indicator)
        value = SEPARATOR.join(records.details(person_id)) if records else ""
        _end_others(indicator, client_id, person_id)
        confirm_field(indicator, by=by, client_id=client_id, person_id=person_id, value=value, source=BY_EDIT)


def write_records(
    indicator: IndicatorDefinition,
    *,
    by: Staff,
    client_id: int,
    person_id: int,
    value: str,
    source: str,
    told_by_id: int | None,
) -> Confirmation:
    """An answer becomes the records that feed the indicator, and is their last confirmation; other words end.

    What stood there before is kept with it, to take it back.
    """
    records = records_of(indicator)
    if records is None:
        raise ConflictError(_("This field cannot be written here."), hint=_("Change it where it stands."))
    before = records.details(person_id)
    records.write(user=by, person_id=person_id, codes=parts_of(value), source=source_words(source))
    word = confirm_field(
        indicator,
        by=by,
        client_id=client_id,
        person_id=person_id,
        value=SEPARATOR.join(records.details(person_id)),
        source=source,
        told_by_id=told_by_id,
    )
    word.wrote |= {"before": before, "ended": _end_others(indicator, client_id, person_id, kept=word.pk)}
    word.save(update_fields=["wrote"])
    return word


def take_back_confirmation(indicator: IndicatorDefinition, *, user: Staff, word_id: int) -> None:
    """The confirmation goes; records that it wrote are as they were, words that it ended or replaced stand again."""
    word = Confirmation.objects.get(pk=word_id)
    records = records_of(indicator)
    before = word.wrote.get("before")
    if records is not None and before is not None:
        records.write(user=user, person_id=word.person_id, codes=list(before), details=before)
    word.delete()
    of_line = Confirmation.objects.filter(client=word.client_id, person=word.person_id, indicator=indicator)
    of_line.filter(pk__in=word.wrote.get("ended", ())).update(to_date=None)
    where = {"client_id": word.client_id, "person_id": word.person_id, "indicator": indicator}
    Confirmation.objects.bulk_create(Confirmation(**where, **kept) for kept in word.wrote.get("replaced", ()))
    last = of_line.filter(to_date=None).order_by("-confirmed_date").first()
    note_checked(indicator, word.person_id, last.confirmed_date if last else None)


def _end_others(
    indicator: IndicatorDefinition, client_id: int, owner: int | None, *, kept: int | None = None
) -> list[int]:
    """All words on the field but the kept one end; their keys."""
    others = Confirmation.objects.filter(client=client_id, person=owner, indicator=indicator, to_date=None)
    if kept is not None:
        others = others.exclude(pk=kept)
    ended = list(others.values_list("pk", flat=True))
    others.update(to_date=clock.today() - ONE_DAY)
    return ended


def settle_field(indicator: IndicatorDefinition, line: CardLine, *, user: Staff, client_id: int, word_id: int) -> None:
    """Of two words on a field one is right: it keeps its source, date and term, the field says what it says.

    Raises ConflictError when it is no longer there, InvalidInputError when the field does not take it.
    """
    kept = next((word for word in line.words if word.pk == word_id), None)
    if kept is None:
        raise ConflictError(_("This word is no longer on the card."), hint=_("Look at the card again."))
    if kept is not line.word:
        _write_field(indicator, line, user=user, client_id=client_id, value=kept.value)
    of_line = Confirmation.objects.filter(client=client_id, person=line.person_id, indicator=indicator)
    of_line.filter(to_date=None).exclude(pk=word_id).update(to_date=clock.today() - ONE_DAY)
    of_line.filter(pk=word_id).update(to_date=None)


def _write_field(indicator: IndicatorDefinition, line: CardLine, *, user: Staff, client_id: int, value: str) -> None:
    records = records_of(indicator)
    if records is not None:
        records.write(user=user, person_id=line.person_id, codes=parts_of(value))
        return
    binding = _binding(indicator)
    if line.person_id is None:
        edit_client(user=user, client_id=client_id, values={binding.field: value})
    else:
        written: Any = date.fromisoformat(value) if binding.type == "date" else value
        save_person(user=user, person_id=line.person_id, **{binding.field: written})


def _binding(indicator: IndicatorDefinition) -> Binding:
    binding = binding_of(indicator.bound_to)
    if binding is None or not binding.field:
        raise ConflictError(_("This field cannot be written here."), hint=_("Change it where it stands."))
    return binding


def _is_settable(indicator: IndicatorDefinition) -> bool:
    binding = binding_of(indicator.bound_to)
    return binding is not None and (bool(binding.field) or binding.is_list)


def _mirrored(person_id: int | None, before: Mapping[str, Any]) -> set[str]:
    """The names of the fields that indicators may mirror among those that changed."""
    if person_id is None:
        return {f"client.{name}" for name in before}
    names = {OF_PERSON[name] for name in before if name in OF_PERSON}
    person = Person.objects.filter(pk=person_id).first()
    if person is not None and OF_ALL_PERSONS & before.keys():
        now = {name: getattr(person, name) for name in ("position", "roles")}
        former = now | {name: before[name] for name in now if before.get(name) is not None}
        names |= _places(now) | _places(former)
    return names


def _places(person: Mapping[str, Any]) -> set[str]:
    """Where a person with this position and these roles is named."""
    named = {
        "persons.chief_accountant": is_chief_accountant(person["position"]),
        "persons.decision_maker": PersonRole.DECISION_MAKER in person["roles"],
        "persons.key_user": PersonRole.KEY_USER in person["roles"],
    }
    return {name for name, is_named in named.items() if is_named}
