"""What a form with the editor in it sends: the tree as it was drawn, then what was typed over it, then one move."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from mayak.facts.conditions.domain.parsing import MAX_DEPTH
from mayak.facts.conditions.domain.vocabulary import PERSON_ATTRIBUTES, Vocabulary
from mayak.facts.conditions.editing.draft import (
    GROUPS,
    Draft,
    Path,
    enclosed,
    extended,
    form_of,
    negated,
    new_part,
    part_at,
    parts_of,
    read_path,
    replaced,
    without,
)
from mayak.facts.fields import NEVER_DAYS

# The choice beside the operators of a number of days: "never".
NEVER_OP = "never"
LARGEST = 20_000
# Lists and objects in one another: two a level, and room for what is nested too deep to be told so at its line.
DEEPEST = 4 * MAX_DEPTH
NUMBERS = {"number", "days", "money", "share"}
Fields = Mapping[str, list[str]]


def posted_condition(data: QueryDict, vocabulary: Vocabulary, *, name: str = "condition") -> Draft:
    """The tree in a posted form with everything typed; not checked yet (``parse_or_explain`` does)."""
    tree = read_tree(data.get(name, ""))
    typed: dict[Path, dict[str, list[str]]] = {}
    for key in data:
        place = key.split(":")
        if len(place) == 3 and place[0] == name:
            try:
                typed.setdefault(read_path(place[1]), {})[place[2]] = [str(value) for value in data.getlist(key)]
            except ValueError:
                continue
    for path, fields in typed.items():
        try:
            tree = replaced(tree, path, _filled(part_at(tree, path), fields, vocabulary))
        except LookupError:
            continue
    return tree


def moved(tree: Draft, move: str, vocabulary: Vocabulary) -> tuple[Draft, Path | None]:
    """The tree after a move of the editor ("add:0:fact:debt_amount"), and where a word is to be chosen next.

    A move that does not fit (a part that is gone, a group deeper than a condition may go) changes nothing.
    """
    new, next_path = _moved(tree, move, vocabulary)
    return (tree, None) if _levels(new) > max(MAX_DEPTH, _levels(tree)) else (new, next_path)


def added_line(tree: Draft, move: str) -> Path | None:
    """Where the line stands that a move of adding put into the tree as it was before; None for other moves."""
    kind, place, form = [*move.split(":"), "", "", ""][:3]
    try:
        path = read_path(place)
        group = part_at(tree, path)
    except (LookupError, ValueError):
        return None
    if kind != "add" or form in GROUPS:
        return None
    number = len(parts_of(group)) if form_of(group) in {*GROUPS, "person"} else 1
    return (*path, number, 0) if form == "person" else (*path, number)


def _levels(part: Any) -> int:
    """How deep groups and ``not`` stand in one another."""
    if form_of(part) not in {*GROUPS, "not"}:
        return 0
    return 1 + max(map(_levels, parts_of(part)), default=0)


def _moved(tree: Draft, move: str, vocabulary: Vocabulary) -> tuple[Draft, Path | None]:
    kind, _colon, rest = move.partition(":")
    place, _colon, what = rest.partition(":")
    try:
        path = read_path(place)
        part_at(tree, path)
        if kind == "pick":
            return tree, path
        if kind == "remove":
            return without(tree, path), None
        if kind == "not":
            return negated(tree, path), None
        if kind == "enclose":
            return enclosed(tree, path), path
        if kind == "add":
            form, _colon, code = what.partition(":")
            tree, added = extended(tree, path, new_part(form, code, vocabulary))
            return tree, added if form in GROUPS else None
    except (LookupError, ValueError):
        pass
    return tree, None


def read_tree(text: str) -> Draft:
    """The tree in a hidden field; anything that is none is an empty one."""
    return readable_tree(text) or {"all": []}


def readable_tree(text: str) -> Draft | None:
    """The tree in a text, whole or not; None when it is no condition at all."""
    try:
        tree = json.loads(text) if len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) and form_of(tree) and not _is_nested(tree, DEEPEST) else None


def _is_nested(value: Any, most: int) -> bool:
    """Whether lists and objects stand in one another more than so many times."""
    level = [value]
    for _step in range(most):
        level = [one for part in level for one in _inside(part) if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def _inside(part: Any) -> Iterable[Any]:
    return part.values() if isinstance(part, dict) else part


def written_tree(tree: Draft) -> str:
    """The tree as short JSON."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"), default=str)


