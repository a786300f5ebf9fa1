"""One client recomputed for a past day with today's playbook: nothing dated after it counts, everything known now."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from mayak.facts.models import fact_fields
from mayak.facts.services import facts_as_of
from mayak.lamps.domain.score import Necessity
from mayak.lamps.judging import Judged, judge
from mayak.lamps.models import State
from mayak.lamps.recording import plain
from mayak.lamps.rules import current_rules
from mayak.lamps.shown import DayLamp
from mayak.lamps.versions import version_lamp


@dataclass(frozen=True)
class RecomputedClient:
    """Score and lamps of a client as recomputed for a day; ``facts``: everything measured for it."""

    client_id: int
    score: Necessity
    lamps: tuple[DayLamp, ...]
    facts: dict[str, Any]


def recomputed_for(day: date, client_id: int) -> RecomputedClient | None:
    """The client recomputed for a day, None when it was not served then."""
    rules = current_rules()
    with facts_as_of(day, [client_id]) as relation, connection.cursor() as cursor:
        judged = judge(rules, day, relation=relation)
        cursor.execute(f"SELECT row_to_json(f)::text FROM {relation} f")
        row = json.loads((cursor.fetchone() or ("{}",))[0])
    if not judged:
        return None
    return RecomputedClient(
        client_id=client_id,
        score=judged[0].score,
        lamps=tuple(_day_lamp(order, each) for order, each in enumerate(judged[0].lamps)),
        facts={name: row.get(name) for name in fact_fields()},
    )


def _day_lamp(order: int, judged: Judged) -> DayLamp:
    lamp = version_lamp(judged.lamp.definition, order)
    if judged.is_lit is None:
        return DayLamp(lamp, State.UNKNOWN)
    if not judged.is_lit:
        return DayLamp(lamp, State.OUT)
    return DayLamp(lamp, State.LIT, judged.is_urgent, {name: plain(value) for name, value in judged.evidence.items()})
