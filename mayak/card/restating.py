"""What becomes of stored values when the type or the choices of their indicator change."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from mayak.card.domain.values import SEPARATOR, BadValueError, canonical, fits, parts_of
from mayak.card.models import IndicatorDefinition, IndicatorValue, ValueType
from mayak.core.text import localized


@dataclass(frozen=True)
class Former:
    """What the stored texts meant before the change."""

    value_type: str
    choices: Sequence[Mapping[str, str]] = ()


def stored_form(indicator: IndicatorDefinition, text: str) -> str:
    """The text in the form of the indicator's type; as it is when it is no value of the type."""
    try:
        return canonical(text, indicator.value_type, indicator.allowed)
    except BadValueError:
        return text


def restate_values(indicator: IndicatorDefinition, former: Former) -> int:
    """Bring stored texts, those of the past too, into the form of the indicator as it is now.

    «12,5» becomes 12.5, the name of a choice its code; the code of a choice that is there no more becomes its name
    again. A text that is no value of the type stays visible, counts as missing and is asked anew. Returns how many
    current words do not fit.
    """
    words = _words(indicator)
    unfit: Counter[str] = Counter()
    for value, stored in list(_restated(indicator, former)):
        if not fits(stored, indicator.value_type, indicator.allowed):
            unfit[value] = words.filter(value=value, to_date=None).count()
        if stored != value:
            words.filter(value=value).update(value=stored)
    return unfit.total()


def count_unfit(indicator: IndicatorDefinition, former: Former) -> int:
    """How many current words would not fit the indicator as it is about to be, those that do not fit now left out."""
    before = IndicatorDefinition(value_type=former.value_type, choices=list(former.choices))
    bad = [
        value
        for value, stored in _restated(indicator, former)
        if not fits(stored, indicator.value_type, indicator.allowed) and fits(value, before.value_type, before.allowed)
    ]
    return _words(indicator).filter(value__in=bad, to_date=None).count()


def _words(indicator: IndicatorDefinition) -> QuerySet[IndicatorValue]:
    return IndicatorValue.objects.filter(indicator_id=indicator.pk).exclude(value="")


def _restated(indicator: IndicatorDefinition, former: Former) -> Iterator[tuple[str, str]]:
    """Every stored text, and what it becomes."""
    for value in _words(indicator).order_by().values_list("value", flat=True).distinct():
        said = _in_words(value, indicator, former)
        is_as_it_was = said == value and fits(value, indicator.value_type, indicator.allowed)
        yield value, value if is_as_it_was else stored_form(indicator, said)


def _in_words(value: str, indicator: IndicatorDefinition, former: Former) -> str:
    """The text with names in place of the codes that mean nothing any more."""
    names = {one["code"]: localized(one, settings.LANGUAGE_CODE) for one in former.choices}
    kept = {choice.code for choice in indicator.allowed}
    if former.value_type not in {ValueType.CHOICE, ValueType.MULTIPLE}:
        return value
    parts = parts_of(value) if former.value_type == ValueType.MULTIPLE else (value,)
    return SEPARATOR.join(part if part in kept else names.get(part, part) for part in parts)
