"""What stands on a sheet of paper; :mod:`mayak.ui.pdf` sets it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A line of a section. ``mark``: the state of a lamp; ``label``: a column of names before the text."""

    text: str
    strong: str = ""
    label: str = ""
    right: str = ""
    mark: str = ""
    is_pale: bool = False


@dataclass(frozen=True)
class Section:
    """A titled part; ``note`` stands beside the title. Without lines it is left out."""

    title: str
    lines: Sequence[Line]
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """What to print. ``footer``: who printed it when, on every page, beside ``page_words``: "page {n} of {all}"."""

    title: str
    tags: Sequence[str]
    sub: str
    sections: Sequence[Section]
    footer: str
    page_words: str
    figures: Sequence[tuple[str, str]] = field(default_factory=tuple)
