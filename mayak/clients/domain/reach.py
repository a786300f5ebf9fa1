"""A phone or a mail address as a person types it: read whole, or refused with the reason. Plain Python."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

RUSSIA = 7
_EXTENSION = re.compile(r"[,;]?\s*(?:доб(?:ав\w*)?\.?|вн(?:утр\w*)?\.?|ext\.?|x|#)\s*(\d{1,10})\s*$", re.IGNORECASE)
_MAIL = re.compile(r"^[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s.,;<>()\"]{2,}$")


class UnreadableError(ValueError):
    """What was typed is no number or address; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Phone:
    """A number in E.164 with its extension; ``is_mobile`` guesses the kind."""

    number: str
    extension: str
    is_mobile: bool


def read_phone(text: str, extension: str = "") -> Phone:
    """``8 (999) 000-00-16 доб. 12`` → +79990000016, 12. A number without a country is Russian.

    Raises UnreadableError: ``no_digits``, ``too_short``, ``too_long``, ``no_country``, ``not_possible``.
    """
    bare = text.strip()
    if match := _EXTENSION.search(bare):
        extension, bare = match[1], bare[: match.start()].strip()
    if not any(character.isdigit() for character in bare):
        raise UnreadableError("no_digits")
    try:
        number = phonenumbers.parse(bare, "RU")
    except phonenumbers.NumberParseException as error:
        is_country = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        raise UnreadableError("no_country" if is_country else "not_possible") from error
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict != ValidationResult.IS_POSSIBLE:
        codes = {
            ValidationResult.TOO_SHORT: "too_short",
            ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
            ValidationResult.TOO_LONG: "too_long",
            ValidationResult.INVALID_LENGTH: "too_long",  # between the lengths that a country has
            ValidationResult.INVALID_COUNTRY_CODE: "no_country",
        }
        raise UnreadableError(codes.get(verdict, "not_possible"))
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    kind = phonenumbers.number_type(number)
    return Phone(written, (extension or number.extension or "")[:10], kind == PhoneNumberType.MOBILE)


def read_mail(text: str) -> str:
    """The address with its domain in lower case. Raises UnreadableError: ``no_at``, ``no_mail``."""
    bare = text.strip().removeprefix("mailto:")
    if "@" not in bare:
        raise UnreadableError("no_at")
    if not _MAIL.match(bare) or len(bare) > 254:
        raise UnreadableError("no_mail")
    name, _at, domain = bare.rpartition("@")
    return f"{name}@{domain.lower()}"


def is_mail(text: str) -> bool:
    """Whether an address rather than a number was typed."""
    return "@" in text


def region_of(number: str, language: str) -> str:
    """Where a landline stands, in words; "" for mobiles, which tell no place."""
    try:
        parsed = phonenumbers.parse(number, "RU")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.number_type(parsed) != PhoneNumberType.FIXED_LINE:
        return ""
    if parsed.country_code == RUSSIA:
        return _russian_place(f"{RUSSIA}{parsed.national_number}", language)
    # The library's own tables take 100 MB: only offices that call abroad load them.
    from phonenumbers import geocoder

    return str(geocoder.description_for_number(parsed, language))


@cache
def _russian_codes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(Path(__file__).with_name("landlines.json").read_text(encoding="utf-8"))
    return found


def _russian_place(digits: str, language: str) -> str:
    """The place of the longest code that the number begins with."""
    codes = _russian_codes()
    found = next((codes[digits[:length]] for length in range(len(digits), 1, -1) if digits[:length] in codes), None)
    return found[language != "ru"] if found else ""
