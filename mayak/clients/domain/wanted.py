"""What a person looks for, read from what was typed: words, a number in any spelling, a sum, an address of mail.

Plain Python, no database.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from mayak.core.text import alike, digits, folded

LONGEST = 100
MOST_WORDS = 6
# Fewer digits say too little of a number.
FEWEST_DIGITS = 3

_WORD = re.compile(r"[^\s,;«»\"„“]+")
_EXTENSION = re.compile(
    r"^(?P<number>[\d\s()+\-–.]*?)\s*(?:доб(?:авочный)?|вн(?:утр)?|ext|#)\.?\s*(?P<extension>\d{1,6})$"
)
_NUMBER = re.compile(r"^[\d\s()+\-–.№/]*$")
_SUM = re.compile(r"^(?P<roubles>\d{1,3}(?:[\s\u00a0]\d{3})+|\d{1,9})(?:[.,](?P<kopecks>\d{2}))?\s*(?:₽|р|руб)?\.?$")
_MAIL = re.compile(r"^[\w.+\-]*[a-z][\w.+\-]*@?[\w.\-]*$", re.ASCII | re.IGNORECASE)
# Legal forms say nothing about which client is meant.
LEGAL_FORMS = (
    "ооо",
    "оао",
    "пао",
    "зао",
    "ао",
    "ип",
    "мбу",
    "мку",
    "муп",
    "ано",
    "тсж",
    "снт",
    "гбу",
    "гуп",
    "нко",
    "пк",
    "фгбу",
    "фгуп",
)


class Only(StrEnum):
    """What a sign before the text narrows the search to."""

    PERSONS = "persons"
    DOCUMENTS = "documents"
    INN = "inn"
    COMMANDS = "commands"


_SIGNS = (
    (re.compile(r"^@\s*(?=\D)"), Only.PERSONS),
    (re.compile(r"^(?:№|#)\s*"), Only.DOCUMENTS),
    (re.compile(r"^(?:инн|inn)\s+(?=\d)", re.IGNORECASE), Only.INN),
    (re.compile(r"^>\s*"), Only.COMMANDS),
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for. ``words``: folded, look-alikes as one; ``plain``: the same words in their own alphabet.

    ``number``: only digits, a phone without its 8 or +7 (``digits``: all of them); ``document``: the number of a
    contract or invoice; ``amount``: a sum, whole roubles stand for any kopecks; ``only``: the kind that a sign before
    the text asked for; ``starts``: how the name of a client begins that is called so.
    """

    text: str
    words: tuple[str, ...] = ()
    number: str = ""
    document: str = ""
    digits: str = ""
    plain: tuple[str, ...] = ()
    extension: str = ""
    amount: Decimal | None = None
    is_whole_amount: bool = False
    mail: str = ""
    only: Only | None = None
    starts: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.words or self.number or self.extension or self.amount is not None)

    @property
    def has_document(self) -> bool:
        """Whether it can be the number of a document: those have digits."""
        return any(character.isdigit() for character in self.document)


def wanted(text: str) -> Wanted:
    """Read what was typed: ``8 (999) 000-00-14 доб. 3`` is a number, ``№ 2187`` a document, ``@зубова`` a person."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST]
    only, bare_text = _sign_of(clean)
    extension = _EXTENSION.match(bare_text.lower())
    if extension and only is None:
        number = digits(extension["number"])
        return Wanted(clean, number=subscriber_digits(number), digits=number, extension=extension["extension"])
    bare = digits(bare_text)
    document = alike(bare_text.lstrip("№# "))
    roubles = _SUM.match(bare_text.lower())
    amount = _amount(roubles) if roubles and only in (None, Only.DOCUMENTS) else None
    is_whole = bool(roubles and not roubles["kopecks"])
    is_number = bool(_NUMBER.match(bare_text))
    if only is Only.INN or (len(bare) >= FEWEST_DIGITS and (is_number or amount is not None)):
        number = subscriber_digits(bare) if is_number else ""
        return Wanted(clean, (), number, document, bare, amount=amount, is_whole_amount=is_whole, only=only)
    plain = tuple(repaired(word) for word in _WORD.findall(folded(bare_text)))[:MOST_WORDS]
    plain = tuple(word for word in plain if alike(word) not in LEGAL_FORMS) or plain
    return Wanted(
        clean,
        tuple(alike(word) for word in plain),
        document=document,
        plain=plain,
        amount=amount,
        is_whole_amount=is_whole,
        mail=bare_text.lower() if _MAIL.match(bare_text) and only is None else "",
        only=only,
        starts=_starts(" ".join(plain)),
    )


def subscriber_digits(bare: str) -> str:
    """The digits of a Russian number without its country or trunk prefix, however far it is typed.

    ``8 (999) 000`` is the beginning of a number; ``800 12`` may be the end of one and stays.
    """
    if bare.startswith("007") and len(bare) > 3:
        bare = bare[2:]
    if len(bare) == 11 and bare[0] in "78":
        return bare[1:]
    return bare[1:] if 5 <= len(bare) <= 10 and bare[:2] in ("89", "79") else bare


def repaired(word: str) -> str:
    """A word that mixes alphabets by letters that look alike, in the one alphabet it can be written in."""
    has_latin, has_cyrillic = re.search(r"[a-z]", word), re.search(r"[а-я]", word)
    if not (has_latin and has_cyrillic):
        return word
    return alike(word)


def _sign_of(text: str) -> tuple[Only | None, str]:
    for sign, only in _SIGNS:
        found = sign.match(text)
        if found:
            return only, text[found.end() :]
    return None, text


def _amount(found: re.Match[str]) -> Decimal:
    return Decimal(f"{digits(found['roubles'])}.{found['kopecks'] or '00'}")


def _starts(text: str) -> tuple[str, ...]:
    """How the folded name of a client begins that is called so, with each legal form."""
    return (text, *(f"{form} {text}" for form in LEGAL_FORMS)) if text else ()