def _filled(part: Any, fields: Fields, vocabulary: Vocabulary) -> Any:
    filled = _typed_over(part, fields, vocabulary)
    return _in_order(filled, part) if isinstance(part, dict) and isinstance(filled, dict) else filled


def _in_order(new: Draft, old: Draft) -> Draft:
    """Ticked boxes come in the order of the list: what was there before keeps its own."""
    kept = dict(new)
    for key, value in new.items():
        before = old.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            kept[key] = _in_order(value, before)
        elif isinstance(value, list) and isinstance(before, list) and key not in {*GROUPS, "person"}:
            places = {str(one): place for place, one in enumerate(before)}
            if new.get("op") != "between":
                kept[key] = sorted(value, key=lambda one: places.get(str(one), len(places)))
    return kept


def _typed_over(part: Any, fields: Fields, vocabulary: Vocabulary) -> Any:
    form = form_of(part)
    if form in GROUPS:
        kind = _one(fields, "kind")
        return {kind: parts_of(part)} if kind in GROUPS else part
    if form == "activity":
        return _activity(fields)
    if form == "attribute":
        return _attribute(part, fields)
    op = _one(fields, "op")
    if form == "mark":
        return {"mark": _some(fields)} if op == "in" else part
    if not op or form not in {"fact", "segment", "indicator"}:
        return part
    if form == "segment":
        return {"segment": part["segment"], **({op: _some(fields)} if op in {"in", "not in"} else {"op": op})}
    words = vocabulary.facts if form == "fact" else vocabulary.indicators
    word = words.get(str(part[form]))
    return {form: part[form], **_comparison(op, fields, word.type if word else "text")}


def _comparison(op: str, fields: Fields, kind: str) -> Draft:
    if op == NEVER_OP:
        return {"op": "=", "value": NEVER_DAYS}
    if op in {"is known", "is unknown", "is none"}:
        return {"op": op}
    given = [text for text in fields.get("value", []) if text.strip()]
    if op in {"in", "not in"}:
        return {"op": op, "value": [read_value(text, kind) for text in given]} if given else {"op": op}
    low = given[0] if given else _one(fields, "low")
    if op == "between":
        ends = [read_value(text, kind) for text in (low, _one(fields, "high"))]
        return {"op": op, "value": ends} if any(end != "" for end in ends) else {"op": op}
    return {"op": op, "value": read_value(low, kind)} if low.strip() else {"op": op}


def read_value(text: str, kind: str) -> Any:
    """What was typed as JSON has it; what does not fit stays as typed, for the line to say so."""
    if kind == "flag":
        return {"true": True, "false": False}.get(text, text)
    if kind not in NUMBERS and kind != "staff":
        return text
    bare = "".join(text.split()).replace(",", ".").replace("\u2212", "-")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return text.strip()
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        return text.strip()
    return int(number) if number == int(number) else format(number, "f")


def _attribute(part: Draft, fields: Fields) -> Draft:
    code = str(part["attribute"])
    op = _one(fields, "op")
    if op not in PERSON_ATTRIBUTES.get(code, ()):
        return part
    return {"attribute": code, op: _some(fields) if op == "in" else (_some(fields) or [""])[0]}


def _activity(fields: Fields) -> Draft:
    asked: Draft = {key: fields[key] for key in ("kind", "outcome", "stage") if fields.get(key)}
    if (reached := read_value(_one(fields, "reached"), "flag")) != "":
        asked["reached"] = reached
    if within := _one(fields, "within_days"):
        asked["within_days"] = read_value(within, "number")
    at_least = _one(fields, "at_least")
    return {"activity": asked, **({"at_least": read_value(at_least, "number")} if at_least not in {"", "1"} else {})}


def _one(fields: Fields, key: str) -> str:
    return (fields.get(key) or [""])[0]


def _some(fields: Fields) -> list[str]:
    return [text for text in fields.get("value", []) if text.strip()]
