"""Words: plurals, edited texts in two languages, names, folding for search."""

import re
from collections.abc import Container, Mapping
from itertools import chain, count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language

NBSP = "\u00a0"
_SPACES = re.compile(r"\s+")


_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(" ")
_LETTERS = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)))


def localized(value: Any, language: str | None = None) -> str:
    """An edited text ``{"ru": …, "en": …}`` (or plain text) in the active language, else in the other one."""
    if not isinstance(value, Mapping):
        return str(value or "")
    code = (language or get_language() or "ru")[:2]
    return str(value.get(code) or value.get("ru") or value.get("en") or "")


def plural_ru(number: int, one: str, few: str, many: str) -> str:
    """The Russian form for a number: 1 день, 2 дня, 5 дней."""
    tail = abs(number) % 100
    if 11 <= tail <= 14:
        return many
    tail %= 10
    if tail == 1:
        return one
    return few if 2 <= tail <= 4 else many


def latin(text: str) -> str:
    """Russian in Latin letters, lower case, for codes and addresses; other characters stay."""
    return text.lower().translate(_LETTERS)


def free_code(name: str, taken: Container[str], *, otherwise: str, longest: int = 60, between: str = "-") -> str:
    """A code made of a name, in Latin letters and digits, that is not ``taken`` yet.

    ``otherwise``: what it begins with where the name begins with no letter; ``between``: what stands for spaces.
    """
    stem = slugify(latin(name)).replace("-", between)
    if not stem[:1].isalpha():
        stem = f"{otherwise}{between}{stem}"
    stem = stem[: longest - 5].strip("-_")
    return next(code for code in chain([stem], (f"{stem}{between}{n}" for n in count(2))) if code not in taken)


def folded(text: str) -> str:
    """The text as search and Russian ordering see it: lower case, ё as е, single spaces, no quotes.

    Must match the generated column ``name_folded`` of clients and persons.
    """
    bare = text.lower().replace("ё", "е").replace("«", "").replace("»", "").replace('"', "")
    return _SPACES.sub(" ", bare).strip()


# Letters that look alike in both alphabets: people type "OOO", and old tables hold "Мaяк" with a Latin "a".
LOOK_ALIKES = ("abcehkmoptxy", "авсенкмортху")
_TO_CYRILLIC = str.maketrans(*LOOK_ALIKES)


def alike(text: str) -> str:
    """Folded text in which letters that look alike are the same, whichever alphabet they were typed in."""
    return folded(text).translate(_TO_CYRILLIC)


def alike_sql(expression: str) -> str:
    """The same of a lower-case SQL expression without ё; must match :func:`alike`."""
    latin, cyrillic = LOOK_ALIKES
    return f"translate({expression}, '{latin}', '{cyrillic}')"


def lexemes_sql(expression: str) -> str:
    """The stems of the words of a Russian text in SQL, ё as е."""
    return f"to_tsvector('russian'::regconfig, translate({expression}, 'ёЁ', 'еЕ'))"


def digits(text: str) -> str:
    """Only the digits of a phone number, INN or document number."""
    return "".join(character for character in text if character.isdigit())


def initials(name: str) -> str:
    """Up to two capital letters of a personal name for an avatar."""
    words = [word for word in re.split(r"[\s-]+", name) if word and word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:2])
