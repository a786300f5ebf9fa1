"""How the card is spoken of: values in the reader's way, sources, what is wrong with a typed value."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from mayak.card.domain.values import LONGEST, BadValueError, Problem, parts_of
from mayak.core.text import folded, localized
from mayak.ui import formats

_PHONE = re.compile(r"\+?\d{11}")

# The codes under which a source of information is stored; any other text is shown as it is.
SOURCES: dict[str, Any] = {
    "call": pgettext_lazy("source", "call"),
    "visit": pgettext_lazy("source", "visit"),
    "mail": pgettext_lazy("source", "letter"),
    "hotline": pgettext_lazy("source", "hotline"),
    "register": pgettext_lazy("source", "public register"),
    "import": pgettext_lazy("source", "import"),
    "edit": pgettext_lazy("source", "edited field"),
}
# Which sources name themselves; the others a person names.
BY_IMPORT, BY_EDIT = "import", "edit"
TOLD_SOURCES = tuple(code for code in SOURCES if code not in {BY_IMPORT, BY_EDIT})


def source_code(text: str) -> str:
    """The code of the source that a text names by code or label, in any of our languages; else the text as it is."""
    return _sources_by_word().get(folded(text), text)


@cache
def _sources_by_word() -> dict[str, str]:
    found = {code: code for code in SOURCES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(label)): code for code, label in SOURCES.items()}
    return found


def source_words(source: str, told_by: str = "") -> str:
    """The source and the person who told: «звонок, Зубова»."""
    return ", ".join(part for part in (str(SOURCES.get(source_code(source), source)), told_by) if part)


def value_words(value: str, type: str, unit: str = "", choices: Sequence[Mapping[str, str]] = ()) -> str:
    """A stored value as people write it; a text that is no value of the type as it stands."""
    labels = {choice["code"]: localized(choice) for choice in choices}
    if type == "choice":
        return labels.get(value, value)
    if type == "multiple":
        return ", ".join(labels.get(part, part) for part in parts_of(value))
    try:
        if type == "money":
            return formats.money(Decimal(value.replace(",", ".")))
        if type == "number":
            return f"{formats.number(Decimal(value.replace(',', '.')))} {unit}".strip()
        if type == "date":
            return formats.day(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return value
    # A field of phones is mirrored as a list of numbers.
    parts = value.split(", ")
    if all(_PHONE.fullmatch(part) for part in parts):
        return ", ".join(map(formats.phone, parts))
    return f"{value} {unit}".strip()


def problem_words(error: BadValueError, choices: Sequence[Mapping[str, str]] = ()) -> str:
    """What is wrong with a typed value, and how to write it."""
    part = {"part": error.part}
    if error.problem is Problem.CHOICE:
        allowed = ", ".join(localized(choice) for choice in choices)
        return _("“%(part)s” is none of the choices: %(allowed)s.") % {**part, "allowed": allowed}
    if error.problem is Problem.ALONE:
        alone = next((localized(choice) for choice in choices if choice["code"] == error.part), error.part)
        return _("“%(choice)s” rules out the others: choose either.") % {"choice": alone}
    return {
        Problem.NUMBER: _("“%(part)s” is not a number. Write 41 or 12.5.") % part,
        Problem.NEGATIVE: _("“%(part)s” is less than zero.") % part,
        Problem.KOPECKS: _("“%(part)s”: a sum has at most two digits after the comma.") % part,
        Problem.DATE: _("“%(part)s” is not a date. Write 31.12.2026.") % part,
        Problem.PERSON: _("“%(part)s” is not a name.") % part,
        Problem.LONG: _("At most %(number)d characters.") % {"number": LONGEST},
    }[error.problem]


def none_words() -> str:
    """How *confirmed none* is shown."""
    return pgettext("value of an indicator", "none")
