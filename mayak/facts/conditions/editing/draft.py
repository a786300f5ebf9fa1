"""A condition while it is edited: JSON that may not be whole yet, and the moves one can make with it.

A part is named by its path: the numbers of the parts from the root down, ``()`` the root itself. The one part of a
``not`` is its part 0, what is asked of a person are the parts of ``person``.
"""

import re
from typing import Any

from mayak.facts.conditions.domain.parsing import FORMS
from mayak.facts.conditions.domain.vocabulary import OPS_BY_TYPE, PERSON_ATTRIBUTES, Vocabulary, ops_of_indicator

Draft = dict[str, Any]
Path = tuple[int, ...]
GROUPS = ("all", "any")
_STEP = re.compile(r"(?:all|any|person)\[(\d+)\]|(?<![a-z])(not)(?![a-z])")
# What a new line asks at first, by the type of what it asks about.
_FIRST_OP = {"flag": "is", "choice": "in", "staff": "in", "segment": "in", "text": "contains"}


def beginning() -> Draft:
    """What a new condition starts with: those who have left would stand in the way of nearly every list."""
    return {"all": [{"fact": "is_served", "op": "is", "value": True}]}


def form_of(node: Any) -> str:
    """Which form of a condition a part has, ``attribute`` inside of a person, "" when it is none."""
    if not isinstance(node, dict):
        return ""
    return next((form for form in (*FORMS, "attribute") if form in node), "")


def parts_of(node: Any) -> list[Any]:
    """The parts a part is made of."""
    form = form_of(node)
    if form == "not":
        return [node["not"]]
    inside = node[form] if form in {*GROUPS, "person"} else []
    return inside if isinstance(inside, list) else []


def part_at(tree: Any, path: Path) -> Any:
    """The part with that path. Raises LookupError when there is none."""
    for number in path:
        tree = parts_of(tree)[number]
    return tree


def replaced(tree: Any, path: Path, new: Any) -> Any:
    """The tree with another part there; None takes it away, with the group or ``not`` that would be left empty."""
    if not path:
        return new
    form, parts = form_of(tree), parts_of(tree)
    part = replaced(parts[path[0]], path[1:], new)
    if form == "not":
        return None if part is None else {"not": part}
    left = [*parts[: path[0]], *([] if part is None else [part]), *parts[path[0] + 1 :]]
    return {form: left} if left else None


def without(tree: Draft, path: Path) -> Draft:
    """The tree without a part."""
    left: Draft | None = replaced(tree, path, None)
    return left or {"all": []}


def extended(tree: Draft, path: Path, part: Draft) -> tuple[Draft, Path]:
    """The tree with one more part in the group there, and the path of that part; a lone part becomes a group."""
    group = part_at(tree, path)
    form = form_of(group)
    if form in {*GROUPS, "person"}:
        return replaced(tree, path, {form: [*parts_of(group), part]}), (*path, len(parts_of(group)))
    return replaced(tree, path, {"all": [group, part]}), (*path, 1)


def negated(tree: Draft, path: Path) -> Draft:
    """The tree with the opposite of a part there; the opposite of ``not`` is what it negates."""
    part = part_at(tree, path)
    turned: Draft = replaced(tree, path, part["not"] if form_of(part) == "not" else {"not": part})
    return turned


def enclosed(tree: Draft, path: Path) -> Draft:
    """The tree with a part in a group of its own, to which more can be added."""
    # Around the whole: "all of these", as a condition begins.
    outer = form_of(part_at(tree, path[:-1])) if path else "any"
    whole: Draft = replaced(tree, path, {"all" if outer == "any" else "any": [part_at(tree, path)]})
    return whole


def new_part(form: str, code: str, vocabulary: Vocabulary) -> Draft:
    """A line that asks about something, as far as it can be filled in already. Raises LookupError."""
    if form in GROUPS:
        return {form: []}
    if form == "activity":
        return {"activity": {"within_days": 30}}
    if form == "mark":
        return {"mark": []}
    if form == "person":
        return {"person": [new_part("attribute", code or "role", vocabulary)]}
    if form == "attribute":
        return {"attribute": code, (op := PERSON_ATTRIBUTES[code][0]): [] if op == "in" else ""}
    if form == "segment":
        return {"segment": vocabulary.segments[code] and code, "in": []}
    if form == "indicator":
        ops = ops_of_indicator(vocabulary.indicators[code].type)
        usual = (op for op in ("contains", ">=", "in") if op in ops)
        return {"indicator": code, "op": next(usual)}
    kind = vocabulary.facts[code].type
    op = _FIRST_OP.get(kind, ">=")
    return {"fact": code, "op": op if op in OPS_BY_TYPE[kind] else OPS_BY_TYPE[kind][0], **_first_value(op)}


def _first_value(op: str) -> Draft:
    return {"value": True} if op == "is" else {}


def path_of(place: str) -> Path:
    """The path behind the place that a problem names: ``all[1].not.value`` → (1, 0)."""
    return tuple(int(found[1] or 0) for found in _STEP.finditer(place))


def read_path(text: str) -> Path:
    """A path as the form writes it: ``1.0``. Raises ValueError."""
    return tuple(int(number) for number in text.split(".")) if text else ()


def written_path(path: Path) -> str:
    """The path in a form: ``1.0``."""
    return ".".join(str(number) for number in path)
