"""What a value of each type looks like, and the one form in which it is stored.

``canonical`` reads what a person or a file wrote; ``fits`` tells whether a stored text is a value of the type: an
indicator whose type changed keeps texts that are none (docs/algorithms/card.md). The empty text is *confirmed none*
and fits every type. ``fits_sql`` is the same rule for the database.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mayak.core.text import folded

SEPARATOR = "; "
# The code of the choice that means none of the others: it stands alone.
NONE = "none"
LONGEST = 1000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?")
_STORED_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,6})?")
_STORED_DATE = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_CURRENCY = re.compile(r"\s*(₽|руб(лей|ля|ль)?\.?|р\.?|rub\.?|roubles?)$", re.IGNORECASE)
_RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class Problem(StrEnum):
    """Why a text is no value of the type."""

    NUMBER = "number"
    NEGATIVE = "negative"
    KOPECKS = "kopecks"
    DATE = "date"
    CHOICE = "choice"
    ALONE = "alone"
    PERSON = "person"
    LONG = "long"


# What is understood and cannot be: refused from everywhere. Other texts that are no value come in with an import,
# stay visible as they are written and count as missing.
NEVER = frozenset({Problem.NEGATIVE, Problem.ALONE})


class BadValueError(ValueError):
    """The text is no value of the type; ``part`` is what was not understood."""

    def __init__(self, problem: Problem, part: str = "") -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.part = part


@dataclass(frozen=True)
class Choice:
    """One of the values an indicator may have: ``code`` is stored, any of the ``labels`` is understood."""

    code: str
    labels: tuple[str, ...] = ()

    def is_meant_by(self, text: str) -> bool:
        """Whether the text is the code or a label, whatever the case and ё/е."""
        return folded(text) in {folded(word) for word in (self.code, *self.labels)}


def canonical(text: str, type: str, choices: Sequence[Choice] = ()) -> str:
    """The text in the form in which it is stored. Raises BadValueError for one that is no value of the type."""
    bare = _SPACES.sub(" ", text).strip() if type != "text" else text.strip()
    if len(bare) > LONGEST:
        raise BadValueError(Problem.LONG)
    if not bare:
        return ""
    if type == "number":
        return _plain(_number(bare))
    if type == "money":
        return _money(bare)
    if type == "date":
        return _date(bare).isoformat()
    if type == "choice":
        return _choice(bare, choices)
    if type == "multiple":
        return _choices(bare, choices)
    if type == "person" and not any(character.isalpha() for character in bare):
        raise BadValueError(Problem.PERSON, bare)
    return bare


def refusal_of(text: str, type: str, choices: Sequence[Choice] = ()) -> BadValueError | None:
    """Why the text is refused even from an import; None: it may come in, whether it is a value of the type or not."""
    try:
        canonical(text, type, choices)
    except BadValueError as error:
        return error if error.problem in NEVER else None
    return None


def _number(text: str) -> Decimal:
    plain = text.replace(" ", "").replace(",", ".").replace("\u2212", "-")
    if not _NUMBER.fullmatch(plain):
        raise BadValueError(Problem.NUMBER, text)
    number = Decimal(plain)
    if number < 0:
        raise BadValueError(Problem.NEGATIVE, text)
    return number


def _plain(number: Decimal) -> str:
    """Without exponent, superfluous zeros and minus before nothing."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _money(text: str) -> str:
    amount = _number(_CURRENCY.sub("", text))
    if amount != round(amount, 2):
        raise BadValueError(Problem.KOPECKS, text)
    return f"{amount:.2f}" if amount else "0.00"


def _date(text: str) -> date:
    russian = _RUSSIAN_DATE.fullmatch(text)
    try:
        if russian:
            day, month, year = (int(part) for part in russian.groups())
            found = date(year, month, day)
        else:
            found = date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(Problem.DATE, text) from error
    if not EARLIEST_YEAR <= found.year < LATEST_YEAR:
        raise BadValueError(Problem.DATE, text)
    return found


def _choice(text: str, choices: Sequence[Choice]) -> str:
    if not choices:
        return text
    for choice in choices:
        if choice.is_meant_by(text):
            return choice.code
    raise BadValueError(Problem.CHOICE, text)


def _choices(text: str, choices: Sequence[Choice]) -> str:
    if not choices:
        return SEPARATOR.join(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    try:
        return _choice(text, choices)  # a label may hold a comma
    except BadValueError:
        separator = ";" if ";" in text else ","
    found = {_choice(part.strip(), choices) for part in text.split(separator) if part.strip()}
    if NONE in found and len(found) > 1:
        raise BadValueError(Problem.ALONE, NONE)
    return SEPARATOR.join(choice.code for choice in choices if choice.code in found)


def parts_of(value: str) -> tuple[str, ...]:
    """The codes of a value of several choices."""
    return tuple(part for part in value.split(SEPARATOR) if part)


def fits(value: str, type: str, choices: Sequence[Choice] = ()) -> bool:
    """Whether a stored text is a value of the type: must agree with ``fits_sql``."""
    if not value:
        return True
    if type in {"number", "money"}:
        return _STORED_NUMBER.fullmatch(value) is not None
    if type == "date":
        return _STORED_DATE.fullmatch(value) is not None
    if type == "choice" and choices:
        return any(choice.code == value for choice in choices)
    if type == "multiple" and choices:
        codes = {choice.code for choice in choices}
        return all(part in codes for part in value.split(SEPARATOR))
    return True


def fits_sql(definition: str = "d", value: str = "v") -> str:
    """The rule of :func:`fits` in SQL: whether the row ``value`` fits the row ``definition``."""
    d, text = definition, f"{value}.value"
    return rf"""CASE WHEN {text} = '' THEN TRUE
    WHEN {d}.value_type IN ('number', 'money') THEN {text} ~ '^[+-]?[0-9]{{1,15}}([.,][0-9]{{1,6}})?$'
    WHEN {d}.value_type = 'date' THEN {text} ~ '^(19|20|21)[0-9]{{2}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
    WHEN {d}.choices = '[]'::jsonb THEN TRUE
    WHEN {d}.value_type = 'choice' THEN {d}.choices @> jsonb_build_array(jsonb_build_object('code', {text}))
    WHEN {d}.value_type = 'multiple' THEN NOT EXISTS (
      SELECT 1 FROM unnest(string_to_array({text}, '; ')) part(code)
      WHERE NOT {d}.choices @> jsonb_build_array(jsonb_build_object('code', part.code)))
    ELSE TRUE END"""


FITS_SQL = fits_sql()
