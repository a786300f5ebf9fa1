"""From JSON to the tree, with every problem named by its place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mayak.facts.conditions.domain.tree import (
    ActivityTest,
    All,
    AnyOf,
    Condition,
    FactTest,
    IndicatorTest,
    MarkTest,
    Not,
    PersonAttribute,
    PersonTest,
    SegmentTest,
    Value,
)
from mayak.facts.conditions.domain.vocabulary import (
    KNOWN_OPS,
    OPS_BY_TYPE,
    PERSON_ATTRIBUTES,
    Vocabulary,
    attribute_choices,
    ops_of_indicator,
)

MAX_DEPTH = 12
FORMS = ("all", "any", "not", "fact", "segment", "indicator", "person", "activity", "mark")


@dataclass(frozen=True)
class Problem:
    """What is wrong where: ``path`` as ``all[1].value``, ``code`` names the kind, ``allowed`` what would do."""

    path: str
    code: str
    given: str = ""
    allowed: tuple[str, ...] = ()


class ConditionError(ValueError):
    """The JSON is no condition of this vocabulary."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.path or '.'}: {p.code} {p.given}".strip() for p in problems))
        self.problems = problems


def parse(data: Any, vocabulary: Vocabulary) -> Condition:
    """The tree of a JSON condition. Raises ConditionError with all problems at once."""
    reader = _Reader(vocabulary)
    condition = reader.read(data, "", 0)
    if reader.problems or condition is None:
        raise ConditionError(reader.problems)
    return condition


