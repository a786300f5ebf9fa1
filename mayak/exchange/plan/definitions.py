"""Names of definitions as primary keys. New segments, indicators and instruments make themselves."""

import re
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mayak.card.models import IndicatorDefinition
from mayak.clients.models import Segment, SegmentType
from mayak.core.text import latin, localized
from mayak.exchange.plan.directory import new_ids
from mayak.exchange.plan.draft import Draft
from mayak.exchange.plan.writer import PlanWriter
from mayak.exchange.tables.spec import Column, Kind, folded_label
from mayak.work.models import Instrument, Outcome, Stage

MODELS: dict[str, Any] = {
    "segment_types": SegmentType,
    "segments": Segment,
    "indicators": IndicatorDefinition,
    "instruments": Instrument,
    "stages": Stage,
    "outcomes": Outcome,
}
FIXED = {"stages", "outcomes"}
# The old system numbered product 4 and service 5, the method numbers them the other way round (domain W6).
CROSSWISE = {4: 5, 5: 4}
CODE_LENGTH = 60
LAST = 1000
# A number in front of a name, as old systems write stages.
_NUMBERED = re.compile(r"\d+\s*[.):\u2013\u2014-]?\s*(?=\D)")


def code_of(name: str) -> str:
    """A code made of a name: transliterated, lower case, words joined by hyphens."""
    return slugify(latin(name))[:CODE_LENGTH].strip("-")


class Definitions:
    """Looks names up; remembers what the run adds."""

    def __init__(self, writer: PlanWriter) -> None:
        self.writer = writer
        self.known: dict[str, dict[Any, int]] = {}
        self.codes: dict[str, set[Any]] = {}
        self.added: list[tuple[str, str]] = []

    def names(self, table: str) -> dict[Any, int]:
        """Folded code or name (for segments: with the type's key) → primary key."""
        if table not in self.known:
            self._load(table)
        return self.known[table]

    def _load(self, table: str) -> None:
        known: dict[Any, int] = {}
        codes: set[Any] = set()
        model = MODELS[table]
        fields = ["pk", "code", "name", *(["type_id"] if table == "segments" else [])]
        for pk, code, name, *types in model.objects.values_list(*fields):
            codes.add((*types, code))
            for word in (code, localized(name, "ru"), localized(name, "en")):
                if word:
                    known.setdefault((*types, folded_label(word)), pk)
        if table == "stages":
            for pk, number in model.objects.exclude(number=None).values_list("pk", "number"):
                known.setdefault((str(CROSSWISE.get(number, number)),), pk)
        self.known[table], self.codes[table] = known, codes

    def resolve(self, column: Column, drafts: list[Draft]) -> None:
        """Replace the names in a column by primary keys; note an error for a name that must exist and does not."""
        for draft in drafts:
            value = draft.values.get(column.code)
            if value is None:
                continue
            if column.kind is Kind.QUANTITIES:
                draft.values[column.code] = self._quantities(value)
                continue
            types = (draft.values.get("type"),) if column.table == "segments" else ()
            if types == (None,):
                draft.values[column.code] = None
                continue
            draft.values[column.code] = self._one(draft, column, value, types)

    def _quantities(self, pairs: list[tuple[str, int]]) -> list[list[int]]:
        found: dict[int, int] = {}
        for name, number in pairs:
            pk = self.names("instruments").get((folded_label(name),)) or self._add("instruments", name, ())
            found[pk] = found.get(pk, 0) + number
        return [[pk, number] for pk, number in sorted(found.items())]

    def _one(self, draft: Draft, column: Column, value: str, types: tuple[Any, ...]) -> int | None:
        names, word = self.names(column.table), folded_label(value)
        pk = names.get((*types, word))
        if pk is None and column.table in FIXED:
            pk = names.get((_NUMBERED.sub("", word, count=1),))
        if pk is not None:
            return pk
        if column.table in FIXED:
            allowed = ", ".join(sorted(code for (code,) in self.codes[column.table]))
            draft.fail(column.code, _("no such value; allowed: %(allowed)s") % {"allowed": allowed})
            return None
        if draft.errors:
            return None
        return self._add(column.table, value, types)

    def _add(self, table: str, name: str, types: tuple[Any, ...]) -> int:
        """A definition of its own for a name that nothing has yet."""
        model = MODELS[table]
        stem = code_of(name) or table.rstrip("s")
        code, number = stem, 2
        while (*types, code) in self.codes[table]:
            code, number = f"{stem[: CODE_LENGTH - 5]}-{number}", number + 1
        (pk,) = new_ids(model._meta.db_table, 1)
        row: dict[str, Any] = {"id": pk, "code": code, "name": {"ru": name}, "order": LAST}
        if types:
            row["type_id"] = types[0]
        if table == "indicators":
            row |= {"subject": "client", "value_type": "text"}
        self.writer.support(model._meta.label, [row])
        self.codes[table].add((*types, code))
        self.known[table][(*types, folded_label(name))] = pk
        self.added.append((table, name))
        return pk
