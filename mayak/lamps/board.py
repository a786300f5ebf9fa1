"""The monitoring board (S5) recomputed for a past day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from mayak.facts.services import facts_as_of
from mayak.lamps.judging import ClientJudgement, Judged, judge
from mayak.lamps.models import State
from mayak.lamps.rules import current_rules
from mayak.lamps.wording import reason_of


@dataclass(frozen=True)
class PastRow:
    """A client as recomputed for a day with today's playbook."""

    client_id: int
    exchange_id: str
    name: str
    expert: str | None
    debt_amount: Decimal
    judgement: ClientJudgement

    @property
    def lamps(self) -> dict[str, State]:
        """The states of the weighted lamps by code, in the playbook's order."""
        return {judged.lamp.code: _state(judged) for judged in self._weighted}

    @property
    def reasons(self) -> list[str]:
        """Why the weighted lamps that are lit are lit, the heaviest first, in the active language."""
        lit = sorted((judged for judged in self._weighted if judged.is_lit), key=lambda judged: -judged.weight)
        return [
            reason_of(judged.lamp.definition.reason, judged.lamp.definition.never_reason, judged.evidence)
            for judged in lit
        ]

    @property
    def _weighted(self) -> list[Judged]:
        return [judged for judged in self.judgement.lamps if judged.lamp.weight is not None]


def _state(judged: Judged) -> State:
    if judged.is_lit is None:
        return State.UNKNOWN
    return State.LIT if judged.is_lit else State.OUT


_PAST = """
SELECT f.client_id, COALESCE(c.external_id, 'm-' || c.id), c.name, s.login, COALESCE(f.debt_amount, 0)
FROM {relation} f JOIN clients_client c ON c.id = f.client_id LEFT JOIN accounts_staff s ON s.id = f.expert_id
WHERE f.is_served
"""


def board_as_of(day: date, *, expert: str | None = None) -> list[PastRow]:
    """The clients in service on a day, recomputed for it: by necessity, the highest first (unknown last), then id.

    ``expert``: the log-in name of the one responsible on the day.
    """
    rules = current_rules()
    with facts_as_of(day) as relation, connection.cursor() as cursor:
        judgements = {item.client_id: item for item in judge(rules, day, relation=relation)}
        cursor.execute(_PAST.format(relation=relation))
        rows = [_past_row(row, judgements) for row in cursor.fetchall()]
    if expert is not None:
        rows = [row for row in rows if row.expert is not None and row.expert.lower() == expert.lower()]
    return sorted(rows, key=_by_necessity)


def _past_row(row: tuple[Any, ...], judgements: dict[int, ClientJudgement]) -> PastRow:
    client_id, exchange_id, name, expert, debt_amount = row
    return PastRow(client_id, exchange_id, name, expert, debt_amount, judgements[client_id])


def _by_necessity(row: PastRow) -> tuple[bool, Decimal, str]:
    necessity = row.judgement.score.necessity
    return necessity is None, -(necessity or Decimal(0)), row.exchange_id
