"""Words with typos, word forms, and where in a text the words are that were looked for.

Plain Python, no database.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from mayak.clients.domain.keyboard import in_other_layout
from mayak.clients.domain.wanted import Wanted, wanted
from mayak.core.text import LOOK_ALIKES, folded

Correction = Literal["", "layout", "typos"]
Pieces = list[tuple[str, bool]]

# A word is taken for a misspelt one only when it is this close to a word of a name.
CLOSE_ENOUGH = 0.6
# … and by no more letters longer or shorter.
MOST_LONGER = 3
# So much of a text is shown around the first word found.
AROUND = 40
SHOWN_TEXT = 160

_SPLIT = re.compile(r"[\W_]+")
# What the stemmer takes for different words: просроченные, просрочил, просрочка.
_VERBAL = re.compile(
    r"(?:(?:е|а|я)нн?(?:ый|ая|ое|ые|ого|ой|ую|ым|ых|ыми|ом|а|о|ы)?|(?:и|а|я|е)(?:л|ла|ло|ли|ть|в|вш\w+)|к(?:а|и|у|ой|е)|ени\w+|ани\w+)$"
)
_SHORTEST_ROOT = 5
SHORTEST_START = 3


@dataclass(frozen=True)
class Known:
    """What the words of all names say of a typed word: one is it, one begins so, those most like it."""

    is_whole: bool = False
    is_start: bool = False
    similar: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """What is looked for in the end: as typed, or corrected (``correction`` names how, ``text`` to what)."""

    typed: str
    wanted: Wanted
    correction: Correction = ""

    @property
    def text(self) -> str:
        """The text that is really looked for."""
        return self.wanted.text


def words_to_know(asked: Wanted) -> tuple[str, ...]:
    """The words a correction may be made of: as typed, and in the other layout."""
    return tuple(dict.fromkeys((*_parts(asked), *_parts(_in_other_layout(asked)))))


def _parts(asked: Wanted) -> tuple[str, ...]:
    """The words as the words of names are kept: those with a hyphen are two."""
    return tuple(part for word in asked.plain for part in word.split("-") if part)


def better(asked: Wanted, known: Mapping[str, Known]) -> Understanding | None:
    """What was probably meant by a text that finds nothing: the other layout, or the closest words of names."""
    other = _in_other_layout(asked)
    if other.plain and all(known.get(word, Known()).is_start for word in _parts(other)):
        return Understanding(asked.text, other, "layout")
    for candidate in (asked, other):
        mended = _mended(candidate, known)
        if mended is not None:
            return Understanding(asked.text, mended, "typos")
    return None if other.is_empty else Understanding(asked.text, other, "layout")


def _in_other_layout(asked: Wanted) -> Wanted:
    return wanted(in_other_layout(asked.text)) if asked.plain else wanted("")


def _mended(asked: Wanted, known: Mapping[str, Known]) -> Wanted | None:
    """The text with every word that is none replaced by the closest one; None when one has no such or none needs it.

    The last word may still be in the middle of typing: the beginning of a known one is left alone.
    """
    words: list[str] = []
    parts = _parts(asked)
    for place, word in enumerate(parts, start=1):
        of_word = known.get(word, Known())
        if of_word.is_whole or (of_word.is_start and place == len(parts)):
            words.append(word)
        else:
            words.append(closest_word(word, of_word.similar) or (word if of_word.is_start else ""))
    if not words or not all(words) or tuple(words) == parts:
        return None
    return wanted(" ".join(words))


def closest_word(word: str, names: Iterable[str]) -> str:
    """The word of the folded names that was probably meant, "" when none is close."""
    best, best_likeness = "", CLOSE_ENOUGH
    for candidate in {part.strip("«»\"'().,") for name in names for part in re.split(r"[\s\-]+", name)}:
        if not candidate or abs(len(candidate) - len(word)) > MOST_LONGER:
            continue
        matcher = SequenceMatcher(None, word, candidate, autojunk=False)
        # an upper bound that most words fail by, at a tenth of the cost
        if matcher.quick_ratio() < best_likeness:
            continue
        likeness = matcher.ratio()
        if likeness > best_likeness or (likeness == best_likeness and best and candidate < best):
            best, best_likeness = candidate, likeness
    return best


def text_query(words: Sequence[str], *, is_loose: bool = True) -> str:
    """The words for PostgreSQL's text search: all of them, each as far as it is typed and in its other forms.

    Not loose: only the last one may be unfinished. "" when no word says anything: the beginnings of one or two letters
    are those of half of all words.
    """
    parts: list[str] = []
    for place, word in enumerate(words, start=1):
        is_finished = not is_loose and place < len(words)
        for prefixes in [text_prefixes(word)] if word.isalnum() else [(part,) for part in _SPLIT.split(word) if part]:
            whole = {word} if is_finished else set()
            forms = [
                f"{prefix}:*" if len(prefix) >= SHORTEST_START and prefix not in whole else prefix
                for prefix in prefixes
            ]
            parts.append(f"({' | '.join(forms)})")
    return " & ".join(parts)


def text_prefixes(word: str) -> tuple[str, ...]:
    """What words of a text may begin with to be forms of a word, beside what the stemmer does."""
    root = _VERBAL.sub("", word)
    return (word, root) if root != word and len(root) >= _SHORTEST_ROOT else (word,)


def marked(text: str, words: Iterable[str]) -> Pieces:
    """The text cut into pieces, each with whether it is one of the words looked for (ё as е, look-alikes as one)."""
    parts = [_as_pattern(word) for word in sorted(words, key=len, reverse=True) if word]
    if not parts:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(parts)})", text, flags=re.IGNORECASE)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def excerpt(text: str, words: Iterable[str]) -> Pieces:
    """The place of a long text where the words are, in any form, cut into pieces like :func:`marked`."""
    line = " ".join(text.split())
    forms = {folded(token) for token in re.findall(r"\w+", line) if any(is_form(token, word) for word in words)}
    pattern = "|".join(_as_pattern(form) for form in sorted(forms, key=len, reverse=True))
    first = re.search(rf"\b(?:{pattern})\b", line, re.IGNORECASE) if pattern else None
    start = first.start() if first else 0
    begin = 0 if start <= AROUND or len(line) <= SHOWN_TEXT else line.find(" ", start - AROUND) + 1
    shown = line[begin : begin + SHOWN_TEXT]
    shown = f"{'…' if begin else ''}{shown}{'…' if begin + SHOWN_TEXT < len(line) else ''}"
    if not pattern:
        return [(shown, False)]
    pieces = re.split(rf"(\b(?:{pattern})\b)", shown, flags=re.IGNORECASE)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def is_form(token: str, word: str) -> bool:
    """Whether a word of a text may be a form of a word looked for: they begin alike for long enough."""
    bare = folded(token)
    if any(bare.startswith(prefix) for prefix in text_prefixes(word)):
        return True
    alike_letters = 0
    for one, other in zip(bare, word, strict=False):
        if one != other:
            break
        alike_letters += 1
    return alike_letters >= max(3, len(word) - 3) and len(bare) - alike_letters <= 4


def _as_pattern(word: str) -> str:
    """A folded word as a pattern for the text as written."""
    same = {cyrillic: f"[{cyrillic}{latin}]" for latin, cyrillic in zip(*LOOK_ALIKES, strict=True)} | {"е": "[еёe]"}
    return "".join(same.get(letter, re.escape(letter)) for letter in word)
