"""The values of definitions as a person reads them: conditions as sentences, codes by their names."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from mayak.clients.models import PersonRole
from mayak.core.playbook import Column, DefinitionTable, Rows, Section
from mayak.core.text import localized
from mayak.facts.conditions import ConditionError, office_vocabulary, parse, tell
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.ui import formats

LANGUAGES = {"ru", "en"}
# What the inner keys of lists hold: the section of their codes.
INNER = {"stage": "stages", "lamp": "lamps"}
Told = str | list[str]


class Words:
    """Tells values of one office; the vocabulary of conditions is read once, when the first condition is told."""

    def __init__(self, rows: dict[str, Rows]) -> None:
        self.rows = rows

    def value(self, section: Section, key: str, value: Any, *, is_child: bool = False) -> Told:
        """One value of a definition: a text, or a list of texts. "" for nothing."""
        table = _table(section, is_child)
        column = next((each for each in table.all_columns if each.key == key), None) if table else None
        if value in (None, "", [], {}) or table is None or column is None:
            return ""
        if column.is_condition:
            return self._condition(value)
        if column.refers:
            codes = value if isinstance(value, list) else [value]
            named = [self.name(column.refers, code) for code in codes]
            return named if isinstance(value, list) else named[0]
        return self._plain(table, column, value)

    def name(self, section: str, code: str) -> str:
        """The name of a definition by its code."""
        row = next((row for row in self.rows.get(section, []) if row["code"] == code), None)
        return localized(row["name"]) if row and row.get("name") else code

    def _plain(self, table: DefinitionTable, column: Column, value: Any) -> Told:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        field = table.field_of(column)
        if isinstance(value, Mapping):
            return self._item(value)
        if isinstance(value, list):
            labels = dict(getattr(field.base_field, "flatchoices", ())) if isinstance(field, ArrayField) else {}
            return [str(labels.get(item, item)) if isinstance(item, str) else self._item(item) for item in value]
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DecimalField):
            return formats.fraction(value)
        return str(value)

    def _item(self, item: Any) -> str:
        """One of a list: a text in two languages, or several values side by side."""
        if not isinstance(item, Mapping):
            return str(item)
        if set(item) - {"code"} <= LANGUAGES:
            return localized(item)
        roles = dict(PersonRole.choices)
        parts = []
        for key, value in item.items():
            if key in INNER:
                parts.append(self.name(INNER[key], value))
            elif isinstance(value, str) and value in roles:
                parts.append(str(roles[value]))
            elif value not in (None, "", [], {}, False):
                parts.append(self._item(value) if isinstance(value, Mapping) else str(value))
        return " · ".join(parts)

    def _condition(self, value: Any) -> str:
        try:
            return tell(parse(value, self._vocabulary), self._vocabulary)
        except ConditionError:
            return str(value)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return office_vocabulary()


def _table(section: Section, is_child: bool) -> DefinitionTable | None:
    if section.table is None or not is_child:
        return section.table
    return section.table.children.table if section.table.children else None
