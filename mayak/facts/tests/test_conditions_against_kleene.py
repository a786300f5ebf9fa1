"""Compiled conditions against three-valued logic, on real PostgreSQL over random trees and rows."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.facts.conditions import Condition, Parameters, compile_condition, parse
from mayak.facts.conditions.domain.tree import All, AnyOf, FactTest, Not
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.conditions.words import fact_words

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 31)
numbers = st.integers(-3, 3)
days = st.integers(-3, 3).map(lambda n: (DAY + timedelta(days=n)).isoformat())
OPS = ["<", "<=", "=", "!=", ">=", ">"]
# name → (strategy of JSON values, SQL type)
FACTS: dict[str, tuple[Any, str]] = {
    "overdue_days": (numbers, "integer"),
    "debt_amount": (numbers.map(lambda n: n + 0.5), "numeric"),
    "renewal_date": (days, "date"),
}
STATUSES = ["new", "active", "leaving", "disconnected"]


def _ordered(name: str) -> st.SearchStrategy[dict[str, Any]]:
    values, _type = FACTS[name]
    one = st.builds(lambda op, value: {"fact": name, "op": op, "value": value}, st.sampled_from(OPS), values)
    two = st.builds(lambda low, high: {"fact": name, "op": "between", "value": sorted([low, high])}, values, values)
    return one | two


tests = st.one_of(
    *(_ordered(name) for name in FACTS),
    st.builds(lambda value: {"fact": "training_valid", "op": "is", "value": value}, st.booleans()),
    st.builds(
        lambda op, value: {"fact": "status", "op": op, "value": value},
        st.sampled_from(["in", "not in"]),
        st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3),
    ),
    st.builds(
        lambda name, op: {"fact": name, "op": op},
        st.sampled_from([*FACTS, "status", "training_valid"]),
        st.sampled_from(["is known", "is unknown"]),
    ),
)
trees = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=12,
)
rows = st.fixed_dictionaries(
    {
        **{name: st.none() | values for name, (values, _type) in FACTS.items()},
        "training_valid": st.none() | st.booleans(),
        "status": st.none() | st.sampled_from(STATUSES),
    }
)
TYPES = {**{name: sql for name, (_values, sql) in FACTS.items()}, "training_valid": "boolean", "status": "text"}


def kleene(condition: Condition, row: dict[str, Any]) -> bool | None:
    """The reference: Kleene's strong three-valued logic."""
    if isinstance(condition, Not):
        inner = kleene(condition.part, row)
        return None if inner is None else not inner
    if isinstance(condition, All | AnyOf):
        decisive = isinstance(condition, AnyOf)
        parts = [kleene(part, row) for part in condition.parts]
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    assert isinstance(condition, FactTest)
    return _tested(condition, row[condition.fact])


def _tested(test: FactTest, raw: Any) -> bool | None:
    if test.op in {"is known", "is unknown"}:
        return (raw is not None) == (test.op == "is known")
    if raw is None:
        return None
    value = raw
    if test.fact == "renewal_date":
        value = date.fromisoformat(raw)
    elif isinstance(raw, float):
        value = Decimal(str(raw))
    first: Any = test.values[0]
    last: Any = test.values[-1]
    answers: dict[str, Callable[[], Any]] = {
        "<": lambda: value < first,
        "<=": lambda: value <= first,
        "=": lambda: value == first,
        "!=": lambda: value != first,
        ">=": lambda: value >= first,
        ">": lambda: value > first,
        "is": lambda: value == first,
        "between": lambda: first <= value <= last,
        "in": lambda: value in test.values,
        "not in": lambda: value not in test.values,
    }
    return bool(answers[test.op]())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees, st.lists(rows, min_size=1, max_size=6))
def test_sql_agrees_with_three_valued_logic(tree: dict[str, Any], facts: list[dict[str, Any]]) -> None:
    condition = parse(tree, Vocabulary(facts=fact_words()))
    parameters = Parameters(DAY)
    sql = compile_condition(condition, parameters=parameters)
    columns = ", ".join(TYPES)
    lines = []
    for n, row in enumerate(facts):
        cells = [f"%(row{n}_{name})s::{TYPES[name]}" for name in TYPES]
        parameters.values.update({f"row{n}_{name}": row[name] for name in TYPES})
        lines.append(f"({n}, {', '.join(cells)})")
    with connection.cursor() as cursor:
        relation = f"(VALUES {', '.join(lines)}) f(n, {columns})"
        cursor.execute(f"SELECT {sql} FROM {relation} ORDER BY f.n", parameters.values)
        answers = [row[0] for row in cursor.fetchall()]
    assert answers == [kleene(condition, row) for row in facts]