@dataclass
class _Reader:
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def complain(self, path: str, code: str, given: Any = "", allowed: Collection[str] = ()) -> None:
        self.problems.append(Problem(path, code, str(given), tuple(allowed)))

    def read(self, data: Any, path: str, depth: int) -> Condition | None:
        if not isinstance(data, Mapping):
            self.complain(path, "not_an_object", data)
            return None
        if depth > MAX_DEPTH:
            self.complain(path, "too_deep", MAX_DEPTH)
            return None
        forms = [form for form in FORMS if form in data]
        if len(forms) != 1:
            self.complain(path, "no_form" if not forms else "two_forms", ", ".join(map(str, data)), FORMS)
            return None
        if forms[0] in {"all", "any"}:
            return self._group(data, forms[0], path, depth)
        if forms[0] == "not":
            self._only(data, {"not"}, path)
            part = self.read(data["not"], _join(path, "not"), depth + 1)
            return None if part is None else Not(part)
        readers = {
            "fact": self._fact,
            "segment": self._segment,
            "indicator": self._indicator,
            "person": self._person,
            "activity": self._activity,
            "mark": self._mark,
        }
        return readers[forms[0]](data, path)

    def _group(self, data: Mapping[str, Any], form: str, path: str, depth: int) -> Condition | None:
        self._only(data, {form}, path)
        parts = data[form]
        if not isinstance(parts, list) or not parts:
            self.complain(_join(path, form), "empty_list", parts)
            return None
        read = [self.read(part, f"{_join(path, form)}[{n}]", depth + 1) for n, part in enumerate(parts)]
        whole = tuple(part for part in read if part is not None)
        return All(whole) if form == "all" else AnyOf(whole)

    def _fact(self, data: Mapping[str, Any], path: str) -> Condition | None:
        self._only(data, {"fact", "op", "value"}, path)
        word = self.vocabulary.facts.get(str(data["fact"]))
        if word is None:
            self.complain(_join(path, "fact"), "unknown_fact", data["fact"], sorted(self.vocabulary.facts))
            return None
        op = self._op(data, path, OPS_BY_TYPE[word.type])
        if op is None:
            return None
        return FactTest(str(data["fact"]), op, self._values(data, path, op, word.type, word.choices))

    def _segment(self, data: Mapping[str, Any], path: str) -> Condition | None:
        code = str(data["segment"])
        word = self.vocabulary.segments.get(code)
        if word is None:
            self.complain(_join(path, "segment"), "unknown_segment", code, sorted(self.vocabulary.segments))
            return None
        for op in ("in", "not in"):
            if op in data:
                self._only(data, {"segment", op}, path)
                given = {"value": data[op]}
                codes = self._values(given, path, op, "choice", word.choices, key=op)
                return SegmentTest(code, op, tuple(str(value) for value in codes))
        self._only(data, {"segment", "op"}, path)
        known = self._op(data, path, KNOWN_OPS)
        return None if known is None else SegmentTest(code, known)

    def _indicator(self, data: Mapping[str, Any], path: str) -> Condition | None:
        self._only(data, {"indicator", "op", "value"}, path)
        code = str(data["indicator"])
        word = self.vocabulary.indicators.get(code)
        if word is None:
            self.complain(_join(path, "indicator"), "unknown_indicator", code, sorted(self.vocabulary.indicators))
            return None
        op = self._op(data, path, ops_of_indicator(word.type))
        if op is None:
            return None
        if word.choices:
            return IndicatorTest(code, op, self._values(data, path, op, "choice", word.choices))
        kind = word.type if word.type in {"number", "money", "date"} else "text"
        return IndicatorTest(code, op, self._values(data, path, op, kind, {}))

    def _person(self, data: Mapping[str, Any], path: str) -> Condition | None:
        self._only(data, {"person"}, path)
        asked = data["person"]
        if not isinstance(asked, list) or not asked:
            self.complain(_join(path, "person"), "empty_list", asked)
            return None
        read = [self._attribute(item, f"{_join(path, 'person')}[{n}]") for n, item in enumerate(asked)]
        return PersonTest(tuple(item for item in read if item is not None))

    def _attribute(self, data: Any, path: str) -> PersonAttribute | None:
        if not isinstance(data, Mapping) or str(data.get("attribute")) not in PERSON_ATTRIBUTES:
            self.complain(path, "unknown_attribute", data, sorted(PERSON_ATTRIBUTES))
            return None
        name = str(data["attribute"])
        ops = [op for op in PERSON_ATTRIBUTES[name] if op in data]
        if len(ops) != 1:
            self.complain(path, "unknown_op", ", ".join(map(str, data)), PERSON_ATTRIBUTES[name])
            return None
        self._only(data, {"attribute", ops[0]}, path)
        if ops[0] == "contains":
            values: tuple[Value, ...] = (str(data["contains"]),)
            if not str(data["contains"]).strip():
                self.complain(_join(path, "contains"), "value_missing")
        else:
            choices = attribute_choices(self.vocabulary, name)
            kind = "choice" if choices else "text"
            values = self._values({"value": data["in"]}, path, "in", kind, choices, key="in")
        return PersonAttribute(name, ops[0], tuple(str(value) for value in values))

    def _activity(self, data: Mapping[str, Any], path: str) -> Condition | None:
        self._only(data, {"activity", "at_least"}, path)
        asked, inside = data["activity"], _join(path, "activity")
        if not isinstance(asked, Mapping):
            self.complain(inside, "not_an_object", asked)
            return None
        self._only(asked, {"kind", "outcome", "stage", "reached", "within_days"}, inside)
        words = self.vocabulary
        is_reached = asked.get("reached")
        if is_reached is not None and not isinstance(is_reached, bool):
            self.complain(_join(inside, "reached"), "not_a_flag", is_reached, ("true", "false"))
        return ActivityTest(
            kinds=self._codes(asked, "kind", inside, words.kinds),
            outcomes=self._codes(asked, "outcome", inside, words.outcomes),
            stages=self._codes(asked, "stage", inside, words.stages),
            is_reached=is_reached if isinstance(is_reached, bool) else None,
            within_days=self._natural(asked, "within_days", inside),
            at_least=self._natural(data, "at_least", path) or 1,
        )

    def _mark(self, data: Mapping[str, Any], path: str) -> Condition | None:
        self._only(data, {"mark"}, path)
        values = self._values({"value": data["mark"]}, path, "in", "text", {}, key="mark")
        if any(not str(value).strip() for value in values):
            self.complain(_join(path, "mark"), "value_missing")
        return MarkTest(tuple(" ".join(str(value).split()) for value in values))

    def _codes(self, data: Mapping[str, Any], key: str, path: str, choices: Mapping[str, str]) -> tuple[str, ...]:
        if key not in data:
            return ()
        values = self._values({"value": data[key]}, path, "in", "choice", choices, key=key)
        return tuple(str(value) for value in values)

    def _natural(self, data: Mapping[str, Any], key: str, path: str) -> int | None:
        value = data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
            self.complain(_join(path, key), "not_a_natural_number", value)
            return None
        return value

    def _op(self, data: Mapping[str, Any], path: str, allowed: tuple[str, ...]) -> str | None:
        op = data.get("op")
        if op not in allowed:
            self.complain(_join(path, "op"), "unknown_op", "" if op is None else op, allowed)
            return None
        return str(op)

    def _values(
        self, data: Mapping[str, Any], path: str, op: str, kind: str, choices: Mapping[str, str], key: str = "value"
    ) -> tuple[Value, ...]:
        where = _join(path, key)
        if op in KNOWN_OPS or op == "is none":
            if "value" in data:
                self.complain(where, "value_not_wanted", data["value"])
            return ()
        if "value" not in data:
            self.complain(where, "value_missing")
            return ()
        given = data["value"]
        many = op in {"in", "not in", "between"}
        if many and (not isinstance(given, list) or not given or (op == "between" and len(given) != 2)):
            self.complain(where, "two_values" if op == "between" else "empty_list", given)
            return ()
        read = [self._value(item, where, kind, choices) for item in (given if many else [given])]
        values = tuple(value for value in read if value is not None)
        # Two read values of one kind: numbers or dates.
        if op == "between" and len(values) == 2 and values[0] > values[1]:  # type: ignore[operator]
            self.complain(where, "ends_turned", f"{given[0]} … {given[1]}")
        return values

    def _value(self, given: Any, path: str, kind: str, choices: Mapping[str, str]) -> Value | None:
        if kind == "flag":
            return given if isinstance(given, bool) else self._wrong(path, "not_a_flag", given, ("true", "false"))
        if kind == "date":
            return _date(given) or self._wrong(path, "not_a_date", given)
        if kind in {"choice", "text"}:
            if not isinstance(given, str) or (choices and given not in choices) or (kind == "choice" and not choices):
                return self._wrong(path, "unknown_choice", given, sorted(choices))
            return given
        number = _number(given)
        if number is None or (kind in {"days", "staff"} and number != int(number)):
            return self._wrong(path, "not_a_number", given)
        return number

    def _wrong(self, path: str, code: str, given: Any, allowed: Collection[str] = ()) -> Value | None:
        """Nothing, and a complaint about it."""
        self.complain(path, code, given, allowed)
        return None

    def _only(self, data: Mapping[str, Any], keys: set[str], path: str) -> None:
        for key in data:
            if key not in keys:
                self.complain(_join(path, str(key)), "unknown_key", key, sorted(keys))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _date(given: Any) -> date | None:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        return None


def _number(given: Any) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 14 else None
