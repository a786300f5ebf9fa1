"""The playbook's definitions as a page shows them: a table of a section, one definition field by field."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.core.playbook import Row, Section
from mayak.core.playbook.comparison import child_key
from mayak.core.text import localized
from mayak.desk.queries.playbook_frame import Frame
from mayak.desk.queries.playbook_words import Words

# What a line of a section's list tells beside the name, in this order; texts in sentences belong to the page below.
SHORT = ("number", "key", "weight", "floor", "subject", "type", "days", "value", "next_rule", "is_default")
ALONE = ("name", "is_active")
# The first of these that a definition has stands below its name.
GIST = ("goal", "condition", "question", "steps")


@dataclass(frozen=True)
class DefinitionLine:
    """A definition in the list of its section."""

    code: str
    name: str
    gist: str
    url: str
    cells: tuple[str, ...]
    is_changed: bool
    is_retired: bool


@dataclass(frozen=True)
class Shown:
    """One field of a definition: its label, its value as one text or as items."""

    key: str
    label: str
    text: str
    items: tuple[str, ...]
    is_changed: bool


def heads(section: Section) -> list[str]:
    """The heads of the columns beside the name."""
    heads = [section.table.label_of(key) for key in _short(section)] if section.table else []
    return [*heads, _("Values")] if child_key(section) else heads


def lines(frame: Frame, section: Section, words: Words) -> list[DefinitionLine]:
    """The definitions of a section, those out of use last."""
    changed = {each.code.partition("/")[0] for each in frame.of(section.name)}
    found = [
        DefinitionLine(
            code=row["code"],
            name=localized(row["name"]) or row["code"],
            gist=_gist(section, row, words),
            url=reverse("playbook_definition", args=[section.name, row["code"]]),
            cells=tuple(_cells(section, row, words)),
            is_changed=row["code"] in changed,
            is_retired=not row.get("is_active", True),
        )
        for row in frame.rows[section.name]
    ]
    return sorted(found, key=lambda line: line.is_retired)


def fields(frame: Frame, section: Section, row: Row, words: Words) -> list[Shown]:
    """Everything a definition says, empty fields left out."""
    changed = {each.field for each in frame.of(section.name, row["code"]) if each.code == row["code"]}
    told = []
    assert section.table is not None
    for column in section.table.all_columns:
        value = words.value(section, column.key, row[column.key])
        if value and column.key not in ALONE:
            label = section.table.label_of(column.key)
            text, items = ("", tuple(value)) if isinstance(value, list) else (value, ())
            told.append(Shown(column.key, label, text, items, column.key in changed))
    return told


def children(section: Section, row: Row) -> list[dict[str, Any]]:
    """The definitions inside of one: their names and codes."""
    inner = child_key(section)
    return [
        {"code": each["code"], "name": _inner_name(each), "is_retired": not each.get("is_active", True)}
        for each in (row.get(inner) or [] if inner else [])
    ]


def _inner_name(row: Row) -> str:
    """What a definition inside of another is called: its name, else its words."""
    return localized(row.get("name") or row.get("text")) or str(row["code"])


def _short(section: Section) -> list[str]:
    keys = {column.key for column in section.table.all_columns} if section.table else set()
    return [key for key in SHORT if key in keys]


def _gist(section: Section, row: Row, words: Words) -> str:
    for key in GIST:
        if row.get(key):
            told = words.value(section, key, row[key])
            return "; ".join(told) if isinstance(told, list) else told
    return ""


def _cells(section: Section, row: Row, words: Words) -> list[str]:
    cells = []
    for key in _short(section):
        value = words.value(section, key, row[key])
        cells.append(", ".join(value) if isinstance(value, list) else value)
    return [*cells, str(len(children(section, row)))] if child_key(section) else cells
