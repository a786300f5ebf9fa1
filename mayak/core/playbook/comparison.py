"""The office's playbook against the pack, definition by definition and field by field, three-way.

Plain Python over canonical rows (:meth:`~mayak.core.playbook.table.DefinitionTable.canonical`). The third side is the
pack as it was last taken over: with it a difference tells who made it, the office or a newer pack.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mayak.core.playbook.sections import Section
from mayak.core.playbook.table import Row, Rows

WHOLE = ""


class Kind(StrEnum):
    """What differs: the office has a definition of its own, lacks one of the pack, or has a field otherwise."""

    OWN = "own"
    MISSING = "missing"
    CHANGED = "changed"


class Origin(StrEnum):
    """Who made the difference since the pack was last taken over."""

    OFFICE = "office"
    PACK = "pack"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Difference:
    """One difference of a definition (``code``, of a child ``parent/code``) in a ``field``, or as a whole ("")."""

    section: str
    code: str
    field: str
    kind: Kind
    origin: Origin
    office: Any
    pack: Any


def child_key(section: Section) -> str:
    """The key under which the definitions of a section hold others, "" when they hold none."""
    return section.table.children.key if section.table and section.table.children else ""


def records(rows: Rows, inner: str) -> dict[str, Row]:
    """Every definition by its code, children by ``parent/code``, each without its children."""
    found = {}
    for row in rows:
        found[row["code"]] = {key: value for key, value in row.items() if key not in {"code", inner}}
        for child in row.get(inner) or [] if inner else []:
            found[f"{row['code']}/{child['code']}"] = {key: each for key, each in child.items() if key != "code"}
    return found


def differences(section: Section, *, office: Rows, base: Rows, pack: Rows) -> list[Difference]:
    """What differs between office and pack, in the pack's order, the office's own definitions last.

    Of definitions that ``base`` does not have (nothing was taken over before) a field has an unknown origin.
    """
    inner = child_key(section)
    ours, theirs, old = records(office, inner), records(pack, inner), records(base, inner)
    found: list[Difference] = []
    for code, wanted in theirs.items():
        if code in ours:
            found += _of_fields(section.name, code, ours[code], old.get(code), wanted)
        elif "/" not in code or code.partition("/")[0] in ours:
            origin = Origin.OFFICE if code in old else Origin.PACK
            found.append(Difference(section.name, code, WHOLE, Kind.MISSING, origin, None, wanted))
    for code, row in ours.items():
        if code in theirs or not row.get("is_active", True):
            continue
        if "/" not in code or code.partition("/")[0] in theirs:
            origin = Origin.PACK if code in old else Origin.OFFICE
            found.append(Difference(section.name, code, WHOLE, Kind.OWN, origin, row, None))
    return found


def merged(section: Section, *, office: Rows, base: Rows, pack: Rows) -> Rows:
    """The office's rows with what the pack changed since and the office did not."""
    rows = office
    for each in differences(section, office=office, base=base, pack=pack):
        if each.origin is Origin.PACK and each.kind is not Kind.OWN:
            rows = taken_over(section, rows, pack, each.code, each.field)
    return rows


def base_after(section: Section, *, office: Rows, base: Rows, pack: Rows) -> Rows:
    """What counts as taken over once :func:`merged` is: the pack, but for what both changed and nobody decided."""
    rows = pack
    for each in differences(section, office=office, base=base, pack=pack):
        if each.origin is Origin.BOTH:
            rows = taken_over(section, rows, base, each.code, each.field)
    return rows


def taken_over(section: Section, rows: Rows, source: Rows, code: str, field: str) -> Rows:
    """The rows with one definition (``field`` "") or one field of it as the source has it; a new one in its place.

    A definition that the source does not have stays out: see :func:`without`.
    """
    inner = child_key(section)
    changed = deepcopy(rows)
    parent, _slash, child = code.partition("/")
    if not child:
        _take(changed, source, parent, field, inner)
        return changed
    ours = next((row for row in changed if row["code"] == parent), None)
    theirs = next((row for row in source if row["code"] == parent), None)
    if ours is not None and theirs is not None:
        _take(ours[inner], theirs[inner], child, field, "")
    return changed


def without(section: Section, rows: Rows, code: str) -> Rows:
    """The rows without one definition."""
    inner = child_key(section)
    parent, _slash, child = code.partition("/")
    changed = deepcopy(rows)
    if not child:
        return [row for row in changed if row["code"] != parent]
    for row in changed:
        if row["code"] == parent:
            row[inner] = [each for each in row[inner] if each["code"] != child]
    return changed


def _take(rows: Rows, source: Rows, code: str, field: str, inner: str) -> None:
    theirs = next((row for row in source if row["code"] == code), None)
    if theirs is None:
        return
    ours = next((row for row in rows if row["code"] == code), None)
    if ours is None:
        rows.insert(_place(rows, source, code), deepcopy(theirs))
    elif field == WHOLE:
        ours.update({key: deepcopy(value) for key, value in theirs.items() if key != inner})
    else:
        ours[field] = deepcopy(theirs[field])


def _place(rows: Rows, source: Rows, code: str) -> int:
    """Behind the nearest definition that stands before it in the source."""
    codes = [row["code"] for row in rows]
    before = [row["code"] for row in source]
    for former in reversed(before[: before.index(code)]):
        if former in codes:
            return codes.index(former) + 1
    return 0


def _of_fields(section: str, code: str, ours: Row, old: Row | None, theirs: Row) -> Iterator[Difference]:
    for field in theirs:
        office, pack = ours.get(field), theirs[field]
        if office == pack:
            continue
        if old is None or field not in old:
            origin = Origin.UNKNOWN
        elif office == old[field]:
            origin = Origin.PACK
        else:
            origin = Origin.OFFICE if pack == old[field] else Origin.BOTH
        yield Difference(section, code, field, Kind.CHANGED, origin, office, pack)
