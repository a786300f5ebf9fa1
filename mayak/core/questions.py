"""Several read models in one trip to the database.

A page that shows a dozen small things about one client would need a dozen statements. A *question* is one SELECT
with the function that makes a typed read model of its rows; :func:`ask` sends several of them as one statement and
hands each its rows. The apps keep their own SQL, the page above decides which questions travel together. So long a
statement is planned once a connection: planning it anew takes longer than running it.

Rows travel as JSON: numbers arrive as ``Decimal`` or ``int``, days as ``YYYY-MM-DD`` (read with :func:`day`),
moments as ISO text (read with :func:`moment`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from mayak.core.prepared import planned_once, prepared_cursor

T = TypeVar("T")
Row = dict[str, Any]


class Question(Generic[T]):
    """One SELECT with named parameters and what becomes of its rows; ``answer`` is there after :func:`ask`.

    Parameters of the same name must have the same value in all questions asked together. ``shared``: SELECTs by name
    that the question reads like tables; questions asked together have those of the same name computed once. One without
    SQL has no rows, at no cost.
    """

    def __init__(
        self,
        sql: str,
        params: Mapping[str, Any],
        read: Callable[[list[Row]], T],
        shared: Mapping[str, str] | None = None,
    ) -> None:
        self.sql = sql
        self.params = params
        self.read = read
        self.shared = shared or {}
        self._answer: list[T] = []

    @property
    def answer(self) -> T:
        """The read model. Raises LookupError when the question was not asked yet."""
        if not self._answer:
            raise LookupError("the question was not asked")
        return self._answer[0]

    @property
    def is_answered(self) -> bool:
        """Whether the answer is there."""
        return bool(self._answer)

    def take(self, rows: list[Row]) -> None:
        """Make the answer of the rows."""
        self._answer = [self.read(rows)]


def ask(
    *questions: Question[Any], beside: Sequence[Question[Any]] = (), otherwise: Question[Any] | None = None
) -> None:
    """Answer all questions by one SQL statement; ``otherwise`` only when none of them has a row.

    Those ``beside`` are answered as well, whatever they have decides nothing.
    """
    together = [question for question in (*questions, *beside) if question.sql]
    every = [*together, otherwise] if otherwise else together
    for question in {*questions, *beside} - {*together}:
        question.take([])
    if every:
        for question, rows in zip(every, _answers(together, {*questions}, otherwise), strict=True):
            if rows is not None:
                question.take(rows)


def _answers(
    together: Sequence[Question[Any]], deciding: set[Question[Any]], otherwise: Question[Any] | None
) -> list[list[Row] | None]:
    columns = ", ".join(f"{_rows_of(question)} AS q{n}" for n, question in enumerate(together))
    sql = f"SELECT {columns}"
    if otherwise:
        nothing = " AND ".join(f"a.q{n} = '[]'" for n, question in enumerate(together) if question in deciding)
        sql = f"SELECT a.*, CASE WHEN {nothing or 'TRUE'} THEN {_rows_of(otherwise)} END FROM ({sql} OFFSET 0) a"
    every = [*together, otherwise] if otherwise else together
    with planned_once(), prepared_cursor() as cursor:
        cursor.execute(_shared_of(every) + sql, _params_of(every))
        row: Sequence[str | None] = cursor.fetchone() or ()
    return [None if text is None else json.loads(text, parse_float=Decimal) for text in row]


def _rows_of(question: Question[Any]) -> str:
    return f"(SELECT coalesce(json_agg(r), '[]')::text FROM ({question.sql}) r)"


def _shared_of(questions: Sequence[Question[Any]]) -> str:
    shared: dict[str, str] = {}
    for question in questions:
        shared |= question.shared
    parts = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in shared.items())
    return f"WITH {parts} " if parts else ""


def _params_of(questions: Sequence[Question[Any]]) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for question in questions:
        for name, value in question.params.items():
            if name in params and params[name] != value:
                raise ValueError(f"two values for the parameter {name}")
            params[name] = value
    return params


def day(value: str | None) -> date | None:
    """A day as JSON carries it."""
    return date.fromisoformat(value) if value else None


def moment(value: str | None) -> datetime | None:
    """An aware moment as JSON carries it."""
    return datetime.fromisoformat(value) if value else None


def amount(value: Decimal | int | None) -> Decimal | None:
    """A sum of roubles as JSON carries it."""
    return None if value is None else Decimal(value)
