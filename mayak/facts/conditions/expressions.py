"""Conditions inside querysets."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Expression, F, Q
from django.db.models.expressions import Func, RawSQL

from mayak.core import clock
from mayak.facts.conditions.compiler import Parameters, compile_condition
from mayak.facts.conditions.domain.tree import Condition
from mayak.facts.measuring import TABLE


class Truth(Func):
    """Whether a condition holds for each row's client: True, False or None for unknown.

    ``Client.objects.annotate(is_lit=Truth(condition))``, ``Activity.objects.filter(Truth(condition, "client_id"))``.
    """

    output_field = BooleanField(null=True)
    conditional = True

    def __init__(self, condition: Condition, client: str = "pk", day: date | None = None, **extra: Any) -> None:
        super().__init__(F(client), **extra)
        self.condition = condition
        self.day = day or clock.today()

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A correlated subquery over the live sheet."""
        column, column_params = compiler.compile(self.get_source_expressions()[0])
        sql, params = positional(self.condition, self.day)
        return f"(SELECT {sql} FROM {TABLE} f WHERE f.client_id = {column})", [*params, *column_params]


def clients_where(condition: Condition, *, day: date | None = None, client: str = "pk") -> Q:
    """A filter: rows whose client fulfils the condition; unknown does not count. One set-based test."""
    sql, params = positional(condition, day or clock.today())
    ids: Expression = RawSQL(f"SELECT f.client_id FROM {TABLE} f WHERE {sql}", params)
    return Q(**{f"{client}__in": ids})


def positional(condition: Condition, day: date) -> tuple[str, list[Any]]:
    """The SQL with ``%s`` placeholders, as Django's expressions want it."""
    parameters = Parameters(day)
    return with_positions(compile_condition(condition, parameters=parameters), parameters)


def with_positions(named: str, parameters: Parameters, **pieces: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """Named placeholders as ``%s`` with their values in order; ``pieces`` are SQL of their own with own values."""
    order: list[Any] = []
    first, *rest = named.split("%(")
    sql = first
    for part in rest:
        name, following = part.split(")s", 1)
        piece, values = pieces[name] if name in pieces else ("%s", [parameters.values[name]])
        order += values
        sql += piece + following
    return sql, order
