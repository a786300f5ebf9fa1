"""How many of a person's clients a condition hits, and each of its parts alone: one statement, one pass."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.facts.conditions.compiler import Parameters, compile_condition
from mayak.facts.conditions.domain.tree import All, AnyOf, Condition, Not, PersonTest
from mayak.facts.conditions.editing.draft import Path
from mayak.facts.conditions.expressions import with_positions
from mayak.facts.measuring import TABLE

EXAMPLES = 3


@dataclass(frozen=True)
class Counted:
    """Among ``total`` visible clients: true for ``hits``, unknown for ``unknown``; true of each part by its path."""

    total: int
    hits: int
    unknown: int = 0
    parts: dict[Path, int] = field(default_factory=dict)
    examples: tuple[tuple[int, str], ...] = ()


def counted(condition: Condition | None, user: Staff) -> Counted:
    """Count the clients whom the person may see. Two statements: the count, the names of the examples.

    Each test is evaluated once per client in an inner query; groups, the whole and the examples combine the answers.
    """
    if condition is None:
        total = visible_to(user, Client).count()
        return Counted(total, total)
    parameters = Parameters(clock.today())
    columns: list[str] = []
    truths = _truths(condition, (), parameters, columns)
    whole = truths[()]
    asked = [path for path in truths if path]
    counts = ", ".join(f"count(*) FILTER (WHERE {truths[path]})" for path in asked)
    named = (
        f"SELECT count(*), count(*) FILTER (WHERE {whole}), count(*) FILTER (WHERE ({whole}) IS NULL), "
        f"(array_agg(t.client_id) FILTER (WHERE {whole}))[1:{EXAMPLES}]{', ' if counts else ''}{counts} "
        f"FROM (SELECT f.client_id, {', '.join(f'{sql} AS c{n}' for n, sql in enumerate(columns))} "
        f"FROM {TABLE} f%(visible)s OFFSET 0) t"
    )
    sql, values = with_positions(named, parameters, visible=visible_rows(user))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        total, hits, unknown, ids, *numbers = cursor.fetchone()
    names = dict(Client.objects.filter(pk__in=ids or ()).values_list("pk", "name"))
    examples = tuple((pk, names[pk]) for pk in ids or () if pk in names)
    return Counted(total, hits, unknown, dict(zip(asked, numbers, strict=True)), examples)


def _truths(condition: Condition, path: Path, parameters: Parameters, columns: list[str]) -> dict[Path, str]:
    """For every part its truth over the columns of the inner query; a test becomes a column there."""
    if isinstance(condition, All | AnyOf):
        word = " AND " if isinstance(condition, All) else " OR "
        return _group(path, condition.parts, word, parameters, columns)
    if isinstance(condition, Not):
        inner = _truths(condition.part, (*path, 0), parameters, columns)
        return {path: f"(NOT {inner[(*path, 0)]})", **inner}
    truths = {path: _column(condition, parameters, columns)}
    if isinstance(condition, PersonTest) and len(condition.attributes) > 1:
        for number, attribute in enumerate(condition.attributes):
            truths[(*path, number)] = _column(PersonTest((attribute,)), parameters, columns)
    elif isinstance(condition, PersonTest):
        truths[(*path, 0)] = truths[path]
    return truths


def _group(
    path: Path, parts: Sequence[Condition], word: str, parameters: Parameters, columns: list[str]
) -> dict[Path, str]:
    inner: dict[Path, str] = {}
    for number, part in enumerate(parts):
        inner |= _truths(part, (*path, number), parameters, columns)
    return {path: "(" + word.join(inner[(*path, number)] for number in range(len(parts))) + ")", **inner}


def _column(test: Condition, parameters: Parameters, columns: list[str]) -> str:
    columns.append(compile_condition(test, parameters=parameters))
    return f"t.c{len(columns) - 1}"


def visible_rows(user: Staff) -> tuple[str, list[Any]]:
    """The WHERE of the sheet ``f`` for the clients a person may see, with ``%s`` placeholders."""
    if scope_of(user).sees_all:
        return "", []
    sql, values = visible_to(user, Client).order_by().values("pk").query.sql_with_params()
    return f" WHERE f.client_id IN ({sql})", list(values)
