"""One pass of judgement: all lamps and the score of many clients by one SELECT over a relation of facts.

The live sheet and a past day's facts go through the same code, so "as of today" and the live state cannot differ.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection

from mayak.core.prepared import prepared_cursor
from mayak.facts.measuring import TABLE
from mayak.facts.services import FEW
from mayak.lamps.domain.score import Necessity, WeightedState, necessity_of
from mayak.lamps.rules import Lamp, Rules

_CORRECTION = """
(SELECT k.value FROM lamps_scorecorrection k WHERE k.client_id = f.client_id
   AND k.from_date <= %(day)s AND k.until_date >= %(day)s ORDER BY k.from_date DESC, k.id DESC LIMIT 1)
"""


@dataclass(frozen=True)
class Judged:
    """A lamp of a client: ``is_lit`` None is unknown; ``evidence`` the figures behind it (lit lamps only)."""

    lamp: Lamp
    is_lit: bool | None
    is_urgent: bool
    evidence: dict[str, Any]

    @property
    def weight(self) -> Decimal:
        """What it counts for in the score."""
        return self.lamp.weight or Decimal(0)


@dataclass(frozen=True)
class ClientJudgement:
    """All lamps and the score of one client. ``figures``: the facts that the lamps' texts show."""

    client_id: int
    lamps: tuple[Judged, ...]
    score: Necessity
    figures: dict[str, Any]


def judge(
    rules: Rules, day: date, *, client_ids: Collection[int] | None = None, relation: str = TABLE
) -> list[ClientJudgement]:
    """Judge the served clients (default: of the whole office) by the facts in ``relation``: one SQL query."""
    only = "" if client_ids is None else "AND f.client_id = ANY(%(ids)s)"
    statement = f"SELECT {rules.columns}, {_CORRECTION} FROM {relation} f WHERE f.is_served {only}"
    values = {**rules.values, "day": day}
    if client_ids is not None:
        values["ids"] = list(client_ids)
    is_few = client_ids is not None and len(client_ids) <= FEW
    with prepared_cursor() if is_few else connection.cursor() as cursor:
        cursor.execute(statement, values)
        scores = _Scores(rules)
        return [_judgement(rules, row, scores) for row in cursor.fetchall()]


class _Scores:
    """Many clients share the same states, so their score is computed once."""

    def __init__(self, rules: Rules) -> None:
        self._weights = [lamp.weight for lamp in rules.lamps]
        self._floors = rules.floors
        self.of = cache(self._compute)

    def _compute(
        self, truths: tuple[bool | None, ...], overrides: tuple[bool | None, ...], correction: Decimal | None
    ) -> Necessity:
        states = [
            WeightedState(weight, truth)
            for weight, truth in zip(self._weights, truths, strict=True)
            if weight is not None
        ]
        floors = [floor for floor, holds in zip(self._floors, overrides, strict=True) if holds]
        return necessity_of(states, floors, correction)


def _judgement(rules: Rules, row: tuple[Any, ...], scores: _Scores) -> ClientJudgement:
    count = len(rules.lamps)
    after_lamps = 1 + 2 * count
    after_floors = after_lamps + len(rules.floors)
    truths = row[1:after_lamps:2]
    figures = dict(zip(rules.figures, row[after_floors:-1], strict=True))
    lamps = tuple(
        Judged(
            lamp,
            truths[n],
            bool(truths[n] and row[2 + 2 * n]),
            {name: figures[name] for name in lamp.figures} if truths[n] else {},
        )
        for n, lamp in enumerate(rules.lamps)
    )
    score = scores.of(truths, row[after_lamps:after_floors], row[-1])
    return ClientJudgement(row[0], lamps, score, figures)
