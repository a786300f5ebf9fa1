"""How much two persons of one client look like the same human being (C4). Plain Python, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations

from mayak.core.text import folded

# A misspelt last name beside the same first name: "Зубова" and "Зубава".
LIKE_NAME = 0.82


class Sign(StrEnum):
    """What two persons have in common."""

    PHONE = "phone"
    MAIL = "mail"
    NAME = "name"
    SIMILAR_NAME = "similar_name"


@dataclass(frozen=True)
class Known:
    """What is compared of a person. ``phones``: mobile numbers and those with an extension, no bare office line."""

    pk: int
    last_name: str
    first_name: str = ""
    middle_name: str = ""
    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two persons and why they are proposed; ``first`` is the older record."""

    first: int
    second: int
    signs: tuple[Sign, ...] = field(default=())


def likeness(one: Known, other: Known) -> tuple[Sign, ...]:
    """The signs that two records mean one person; empty: they do not.

    A shared number or mailbox counts only while the names do not contradict each other: colleagues share mailboxes.
    """
    signs = []
    if one.phones & other.phones:
        signs.append(Sign.PHONE)
    if {mail.lower() for mail in one.mails} & {mail.lower() for mail in other.mails}:
        signs.append(Sign.MAIL)
    name = _names(one, other)
    if name is not None:
        return (*signs, name)
    return tuple(signs) if signs and _may_be_same(one, other) else ()


def pairs_of(people: Iterable[Known], different: frozenset[tuple[int, int]] = frozenset()) -> list[Pair]:
    """All pairs that look like one person, the strongest first; ``different``: those somebody told apart."""
    found = []
    for one, other in combinations(sorted(people, key=lambda person: person.pk), 2):
        signs = likeness(one, other)
        if signs and (one.pk, other.pk) not in different:
            found.append(Pair(one.pk, other.pk, signs))
    return sorted(found, key=lambda pair: (-len(pair.signs), Sign.SIMILAR_NAME in pair.signs, pair.first))


def _names(one: Known, other: Known) -> Sign | None:
    if not one.last_name or not one.first_name or not _agree(one.first_name, other.first_name):
        return None
    if one.middle_name and other.middle_name and not _agree(one.middle_name, other.middle_name):
        return None
    mine, theirs = folded(one.last_name), folded(other.last_name)
    if mine == theirs:
        return Sign.NAME if _whole(one.first_name, other.first_name) else Sign.SIMILAR_NAME
    if _whole(one.first_name, other.first_name) and min(len(mine), len(theirs)) > 3:
        alike = SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
        return Sign.SIMILAR_NAME if alike >= LIKE_NAME else None
    return None


def _agree(one: str, other: str) -> bool:
    """The same name, or one is the initial of the other."""
    mine, theirs = folded(one).rstrip("."), folded(other).rstrip(".")
    if not mine or not theirs:
        return False
    return mine == theirs or (min(len(mine), len(theirs)) == 1 and mine[0] == theirs[0])


def _whole(one: str, other: str) -> bool:
    return folded(one) == folded(other)


def _may_be_same(one: Known, other: Known) -> bool:
    """Nothing in the names says that they are two: an empty part contradicts nothing, a changed last name neither."""
    firsts = [name for name in (one.first_name, other.first_name) if name]
    return len(firsts) < 2 or _agree(*firsts)
