"""One word of one source written down, and how writing it is taken back."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from mayak.accounts.models import Staff
from mayak.card.bindings import type_of
from mayak.card.domain.freshness import valid_until
from mayak.card.domain.values import BadValueError, canonical
from mayak.card.models import IndicatorDefinition, IndicatorValue, QuestionToAsk
from mayak.card.records import allowed_of
from mayak.card.words import problem_words
from mayak.core.errors import InvalidInputError

ONE_DAY = timedelta(days=1)
# What a word of the same day loses when a newer one replaces it, kept to be restored.
_KEPT = (
    "value", "confirmed_date", "valid_until_date", "confirmed_by_id", "confirmed_by_name", "source", "told_by_id",
    "from_date", "to_date", "steps",
)  # fmt: skip
_DAYS = ("confirmed_date", "valid_until_date", "from_date", "to_date")


def checked(indicator: IndicatorDefinition, text: str, person_id: int | None = None) -> str:
    """The text in its stored form. Raises InvalidInputError (field ``value``) for one that is no value."""
    choices, allowed = allowed_of(indicator, person_id)
    try:
        return canonical(text, type_of(indicator.bound_to, indicator.value_type), allowed)
    except BadValueError as error:
        raise InvalidInputError(problem_words(error, choices), field="value") from error


def write_word(
    *,
    indicator: IndicatorDefinition,
    client_id: int,
    person_id: int | None,
    value: str,
    day: date,
    source: str,
    by: Staff | None,
    told_by_id: int | None,
    ends: Iterable[IndicatorValue],
) -> IndicatorValue:
    """A new current word; the words in ``ends`` end the day before, those of the same day are replaced by it."""
    step: dict[str, Any] = {"kind": "written", "ended": [], "replaced": []}
    for word in ends:
        _end(word, day, step)
    word = IndicatorValue.objects.create(
        client_id=client_id,
        person_id=person_id,
        indicator=indicator,
        value=value,
        confirmed_date=day,
        valid_until_date=valid_until(day, indicator.validity_days),
        confirmed_by=by,
        confirmed_by_name=by.full_name if by else "",
        source=source,
        told_by_id=told_by_id,
        from_date=day,
        steps=[step],
    )
    QuestionToAsk.objects.filter(client=client_id, person=person_id, indicator=indicator).delete()
    return word


def end_words(words: Collection[IndicatorValue], kept: IndicatorValue, day: date, by: Staff) -> None:
    """One of several disagreeing words is right: the others end."""
    over = sorted({word.value for word in words} - {kept.value})
    step: dict[str, Any] = {"kind": "settled", "on": str(day), "by": by.full_name, "over": over}
    step |= {"ended": [], "replaced": []}
    for word in words:
        _end(word, day, step)
    kept.steps = [*kept.steps, step]
    kept.save(update_fields=["steps"])


def _end(word: IndicatorValue, day: date, step: dict[str, Any]) -> None:
    if word.from_date is not None and word.from_date >= day:
        step["replaced"].append(_snapshot(word))
        word.delete()
        return
    step["ended"].append([word.pk, str(word.to_date) if word.to_date else None])
    word.to_date = day - ONE_DAY
    word.save(update_fields=["to_date"])


def _snapshot(word: IndicatorValue) -> dict[str, Any]:
    values = {name: getattr(word, name) for name in _KEPT}
    return values | {name: str(values[name]) if values[name] else None for name in _DAYS}


def undo_last_step(word: IndicatorValue) -> None:
    """As it was before the last step: a written word goes, what it ended or replaced is back."""
    step, rest = word.steps[-1], word.steps[:-1]
    if step["kind"] == "written":
        word.delete()
    else:
        word.steps = rest
        word.save(update_fields=["steps"])
    for pk, to_date in step["ended"]:
        IndicatorValue.objects.filter(pk=pk).update(to_date=to_date)
    for values in step["replaced"]:
        IndicatorValue.objects.create(
            client_id=word.client_id, person_id=word.person_id, indicator_id=word.indicator_id, **values
        )
