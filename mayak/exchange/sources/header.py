"""Where the header of a table is: below titles, in one row or in two with merged cells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from mayak.exchange.sources.sheet import Row
from mayak.exchange.sources.targets import GROUP_SEPARATOR

HEADER_WITHIN_ROWS = 15


@dataclass(frozen=True)
class Header:
    """The header of a sheet: the number of its last row, how many rows it takes, the words of each column."""

    row: int
    height: int
    words: list[str]
    rows: tuple[tuple[str, ...], ...] = ()


Known = Callable[[list[str]], int]


def texts_of(cells: Row) -> list[str]:
    """Cells as trimmed text."""
    return ["" if cell is None else str(cell).strip() for cell in cells]


def head_of(rows: Iterable[Row]) -> list[list[str]]:
    """The first rows, among which the header is looked for."""
    return [texts_of(cells) for cells in islice(rows, HEADER_WITHIN_ROWS + 1)]


def header_at(head: list[list[str]], row: int, height: int) -> Header:
    """The header that a person pointed out. ``row`` is its last row."""
    row = max(1, min(row, len(head)))
    if height == 2 and row > 1:
        return _made(row, 2, combined(head[row - 2], head[row - 1]), head[row - 2], head[row - 1])
    return _made(row, 1, head[row - 1] if head else [], *head[row - 1 : row])


def find_header(head: list[list[str]], known: Known) -> Header:
    """The header among the first rows: the one with most known words, else the first that is not empty.

    Two rows belong together when the upper one names groups (its cells were merged) over the names of the lower one.
    """
    places = [place for place, texts in enumerate(head[:HEADER_WITHIN_ROWS]) if any(texts)]
    if not places:
        return Header(0, 1, [])
    best = max(places, key=lambda place: (known(head[place]), -place))
    score = known(head[best])
    candidates = []
    if best > 0 and _is_group_row(head[best - 1], head[best]):
        candidates.append((best - 1, best))
    if best + 1 < len(head) and _is_name_row(head[best], head[best + 1]):
        candidates.append((best, best + 1))
    for upper, lower in candidates:
        words = combined(head[upper], head[lower])
        more = known(words)
        if more > score or (lower > best and more >= 2) or (more == score and _repeats(head[best]) and more >= 2):
            return _made(lower + 1, 2, words, head[upper], head[lower])
    if score < 2:
        best = places[0]
    return _made(best + 1, 1, head[best], head[best])


def _made(row: int, height: int, words: list[str], *rows: list[str]) -> Header:
    while words and not words[-1]:
        words = words[:-1]
    return Header(row, height, words, tuple(tuple(texts) for texts in rows))


def combined(upper: list[str], lower: list[str]) -> list[str]:
    """ "Group / name" for each column; a merged group reaches over the empty cells to its right."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    found, group = [], ""
    for over, under in zip(upper, lower, strict=True):
        group = over or (group if under else "")
        if group and under and group.lower() != under.lower():
            found.append(f"{group}{GROUP_SEPARATOR}{under}")
        else:
            found.append(under or over)
    return found


def _is_text(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not any(letter.isdigit() for letter in text)


def _is_group_row(upper: list[str], lower: list[str]) -> bool:
    """Whether a row of groups stands over the header: fewer cells, each a word, not a lone title at the left."""
    filled = [place for place, text in enumerate(upper) if text]
    names = sum(1 for text in lower if text)
    return bool(filled) and len(filled) < names and filled != [0] and all(_is_text(upper[place]) for place in filled)


def _is_name_row(upper: list[str], lower: list[str]) -> bool:
    """Whether the row below continues the header: words only under merged cells, nothing under the others."""
    filled = [place for place, text in enumerate(lower) if text]
    if not filled or not all(_is_text(lower[place]) for place in filled):
        return False
    over = [upper[place] if place < len(upper) else "" for place in filled]
    left_alone = any(text and (place >= len(lower) or not lower[place]) for place, text in enumerate(upper))
    return left_alone and not all(over) and bool(over[0])


def _repeats(texts: list[str]) -> bool:
    named = [text.lower() for text in texts if text]
    return len(set(named)) < len(named)
