"""Differences of definitions as a page shows them: what it was, what it is, who made the difference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.core.playbook import Row, Rows, section_of
from mayak.core.playbook.comparison import WHOLE, Difference, Kind, Origin
from mayak.core.text import localized
from mayak.desk.queries.playbook_words import Told, Words


@dataclass(frozen=True)
class Change:
    """One field: lines that go, lines that come. ``field`` "" is the definition as a whole."""

    field: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    origin: str
    is_open: bool


@dataclass
class ChangedDefinition:
    """A definition with its differences."""

    section: str
    section_label: str
    code: str
    name: str
    url: str
    kind: str
    changes: list[Change] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of its place on the page."""
        return f"{self.section}-{self.code.replace('/', '-')}"


def changed_definitions(
    found: Iterable[Difference], now: Mapping[str, Rows], other: Mapping[str, Rows], *, pack_comes: bool = False
) -> list[ChangedDefinition]:
    """The differences by definition. ``now`` and ``other``: the rows of their office and pack sides.

    Told from the other side to the office's, so that what the office changed is what comes; ``pack_comes``: the other
    way, as a restore would do it. What is new in a pack always comes from there.
    """
    words = Words({**other, **now})
    told: dict[tuple[str, str], ChangedDefinition] = {}
    for each in found:
        key = each.section, each.code
        if key not in told:
            told[key] = _definition(each, now, other)
        told[key].changes.append(_change(each, words, pack_comes=pack_comes))
    return list(told.values())


def _definition(each: Difference, now: Mapping[str, Rows], other: Mapping[str, Rows]) -> ChangedDefinition:
    section = section_of(each.section)
    parent = each.code.partition("/")[0]
    is_here = any(row["code"] == parent for row in now.get(each.section, []))
    return ChangedDefinition(
        section=each.section,
        section_label=str(section.label) if section else each.section,
        code=each.code,
        name=_name(now.get(each.section, []), each.code) or _name(other.get(each.section, []), each.code) or each.code,
        url=reverse("playbook_definition", args=[each.section, parent]) if is_here else "",
        kind=each.kind.value,
    )


def _name(rows: Rows, code: str) -> str:
    parent, _slash, child = code.partition("/")
    row = next((row for row in rows if row["code"] == parent), None)
    if row is None:
        return ""
    if not child:
        return localized(row.get("name"))
    inner = next((each for each in _inner(row) if each["code"] == child), None)
    return f"{localized(row.get('name'))}: {localized(inner.get('name')) or child}" if inner else ""


def _inner(row: Row) -> list[Any]:
    return [each for value in row.values() if isinstance(value, list) for each in value if _is_definition(each)]


def _is_definition(value: Any) -> bool:
    return isinstance(value, Mapping) and "code" in value and ("name" in value or "text" in value)


def _change(each: Difference, words: Words, *, pack_comes: bool) -> Change:
    is_news = each.origin is Origin.PACK
    was, becomes = (each.office, each.pack) if pack_comes or is_news else (each.pack, each.office)
    empty: tuple[str, ...] = ()
    label, before, after = (
        (_whole(each.kind), empty, empty) if each.field == WHOLE else _field(each, was, becomes, words)
    )
    return Change(
        field=each.field,
        label=label,
        before=before,
        after=after,
        origin=each.origin.value,
        is_open=each.origin in {Origin.PACK, Origin.BOTH},
    )


def _whole(kind: Kind) -> str:
    return _("The office’s own definition") if kind is Kind.OWN else _("In the pack, not in the office")


def _field(each: Difference, was: Any, becomes: Any, words: Words) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    section = section_of(each.section)
    assert section is not None
    assert section.table is not None
    is_child = "/" in each.code
    table = section.table.children.table if is_child and section.table.children else section.table
    before = _lines(words.value(section, each.field, was, is_child=is_child))
    after = _lines(words.value(section, each.field, becomes, is_child=is_child))
    gone = tuple(line for line in before if line not in after)
    come = tuple(line for line in after if line not in before)
    if not gone and not come:
        # The same in this language, or in another order.
        gone, come = _lines(_raw(was)), _lines(_raw(becomes))
    return table.label_of(each.field), gone, come


def _lines(told: Told) -> tuple[str, ...]:
    return tuple(told) if isinstance(told, list) else (told,) if told else ()


def _raw(value: Any) -> Told:
    """Every language of a text; a list in its order."""
    if isinstance(value, Mapping):
        return [f"{key}: {each}" for key, each in sorted(value.items()) if each]
    if isinstance(value, list):
        return [", ".join(localized(each) if isinstance(each, Mapping) else str(each) for each in value)]
    return "" if value is None else str(value)
