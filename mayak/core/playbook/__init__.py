"""The playbook: what a methodologist defines (stages, lamps, indicators…), as sections of rows (design §1).

Every app registers the sections it owns in its ``playbook.py``; packs ship rows for them
(``mayak/packs/<pack>/<section>.yaml``); the desk registers the page of a section. See docs/how-to/playbook-section.md.
"""

from collections.abc import Callable
from typing import Any

from mayak.core.playbook.changes import PlaybookChanged, playbook_changed
from mayak.core.playbook.packs import ensure_playbook, load_pack
from mayak.core.playbook.sections import (
    Section,
    SectionPage,
    listed,
    office_rows,
    pages,
    register,
    register_page,
    section_of,
    sections,
)
from mayak.core.playbook.table import Children, Column, DefinitionTable

Row = dict[str, Any]
Rows = list[Row]
Load = Callable[[Rows], None]

__all__ = [
    "Children",
    "Column",
    "DefinitionTable",
    "Load",
    "PlaybookChanged",
    "Row",
    "Rows",
    "Section",
    "SectionPage",
    "ensure_playbook",
    "listed",
    "load_pack",
    "office_rows",
    "pages",
    "playbook_changed",
    "register",
    "register_page",
    "section_of",
    "sections",
]
