"""What a person may have typed: numbers in any spelling, words with typos or in the other keyboard layout.

Plain Python, no database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from mayak.core.text import digits, folded

_ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = str.maketrans(
    _ENGLISH_KEYS + _ENGLISH_KEYS.upper() + '{}:"<>~', _RUSSIAN_KEYS + _RUSSIAN_KEYS.upper() + "ХЪЖЭБЮЁ"
)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
_ONLY_NUMBER = re.compile(r"^[\d\s()+\-–.№/]*$")
_WORD_SPLIT = re.compile(r"[\s,;]+")
# Legal forms say nothing about which client is meant.
LEGAL_FORMS = frozenset(
    [
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
    ]
)

# A word is taken for a misspelt one only when it is this close to a word of a name.
CLOSE_ENOUGH = 0.6


@dataclass(frozen=True)
class Wanted:
    """What is looked for: folded words, or a number (only digits; a phone without its 8 or +7)."""

    text: str
    words: tuple[str, ...]
    number: str
    document: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.words and not self.number


def wanted(text: str) -> Wanted:
    """Read what was typed: ``8 (999) 000-00-14`` is a number, ``№ 2187`` a number of a document, else words."""
    clean = " ".join(text.split())[:100]
    bare = digits(clean)
    document = clean.lstrip("№# ").strip()
    if len(bare) >= 3 and _ONLY_NUMBER.match(clean):
        return Wanted(clean, (), subscriber_digits(bare), document)
    words = tuple(word for word in _WORD_SPLIT.split(folded(clean)) if word)[:6]
    meaningful = tuple(word for word in words if word not in LEGAL_FORMS)
    return Wanted(clean, meaningful or words, "", document)


def subscriber_digits(bare: str) -> str:
    """The digits of a Russian number without its country or trunk prefix; others as they are."""
    return bare[1:] if len(bare) == 11 and bare[0] in "78" else bare


def in_other_layout(text: str) -> str:
    """The same keys in the other keyboard layout: ``Vfzr`` → ``Маяк``; "" when the text mixes alphabets."""
    has_latin = bool(re.search(r"[a-z]", text, re.IGNORECASE))
    has_cyrillic = bool(re.search(r"[а-яё]", text, re.IGNORECASE))
    if has_latin and not has_cyrillic:
        return text.translate(_TO_RUSSIAN)
    if has_cyrillic and not has_latin:
        return text.lower().translate(_TO_ENGLISH)
    return ""


def closest_word(word: str, names: Iterable[str]) -> str:
    """The word of the folded names that was probably meant, "" when none is close."""
    best, best_likeness = "", CLOSE_ENOUGH
    for candidate in {part.strip("«»\"'().,") for name in names for part in re.split(r"[\s\-]+", name)}:
        if not candidate or abs(len(candidate) - len(word)) > 3:
            continue
        likeness = SequenceMatcher(None, word, candidate, autojunk=False).ratio()
        if likeness > best_likeness or (likeness == best_likeness and best and candidate < best):
            best, best_likeness = candidate, likeness
    return best


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is one of the words looked for (ё counts as е)."""
    parts = [re.escape(word).replace("е", "[её]") for word in sorted(words, key=len, reverse=True) if word]
    if not parts:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(parts)})", text, flags=re.IGNORECASE)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]
