"""Several read models in one trip to the database.

A page that shows a dozen small things about one client would need a dozen statements. A *question* is one SELECT
with the function that makes a typed read model of its rows; :func:`ask` sends several of them as one statement and
hands each its rows. The apps keep their own SQL, the page above decides which questions travel together.

Rows travel as JSON: numbers arrive as ``Decimal`` or ``int``, days as ``YYYY-MM-DD`` (read with :func:`day`),
moments as ISO text (read with :func:`moment`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from mayak.core.prepared import prepared_cursor

T = TypeVar("T")
Row = dict[str, Any]


class Question(Generic[T]):
    """One SELECT with named parameters and what becomes of its rows; ``answer`` is there after :func:`ask`.

    Parameters of the same name must have the same value in all questions asked together.
    """

    def __init__(self, sql: str, params: Mapping[str, Any], read: Callable[[list[Row]], T]) -> None:
        self.sql = sql
        self.params = params
        self.read = read
        self._answer: list[T] = []

    @property
    def answer(self) -> T:
        """The read model. Raises LookupError when the question was not asked yet."""
        if not self._answer:
            raise LookupError("the question was not asked")
        return self._answer[0]

    def take(self, rows: list[Row]) -> None:
        """Make the answer of the rows."""
        self._answer = [self.read(rows)]


def ask(*questions: Question[Any]) -> None:
    """Answer all questions by one SQL statement."""
    params: dict[str, Any] = {}
    for question in questions:
        for name, value in question.params.items():
            if name in params and params[name] != value:
                raise ValueError(f"two values for the parameter {name}")
            params[name] = value
    columns = ", ".join(
        f"(SELECT coalesce(json_agg(row_{n}), '[]')::text FROM ({question.sql}) row_{n})"
        for n, question in enumerate(questions)
    )
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {columns}", params)
        row: Sequence[str] = cursor.fetchone() or ()
    for question, text in zip(questions, row, strict=True):
        question.take(json.loads(text, parse_float=Decimal))


def day(value: str | None) -> date | None:
    """A day as JSON carries it."""
    return date.fromisoformat(value) if value else None


def moment(value: str | None) -> datetime | None:
    """An aware moment as JSON carries it."""
    return datetime.fromisoformat(value) if value else None


def amount(value: Decimal | int | None) -> Decimal | None:
    """A sum of roubles as JSON carries it."""
    return None if value is None else Decimal(value)
