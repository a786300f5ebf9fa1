"""The texts of lamps with their figures: "12 days without a log-in, the norm is 7".

In a text ``{fact}`` stands for a figure of the fact sheet, ``{fact:form}`` says how it is written:
``days`` (12 days), ``money``, ``date`` (3 March), ``percent``, ``abs`` (without the sign) or the forms of a word after
the number, ``{overdue_invoices:счёт|счёта|счетов}`` in Russian and ``{overdue_invoices:invoice|invoices}`` in English.
``{a/b}`` is the first of two facts that is not nought. A part in square brackets is left out while its figure is
nought: ``overdue:[ agreement {a:days},][ promise {b:days}]``.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from mayak.core.text import NBSP, localized, plural_ru
from mayak.facts.fields import NEVER_DAYS
from mayak.ui import formats

FIGURE = re.compile(r"\{([\w/]+)(?::([^}]+))?\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
Evidence = Mapping[str, Any]
# What stands between the figures, and each figure as the facts it may be and its form.
Piece = str | tuple[tuple[str, ...], str]


def figures_in(*texts: Any) -> list[str]:
    """The facts that the texts (plain or in several languages) name, each once."""
    found: dict[str, None] = {}
    for text in texts:
        for variant in text.values() if isinstance(text, Mapping) else [text]:
            found.update(dict.fromkeys(_named(str(variant or ""))))
    return list(found)


@lru_cache(maxsize=1024)
def _named(text: str) -> tuple[str, ...]:
    """The facts that one text names."""
    return tuple(name for piece in _pieces(text) if not isinstance(piece, str) for name in piece[0])


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[Piece, ...]:
    """A text taken apart: a board fills the same few texts in hundreds of times."""
    pieces: list[Piece] = []
    end = 0
    for match in FIGURE.finditer(text):
        pieces += [text[end : match.start()], (tuple(match[1].split("/")), match[2] or "")]
        end = match.end()
    return (*pieces, text[end:])


def worded(text: Any, evidence: Evidence) -> str:
    """The text in the active language with its figures filled in."""
    told = localized(text)
    if "[" in told:
        told = OPTIONAL.sub(lambda part: part[1] if _has_figures(part[1], evidence) else "", told)
    if "{" not in told:
        return told.rstrip(" ,;")
    parts = [one if isinstance(one, str) else _figure(_first(one[0], evidence), one[1]) for one in _pieces(told)]
    return "".join(parts).rstrip(" ,;")


def _first(names: tuple[str, ...], evidence: Evidence) -> Any:
    """The first of the facts (``a/b``) that is not nought, else the last."""
    values = [evidence.get(name) for name in names]
    return next((value for value in values if value), values[-1])


def _has_figures(part: str, evidence: Evidence) -> bool:
    figures = [piece for piece in _pieces(part) if not isinstance(piece, str)]
    return all(_first(names, evidence) not in (None, 0, NEVER_DAYS) for names, _form in figures)


def reason_of(reason: Any, never_reason: Any, evidence: Evidence) -> str:
    """Why a lamp is lit; the words for "never" when the first figure never happened."""
    figures = figures_in(reason)
    if never_reason and figures and evidence.get(figures[0]) in (NEVER_DAYS, None):
        return worded(never_reason, evidence)
    return worded(reason, evidence)


def _figure(value: Any, form: str) -> str:
    if value is None:
        return formats.NOTHING
    if form == "date":
        return formats.day(value if isinstance(value, date) else date.fromisoformat(value))
    if form == "money":
        return formats.money(Decimal(str(value)))
    if form == "percent":
        return f"{formats.number(value)}{NBSP}%" if formats.is_russian() else f"{formats.number(value)}%"
    if value == NEVER_DAYS:
        return _("never")
    if form == "abs":
        return formats.number(abs(Decimal(str(value))))
    if form == "days":
        return formats.days(int(value))
    return _counted(int(value), form.split("|")) if form else formats.number(value)


def _counted(number: int, forms: list[str]) -> str:
    is_slavic = len(forms) == 3
    word = plural_ru(number, *forms) if is_slavic else forms[0 if number == 1 else -1]
    return f"{formats.number(number)}{NBSP}{word}"
