"""A condition as a sentence in the active language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from mayak.core.text import NBSP
from mayak.facts.conditions.domain.tree import (
    ActivityTest,
    All,
    AnyOf,
    Condition,
    FactTest,
    IndicatorTest,
    MarkTest,
    Not,
    PersonTest,
    SegmentTest,
    Value,
)
from mayak.facts.conditions.domain.vocabulary import Vocabulary, Word, attribute_choices
from mayak.facts.conditions.words import attribute_words, date_op_words
from mayak.facts.fields import NEVER_DAYS
from mayak.ui import formats


def tell(condition: Condition, vocabulary: Vocabulary) -> str:
    """The condition in words: "debt overdue for more than 14 days and client category A or B"."""
    return _Teller(vocabulary).tell(condition)


class _Teller:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words = vocabulary

    def tell(self, condition: Condition) -> str:
        if isinstance(condition, All):
            return _(" and ").join(self._part(part, AnyOf) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return _(" or ").join(self._part(part, All) for part in condition.parts)
        if isinstance(condition, Not):
            return _("not (%(condition)s)") % {"condition": self.tell(condition.part)}
        if isinstance(condition, FactTest):
            word = self.words.facts[condition.fact]
            return f"{word.label} {_compared(condition.op, condition.values, word)}"
        if isinstance(condition, SegmentTest):
            word = self.words.segments[condition.type]
            return f"{word.label} {_compared(condition.op, condition.codes, word)}"
        if isinstance(condition, IndicatorTest):
            word = self.words.indicators[condition.indicator]
            return f"{word.label} {_compared(condition.op, condition.values, word)}"
        if isinstance(condition, PersonTest):
            return self._person(condition)
        if isinstance(condition, MarkTest):
            return _("carries the mark %(names)s") % {"names": _(" or ").join(_quoted(list(condition.marks)))}
        return self._activity(condition)

    def _part(self, part: Condition, other: type) -> str:
        told = self.tell(part)
        return f"({told})" if isinstance(part, other) else told

    def _person(self, condition: PersonTest) -> str:
        asked = []
        for attribute in condition.attributes:
            names = attribute_choices(self.words, attribute.attribute)
            values = [names.get(value, value) for value in attribute.values]
            verb = _("contains") if attribute.op == "contains" else _("is")
            asked.append(f"{attribute_words()[attribute.attribute]} {verb} {_(' or ').join(_quoted(values))}")
        return _("there is a person with whom %(asked)s") % {"asked": _(" and ").join(asked)}

    def _activity(self, condition: ActivityTest) -> str:
        told = ngettext("at least %(count)d contact", "at least %(count)d contacts", condition.at_least)
        parts = [told % {"count": condition.at_least}]
        chosen = [
            (_("of kind %(names)s"), condition.kinds, self.words.kinds),
            (_("closed as %(names)s"), condition.outcomes, self.words.outcomes),
            (_("at stage %(names)s"), condition.stages, self.words.stages),
        ]
        for text, codes, names in chosen:
            if codes:
                parts.append(text % {"names": _(" or ").join(_quoted([names.get(code, code) for code in codes]))})
        if condition.is_reached is not None:
            parts.append(_("with a talk") if condition.is_reached else _("without a talk"))
        if condition.within_days is not None:
            days = formats.days(condition.within_days)
            parts.append(_("within the last %(days)s") % {"days": days})
        return " ".join(parts)


def _compared(op: str, values: tuple[Value, ...], word: Word) -> str:
    if op == "is" and values == (True,):
        return _("(yes)")
    if op == "is":
        return _("(no)")
    if op == "=" and values == (NEVER_DAYS,) and word.never:
        return f"({word.never})"
    if op == "between":
        low, high = (_bound_in_words(value, word) for value in values)
        return _("from %(low)s to %(high)s") % {"low": low, "high": high}
    if op in {"in", "not in"}:
        names = _(" or ").join(value_in_words(value, word) for value in values)
        return (_("is %(value)s") if op == "in" else _("is not %(value)s")) % {"value": names}
    if not values:
        return {"is known": _("is known"), "is unknown": _("is unknown"), "is none": _("is confirmed as none")}[op]
    if isinstance(values[0], date) and op in (days := date_op_words()):
        return f"{days[op]} {value_in_words(values[0], word)}"
    if op in {"<", "<=", ">=", ">"}:
        return _comparisons()[op] % {"value": _bound_in_words(values[0], word)}
    return _comparisons()[op] % {"value": value_in_words(values[0], word)}


def _bound_in_words(value: Value, word: Word) -> str:
    """A value behind "more than", "from", "to": there the unit is declined."""
    is_days = word.type == "days" or word.unit == _("days")
    if not is_days or isinstance(value, bool | str | date) or value == NEVER_DAYS:
        return value_in_words(value, word)
    count = int(value)
    bound = npgettext("more than", "%(count)s day", "%(count)s days", count)
    return bound % {"count": formats.number(count)}


def _comparisons() -> Mapping[str, str]:
    return {
        "<": _("less than %(value)s"),
        "<=": _("at most %(value)s"),
        "=": _("equal to %(value)s"),
        "!=": _("other than %(value)s"),
        ">=": _("at least %(value)s"),
        ">": _("more than %(value)s"),
        "contains": _("contains %(value)s"),
    }


def value_in_words(value: Value, word: Word) -> str:
    """A value as it is shown: with its unit, by the name of its choice."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.day(value)
    if word.type == "staff":
        return word.choices.get(str(value), str(value))
    if isinstance(value, str):
        return word.choices.get(value) or _quoted([value])[0]
    if value == NEVER_DAYS and word.never:
        return word.never
    if word.type == "money":
        return formats.money(Decimal(value))
    if word.type == "days" or word.unit == _("days"):
        return formats.days(int(value))
    return f"{formats.number(value)}{NBSP}{word.unit}" if word.unit else formats.number(value)


def _quoted(values: list[str]) -> list[str]:
    # Quotes within quotes are of the other kind.
    return (
        [f"«{value.replace('«', '„').replace('»', '“')}»" for value in values]
        if formats.is_russian()
        else [f"“{value}”" for value in values]
    )
