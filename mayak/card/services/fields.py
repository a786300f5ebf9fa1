"""Words of sources on the fields that indicators mirror: confirmed, changed elsewhere, settled (C3, C6)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.card.bindings import Binding, binding_of
from mayak.card.domain.freshness import valid_until
from mayak.card.domain.positions import is_chief_accountant
from mayak.card.models import Confirmation, IndicatorDefinition, IndicatorSubject, QuestionToAsk
from mayak.card.queries import CardLine, line_of
from mayak.card.words import BY_EDIT, BY_IMPORT
from mayak.clients.models import Person, PersonRole
from mayak.clients.services.identity import edit_client
from mayak.clients.services.persons import save_person
from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.core.questions import ask

ONE_DAY = timedelta(days=1)
OF_PERSON = {name: f"person.{name}" for name in ("position", "birth_date", "phones", "emails")}
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
    (of_today.filter(source=source) if source == BY_EDIT else of_today.exclude(source=BY_IMPORT)).delete()
    QuestionToAsk.objects.filter(client=client_id, person=person_id, indicator=indicator).delete()
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
    )


def confirm_changed_fields(*, by: Staff, client_id: int, person_id: int | None, before: Mapping[str, Any]) -> None:
    """Somebody changed fields elsewhere: that confirms what mirrors them; whatever other sources said ends.

    An emptied field is nobody's word: it is missing from now on.
    """
    names = _mirrored(person_id, before)
    indicators = IndicatorDefinition.objects.filter(is_active=True, bound_to__in=names) if names else ()
    for indicator in indicators:
        owner = person_id if indicator.subject == IndicatorSubject.PERSON else None
        others = Confirmation.objects.filter(client=client_id, person=owner, indicator=indicator, to_date=None)
        others.update(to_date=clock.today() - ONE_DAY)
        question = line_of(client_id, indicator.code, owner, clock.today())
        ask(question)
        word = question.answer.word if question.answer else None
        if word is not None and word.value:
            confirm_field(indicator, by=by, client_id=client_id, person_id=owner, value=word.value, source=BY_EDIT)


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
    return binding is not None and bool(binding.field)


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
