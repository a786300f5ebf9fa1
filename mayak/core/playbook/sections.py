"""Which sections a playbook has, who reads and writes their rows, and which pages show them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import autodiscover_modules

from mayak.core.playbook.table import DefinitionTable, Row, Rows
from mayak.core.questions import Question, ask

Load = Callable[[Rows], None]


@dataclass(frozen=True)
class Section:
    """One kind of definitions, one file of a pack. ``load`` creates or updates by code, in the order of the rows.

    ``table`` gives the rows out again, comparable; a section without one is loaded only. ``place`` in the left list.
    """

    name: str
    load: Load
    order: int
    label: Any = ""
    table: DefinitionTable | None = None
    place: int = 100

    def canonical(self, rows: Rows) -> Rows:
        """Rows of a file as :func:`office_rows` gives them: every key there, defaults filled in."""
        return rows if self.table is None else [self.table.canonical(row) for row in rows]

    def dump(self) -> Rows:
        """The office's definitions of this section as rows. One SQL query."""
        return office_rows([self.name]).get(self.name, [])


@dataclass(frozen=True)
class SectionPage:
    """A page of its own for a section, instead of the common one that only reads; ``url_name`` takes no arguments.

    ``label`` and ``count`` are for something that is no section of packs: its name and how many there are, at most
    one query.
    """

    name: str
    url_name: str
    label: Any = ""
    order: int = 0
    count: Callable[[], int] | None = None


_sections: dict[str, Section] = {}
_pages: dict[str, SectionPage] = {}


def register(
    name: str,
    load: Load | None = None,
    *,
    order: int,
    label: Any = "",
    table: DefinitionTable | None = None,
    place: int = 100,
) -> None:
    """Declare that the file ``<name>.yaml`` of every pack is loaded by ``load`` (default: by its ``table``)."""
    loader = load or (table.load if table else None)
    if loader is None:
        raise ValueError(f"section {name} has neither a load function nor a table")
    _sections[name] = Section(name, loader, order, label, table, place)


def register_page(page: SectionPage) -> None:
    """Declare, or replace, the page of a section."""
    _pages[page.name] = page


def sections() -> list[Section]:
    """Every section, in the order in which they load: what others refer to comes first."""
    _discover()
    return sorted(_sections.values(), key=lambda section: (section.order, section.name))


def listed() -> list[Section]:
    """The sections whose rows can be read, as they are shown to people."""
    return sorted((each for each in sections() if each.table), key=lambda each: (each.place, each.order))


def pages() -> dict[str, SectionPage]:
    """The pages of their own whose address exists, by section."""
    return {name: page for name, page in _pages.items() if _exists(page)}


def section_of(name: str) -> Section | None:
    """The section of that name, when its rows can be read."""
    return next((each for each in sections() if each.name == name and each.table), None)


def office_rows(names: Collection[str] | None = None) -> dict[str, Rows]:
    """The office's playbook as rows by section, those named or all. One SQL query."""
    chosen = [each for each in sections() if each.table and (names is None or each.name in names)]
    questions: dict[str, Question[list[Row]]] = {each.name: each.table.question() for each in chosen if each.table}
    if questions:
        ask(*questions.values())
    return {name: question.answer for name, question in questions.items()}


def _exists(page: SectionPage) -> bool:
    try:
        reverse(page.url_name)
    except NoReverseMatch:
        return False
    return True


@cache
def _discover() -> None:
    autodiscover_modules("playbook")
