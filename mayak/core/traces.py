"""What betrays a person in a text: names in all their cases, phones in any spelling, mailboxes.

A single name says nothing alone: it is taken out of the records of the person's clients only, and only when nobody
else there bears it. The name and the surname together, a phone, a mailbox are taken out wherever they stand, unless
somebody else has them too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MARK = "[…]"
LONG_NAME = 5
SHORTEST_PHONE = 5
LOCAL_DIGITS = 10
_ENDINGS = (
    "ыми|ими|ами|ями|ого|его|ому|ему|ой|ей|ою|ею|ём|ем|ом|ым|им|ых|их|ам|ям|ах|ях|ая|яя|ую|юю|ий|ый|ье|ью|ья|"
    "а|я|у|ю|е|ы|и|о|й|ь"
)
_ADJECTIVE = re.compile(r"(?:ий|ый|ой|ая|яя)$", re.IGNORECASE)
_SOFT = re.compile(r"[аяйьыеоиуюэё]$", re.IGNORECASE)
_FLEETING = re.compile(r"^(.+[бвгджзклмнпрстфхцчшщ])([еёо])([клц])$", re.IGNORECASE)
_BETWEEN = r"[\s()./+-]{0,3}"


def name_pattern(name: str) -> str:
    """A regular expression of a name in any of its cases, е and ё alike; empty for a name without letters."""
    parts = [part for part in re.split(r"[\s-]+", name.strip()) if part]
    return r"[\s-]+".join(_part_pattern(part) for part in parts)


def _part_pattern(part: str) -> str:
    stem, fleeting = part, _FLEETING.match(part)
    if len(part) > 3:
        stem = _ADJECTIVE.sub("", part) if len(part) > 4 and _ADJECTIVE.search(part) else _SOFT.sub("", part)
    letters = "".join("[её]" if letter in "её" else "[ЕЁ]" if letter in "ЕЁ" else re.escape(letter) for letter in stem)
    if fleeting and stem == part and len(part) > 3:
        first, _vowel, last = fleeting.groups()
        letters = "".join(map(re.escape, first)) + "[еёо]?" + re.escape(last)
    return f"{letters}(?:{_ENDINGS})?"


def phone_pattern(number: str) -> str:
    """A regular expression of a phone in any spelling; empty for one that is too short to say whose it is."""
    digits = "".join(character for character in number if character.isdigit())[-LOCAL_DIGITS:]
    if len(digits) < SHORTEST_PHONE:
        return ""
    return rf"(?:\+?\d{{1,3}}{_BETWEEN})?{_BETWEEN.join(digits)}" if len(digits) == LOCAL_DIGITS else digits


@dataclass(frozen=True)
class Words:
    """Patterns to be found in texts. ``names`` stand alone; a short one counts only with a capital letter."""

    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.names or self.phrases)

    @cached_property
    def _pattern(self) -> "re.Pattern[str]":
        phrases = [rf"(?:{phrase})" for phrase in self.phrases]
        names = [name_pattern(name) for name in self.names]
        return re.compile(rf"(?<!\w)(?:{'|'.join([*phrases, *names])})(?!\w)", re.IGNORECASE)

    @property
    def in_database(self) -> str:
        """The expression for PostgreSQL's ``~*``: it may find more than :meth:`cleaned` changes, never less."""
        return "|".join([*(f"({phrase})" for phrase in self.phrases), *(name_pattern(name) for name in self.names)])

    def cleaned(self, text: str) -> str:
        """The text with every find replaced by :data:`MARK`."""
        return self._pattern.sub(_replaced, text) if self else text

    def cleaned_json(self, value: Any) -> Any:
        """JSON with every text in it cleaned; a number that is a phone goes as well."""
        if isinstance(value, dict):
            return {key: self.cleaned_json(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.cleaned_json(item) for item in value]
        if isinstance(value, str):
            return self.cleaned(value)
        if isinstance(value, int) and not isinstance(value, bool) and value > 10**SHORTEST_PHONE:
            return MARK if self and self._pattern.fullmatch(str(value)) else value
        return value

    def found_in(self, text: str) -> bool:
        """Whether anything of it stands in the text."""
        return self.cleaned(text) != text


def _replaced(match: "re.Match[str]") -> str:
    found = match[0]
    # «май» is a month, «Май» somebody's surname.
    return MARK if len(found) >= LONG_NAME or found[0].isupper() or not found[0].isalpha() else found


def full_name_phrases(last: str, first: str, middle: str) -> list[str]:
    """The surname with the name, in either order, the patronymic between or behind."""
    if not (last and first):
        return []
    surname, name = name_pattern(last), name_pattern(first)
    patronymic = rf"(?:\s+{name_pattern(middle)})?" if middle else ""
    return [rf"{surname}\s+{name}{patronymic}", rf"{name}{patronymic}\s+{surname}"]


def short_name_phrases(last: str, first: str, middle: str) -> list[str]:
    """The surname with initials, the name with the patronymic: enough among the people of one client."""
    phrases = []
    if last and first:
        initials = (
            rf"{re.escape(first[0])}\.(?:\s*{re.escape(middle[0])}\.)?" if middle else rf"{re.escape(first[0])}\."
        )
        phrases += [rf"{name_pattern(last)}\s+{initials}", rf"{initials}\s*{name_pattern(last)}"]
    if first and middle:
        phrases.append(rf"{name_pattern(first)}\s+{name_pattern(middle)}")
    return phrases


@dataclass(frozen=True)
class Linked:
    """The records of a table that are the person's, now or once, and which of its columns are personal."""

    table: str
    ids: frozenset[int]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """A person's traces: which persons they are and were here, whose clients, which records, which words.

    ``everywhere``: words to be taken out wherever they stand; ``at_clients``: in what is about the clients
    (``client_names`` tells texts that no link joins to a client). ``keys``: in the source system, and our own.
    """

    person_ids: frozenset[int]
    client_ids: frozenset[int]
    everywhere: Words
    at_clients: Words
    linked: Sequence[Linked] = ()
    keys: frozenset[str] = frozenset()
    client_names: Sequence[str] = field(default=())

    def words_for(self, client_id: int | None) -> Words:
        """What is to be taken out of a text about this client (None: about nobody in particular)."""
        return self.at_clients if client_id in self.client_ids else self.everywhere

    def cleaned(self, text: str) -> str:
        """A text that no link joins to a client: read as one about the client that it names."""
        words = self.at_clients if any(name in text for name in self.client_names) else self.everywhere
        return words.cleaned(text)


def unique(words: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that nobody else has, case apart."""
    taken = {other.casefold() for other in others}
    return tuple(dict.fromkeys(word for word in words if word and word.casefold() not in taken))
