"""Russian numbers of an organisation: what is wrong with one, by its check digits."""

import re
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}")


class NumberProblem(StrEnum):
    """What is wrong with a number."""

    DIGITS = "digits"
    LENGTH = "length"
    CHECK = "check"
    FORM = "form"


def plain_number(text: str) -> str:
    """The number without the spaces and dashes people write."""
    return re.sub(r"[\s\u00a0\u2009-]", "", text).upper()


def inn_problem(inn: str) -> NumberProblem | None:
    """What is wrong with an INN: 10 digits of an organisation, 12 of a person, check digits."""
    if not _is_digits(inn):
        return NumberProblem.DIGITS
    if len(inn) not in {10, 12}:
        return NumberProblem.LENGTH
    return _checked(inn_numbers.validate, inn)


def ogrn_problem(ogrn: str) -> NumberProblem | None:
    """What is wrong with an OGRN: 13 digits of an organisation, 15 of a sole trader, a check digit."""
    if not _is_digits(ogrn):
        return NumberProblem.DIGITS
    if len(ogrn) not in {13, 15}:
        return NumberProblem.LENGTH
    return _checked(ogrn_numbers.validate, ogrn)


def kpp_problem(kpp: str) -> NumberProblem | None:
    """What is wrong with a KPP: nine characters, the fifth and sixth may be letters; it has no check digit."""
    if len(kpp) != 9:
        return NumberProblem.LENGTH
    return None if kpp.isascii() and _KPP.fullmatch(kpp) else NumberProblem.FORM


def is_of_person(inn: str) -> bool:
    """Whether an INN is a natural person's: sole traders have no KPP."""
    return len(inn) == 12


def _is_digits(number: str) -> bool:
    return number.isascii() and number.isdigit()


def _checked(validate: object, number: str) -> NumberProblem | None:
    try:
        validate(number)  # type: ignore[operator]
    except ValidationError:
        return NumberProblem.CHECK
    return None
