"""Phones and mailboxes of a person as one cell: ``*+7 999 000-00-01 доб. 12 (рабочий), -…``."""

import re
from collections.abc import Callable

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mayak.exchange.problems import BadValueError
from mayak.exchange.tables import words
from mayak.exchange.tables.spec import folded_label

# number or address, extension, kind, favourite, unwanted
Point = list[str | bool]
_EXTENSION = re.compile(r"[,;]?\s*(?:доб(?:ав\w*)?\.?|вн(?:утр\w*)?\.?|ext\.?|#)\s*(\d{1,10})\s*$", re.IGNORECASE)
_KIND = re.compile(r"\(([^()]*[^\W\d_][^()]*)\)\s*$")
_SEPARATOR = re.compile(r"[,;](?![^(]*\))(?!\s*(?:доб|вн|ext))", re.IGNORECASE)


def read_phones(text: str) -> list[Point]:
    """Each phone once: E.164 when it can be read as a Russian or international number, else as written."""
    return _points(text, _read_phone)


def read_emails(text: str) -> list[Point]:
    """Each mailbox once, its domain in lower case."""
    return _points(text, _read_email)


def _points(text: str, read: Callable[[str], tuple[str, str, str]]) -> list[Point]:
    found: dict[tuple[str, str], Point] = {}
    for part in _SEPARATOR.split(text):
        bare = part.strip()
        if not bare or bare in "*-":
            continue
        marks = bare[: len(bare) - len(bare.lstrip("*- "))]
        is_favourite, is_unwanted = "*" in marks, "-" in marks
        bare = bare[len(marks) :]
        kind = ""
        if match := _KIND.search(bare):
            kind = words.POINT_KIND.by_word.get(folded_label(match[1]), "other")
            bare = bare[: match.start()].strip()
        value, extension, guessed = read(bare)
        found.setdefault((value, extension), [value, extension, kind or guessed, is_favourite, is_unwanted])
    return list(found.values())


def _read_phone(text: str) -> tuple[str, str, str]:
    extension = ""
    if match := _EXTENSION.search(text):
        extension, text = match[1], text[: match.start()].strip()
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        if len(text) > 40 or not any(character.isdigit() for character in text):
            raise BadValueError(_("“%(text)s” is no phone number") % {"text": text[:60]})
        return text, extension, "work"
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    kind = "mobile" if e164.startswith("+79") else "work"
    return e164, extension or (number.extension or "")[:10], kind


def _read_email(text: str) -> tuple[str, str, str]:
    name, at, domain = text.rpartition("@")
    address = f"{name}{at}{domain.lower()}"
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadValueError(_("“%(text)s” is no mail address") % {"text": text[:60]}) from error
    return address, "", "work"


def write_points(points: list[Point]) -> str:
    """The cell that reads back as the same points."""
    return ", ".join(_write(*point) for point in points)


def _write(
    value: str | bool, extension: str | bool, kind: str | bool, favourite: str | bool, unwanted: bool | str
) -> str:
    mark = ("*" if favourite else "") + ("-" if unwanted else "")
    tail = f" доб. {extension}" if extension else ""
    return f"{mark}{value}{tail} ({words.POINT_KIND.words[str(kind)][0]})"
