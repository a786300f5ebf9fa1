"""What every search for one kind of record shares: a page of hits, patterns, the reading of rows.

A question answers with one page of hits and their number. Of a word that thousands of rows have only so many are
looked at (``Page.most``), those with the best chances first: names that begin so, and the person's own clients.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from mayak.core.questions import Question, Row

H = TypeVar("H")

# From so many letters on a part of a word is looked for, fewer must begin one.
FEWEST_LETTERS = 3


@dataclass(frozen=True)
class Page:
    """Which hits are wanted; ``most``: how many are looked at and counted.

    Questions asked together share the offset; the other two stand in their SQL.
    """

    size: int
    offset: int = 0
    most: int = 200

    @property
    def params(self) -> dict[str, int]:
        """For the statements."""
        return {"page_offset": self.offset}

    @property
    def limit(self) -> str:
        """The end of a SELECT that fetches this page."""
        return f"LIMIT {self.size:d} OFFSET %(page_offset)s"

    @property
    def look(self) -> str:
        """The end of a SELECT of what is looked at."""
        return f"LIMIT {self.most:d}"


@dataclass(frozen=True)
class Hits(Generic[H]):
    """A page of hits of one kind; ``total`` of those looked at (``is_more``: there are more than were)."""

    rows: tuple[H, ...] = ()
    total: int = 0
    is_more: bool = False


def nothing_found() -> Question[Hits[Any]]:
    """The answer to what cannot be asked of a kind: no row, at no cost."""
    return Question("", {}, lambda rows: Hits())


def ordered(found: str, order: str, page: Page) -> str:
    """A page of the rows found, numbered in their order as ``place``: what is told of them is looked up for it only."""
    return f"""SELECT p.*, row_number() OVER () AS place FROM (
      {found} ORDER BY {order} {page.limit}) p"""


def hits_reader(read: Callable[[Row], H], page: Page) -> Callable[[list[Row]], Hits[H]]:
    """What makes a page of hits of rows that carry their number as ``found``."""

    def hits(rows: list[Row]) -> Hits[H]:
        total = rows[0]["found"] if rows else 0
        return Hits(tuple(read(row) for row in rows), min(total, page.most), total >= page.most)

    return hits


def like_part(text: str) -> str:
    """A LIKE pattern for a text inside of another; its own signs of patterns mean themselves."""
    return f"%{escaped(text)}%"


def like_word(word: str) -> str:
    """A LIKE pattern for a word: inside of others, a short one only where words begin."""
    return like_start(word) if len(word) < FEWEST_LETTERS and word.isalnum() else like_part(word)


def like_start(word: str) -> str:
    """A LIKE pattern for a word where words begin."""
    return f"% {escaped(word)}%"


def escaped(text: str) -> str:
    """A text as a part of a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def all_like(expression: str, count: int) -> str:
    """The condition that an expression has each of the words of :func:`word_params`."""
    return " AND ".join(f"{expression} LIKE %(word{n})s" for n in range(count))


def any_like(expression: str, places: Iterable[int]) -> str:
    """The condition that an expression has one of those words at least."""
    return " OR ".join(f"{expression} LIKE %(word{n})s" for n in places)


def word_params(words: tuple[str, ...]) -> dict[str, Any]:
    """The words as patterns ``word0`` …"""
    return {f"word{n}": like_word(word) for n, word in enumerate(words)}
