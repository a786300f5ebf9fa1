"""Writes to the functional card: a source's newer word ends its older one (C3, C6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.card.domain.freshness import Freshness
from mayak.card.models import Confirmation, IndicatorDefinition, IndicatorSubject, IndicatorValue
from mayak.card.policies import can_change_indicator
from mayak.card.queries import CardLine, SourceWord, line_of
from mayak.card.records import records_of
from mayak.card.services.fields import confirm_field, settle_field, take_back_confirmation, write_records
from mayak.card.services.writing import checked, end_words, undo_last_step, write_word
from mayak.card.words import BY_EDIT, BY_IMPORT
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client, Person
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.editing import refuse_erased
from mayak.core import clock, events
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.core.questions import ask

# As the person who told: whoever told it before.
AS_BEFORE = 0


@dataclass(frozen=True)
class Told:
    """Where an answer comes from: the code of the source, and the person who gave it.

    Of a confirmed value an empty source and the person ``AS_BEFORE`` keep what was known.
    """

    source: str = "call"
    person_id: int | None = None


@transaction.atomic
def record_indicator(
    *,
    client_id: int,
    code: str,
    value: str,
    day: date,
    source: str,
    by: Staff | None = None,
    person_id: int | None = None,
    told_by_id: int | None = None,
) -> IndicatorValue:
    """Write down what a source says of an indicator on a day; the term comes from the indicator's definition.

    An empty ``value`` is *confirmed none*. The source's former word ends the day before, other sources keep theirs:
    a different one makes a conflict. Raises IndicatorDefinition.DoesNotExist for an unknown code, InvalidInputError
    (field ``value``) for a text that is no value of the indicator's type, and for an indicator that holds none.
    """
    indicator = IndicatorDefinition.objects.get(code=code)
    _refuse_bound(indicator)
    stored = checked(indicator, value)
    _lock(client_id)
    former = IndicatorValue.objects.filter(client=client_id, indicator=indicator, person=person_id, source=source)
    former = former.filter(to_date=None) | former.filter(from_date__gte=day)
    word = write_word(
        indicator=indicator,
        client_id=client_id,
        person_id=person_id,
        value=stored,
        day=day,
        source=source,
        by=by,
        told_by_id=told_by_id,
        ends=former,
    )
    _tell(client_id)
    return word


@transaction.atomic
def change_value(
    *,
    user: Staff,
    client_id: int,
    code: str,
    value: str,
    person_id: int | None = None,
    told: Told | None = None,
    seen: Collection[int] | None = None,
) -> IndicatorValue | Confirmation:
    """Write a value in place of what all sources said; empty is *confirmed none*.

    What is fed by records of the person is written into them. ``seen``: the words that were on the screen: when others
    stand there now, ConflictError tells what they say.
    """
    indicator, line = _open(user, client_id, code, person_id, seen)
    told = told or Told()
    word: IndicatorValue | Confirmation
    if line.person_id and records_of(indicator) is not None:
        word = write_records(
            indicator,
            by=user,
            client_id=client_id,
            person_id=line.person_id,
            value=checked(indicator, value, person_id),
            source=told.source,
            told_by_id=_teller(client_id, told.person_id),
        )
    else:
        _refuse_bound(indicator)
        stored = checked(indicator, value)
        word = _write_over(indicator, line, user=user, client_id=client_id, value=stored, told=told)
    _tell(client_id)
    return word


@transaction.atomic
def record_answer(
    *, user: Staff, client_id: int, code: str, value: str, told: Told, person_id: int | None = None
) -> None:
    """Write down what the client answered in a conversation.

    The answer stands in place of all earlier words, where the user may change the indicator; else it is one more
    word, and a different one makes a conflict for those who may (records are only written by these). Raises
    InvalidInputError (field ``answer``) that names the indicator.
    """
    indicator = indicator_in_use(client_id, code, person_id)
    where: dict[str, Any] = {"client_id": client_id, "code": code, "value": value, "person_id": person_id}
    try:
        if can_change_indicator(user, indicator.changed_by):
            change_value(user=user, told=told, **where)
        else:
            record_indicator(by=user, day=clock.today(), source=told.source, told_by_id=told.person_id, **where)
    except InvalidInputError as error:
        raise InvalidInputError(f"{indicator}: {error.message}", hint=error.hint, field="answer") from error


@transaction.atomic
def confirm_value(
    *,
    user: Staff,
    client_id: int,
    code: str,
    person_id: int | None = None,
    told: Told | None = None,
    seen: Collection[int] | None = None,
) -> IndicatorValue | Confirmation:
    """The value is still true: its term runs anew from today. Of a bound indicator the field is confirmed.

    Where it is known from stays as it is unless ``told`` says otherwise.
    """
    indicator, line = _open(user, client_id, code, person_id, seen)
    if line.freshness is Freshness.MISSING or line.word is None:
        raise InvalidInputError(_("There is nothing to confirm yet: write the value."), field="value")
    if line.freshness is Freshness.CONFLICT:
        raise InvalidInputError(_("Two sources disagree: choose which one is right."), field="value")
    told = _as_before(told or Told("", AS_BEFORE), line.word, is_bound=bool(indicator.bound_to))
    confirmed: IndicatorValue | Confirmation
    if indicator.bound_to:
        confirmed = confirm_field(
            indicator,
            by=user,
            client_id=client_id,
            person_id=person_id,
            value=line.word.value,
            source=told.source,
            told_by_id=_teller(client_id, told.person_id),
        )
    else:
        value = checked(indicator, line.word.value)
        confirmed = _write_over(indicator, line, user=user, client_id=client_id, value=value, told=told)
    _tell(client_id)
    return confirmed


@transaction.atomic
def resolve_conflict(*, user: Staff, client_id: int, code: str, word_id: int, person_id: int | None = None) -> None:
    """Of several words the one with the key is right: it keeps its source, date and term, the others end today.

    Of an indicator that mirrors a field the field says it from now on.
    """
    indicator, line = _open(user, client_id, code, person_id, None)
    if indicator.bound_to:
        settle_field(indicator, line, user=user, client_id=client_id, word_id=word_id)
        _tell(client_id)
        return
    words = {word.pk: word for word in IndicatorValue.objects.filter(pk__in=[word.pk for word in line.words])}
    kept = words.pop(word_id, None)
    if kept is None:
        raise ConflictError(_("This word is no longer on the card."), hint=_("Look at the card again."))
    if words:
        end_words(words.values(), kept, clock.today(), user)
        _tell(client_id)


@transaction.atomic
def take_back(*, user: Staff, client_id: int, code: str, word_id: int, person_id: int | None = None) -> None:
    """Undo the last thing done to an indicator on the card: what it ended or replaced stands again."""
    indicator, line = _open(user, client_id, code, person_id, None)
    found = next((word for word in line.words if word.pk == word_id), None)
    if found is None:
        raise ConflictError(_("This was taken back, or something newer is written."), hint=_("Look at the card again."))
    if indicator.bound_to:
        take_back_confirmation(indicator, user=user, word_id=word_id)
    else:
        word = IndicatorValue.objects.get(pk=word_id)
        if not word.steps:
            raise ConflictError(_("This value was not written on the card: write the right one over it."))
        undo_last_step(word)
    _tell(client_id)


def _open(
    user: Staff, client_id: int, code: str, person_id: int | None, seen: Collection[int] | None
) -> tuple[IndicatorDefinition, CardLine]:
    """The indicator and its line, locked; refused without the right, or when something else was on the screen."""
    get_visible_or_404(user, Client, client_id)
    indicator = indicator_in_use(client_id, code, person_id)
    if not can_change_indicator(user, indicator.changed_by):
        raise NotAllowedError(
            _("“%(indicator)s” is changed by others.") % {"indicator": indicator},
            hint=_("Its roles are named in the playbook."),
        )
    _lock(client_id)
    question = line_of(client_id, code, person_id, clock.today())
    ask(question)
    line = question.answer
    if line is None:
        raise ConflictError(_("The card has no such line any more."), hint=_("Look at the card again."))
    if seen is not None and {word.pk for word in line.words} - {None} != set(seen):
        raise ConflictError(_changed_meanwhile(line), field="value")
    return indicator, line


def indicator_in_use(client_id: int, code: str, person_id: int | None) -> IndicatorDefinition:
    """The definition behind a line. Raises InvalidInputError for a line that the client cannot have."""
    subject = IndicatorSubject.PERSON if person_id else IndicatorSubject.CLIENT
    indicator = IndicatorDefinition.objects.filter(code=code, is_active=True, subject=subject).first()
    if indicator is None or (person_id and not Person.objects.filter(pk=person_id, client=client_id).exists()):
        raise InvalidInputError(_("The card has no such line."), hint=_("Look at the card again."))
    if person_id:
        refuse_erased([person_id])
    return indicator


def _changed_meanwhile(line: CardLine) -> str:
    word = line.word
    if word is None:
        return _("Meanwhile somebody took the value back. Look again and decide.")
    return _("Meanwhile %(who)s wrote “%(value)s”. Look again and decide.") % {
        "who": word.confirmed_by or word.source_words,
        "value": line.shown,
    }


def _write_over(
    indicator: IndicatorDefinition, line: CardLine, *, user: Staff, client_id: int, value: str, told: Told
) -> IndicatorValue:
    ends = IndicatorValue.objects.filter(pk__in=[word.pk for word in line.words if word.pk])
    return write_word(
        indicator=indicator,
        client_id=client_id,
        person_id=line.person_id,
        value=value,
        day=clock.today(),
        source=told.source,
        by=user,
        told_by_id=_teller(client_id, told.person_id),
        ends=list(ends),
    )


def _as_before(told: Told, word: SourceWord, *, is_bound: bool) -> Told:
    """Where a confirmed value is known from: what nobody chose anew stays.

    A field that was imported or edited was not told by anybody: its first confirmation names no source.
    """
    source = "" if is_bound and word.source in {BY_IMPORT, BY_EDIT} else word.source
    person_id = word.told_by_id if told.person_id == AS_BEFORE else told.person_id
    return Told(told.source or source, person_id)


def _refuse_bound(indicator: IndicatorDefinition) -> None:
    if indicator.bound_to:
        raise InvalidInputError(
            _("“%(indicator)s” mirrors a field: change it there, confirm it here.") % {"indicator": indicator},
            field="value",
        )


def _teller(client_id: int, person_id: int | None) -> int | None:
    """Who told, if it is one of the client's people."""
    if person_id and Person.objects.filter(pk=person_id, client=client_id).exists():
        return person_id
    return None


def _lock(client_id: int) -> None:
    """One writer of a client's card at a time; rows that refer to the client are not held up."""
    Client.objects.select_for_update(no_key=True).only("pk").get(pk=client_id)


def _tell(client_id: int) -> None:
    events.publish(ClientsChanged(frozenset({client_id})))
