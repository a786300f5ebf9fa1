"""What is stored of some clients' judgements, read in one statement before a pass writes what differs."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from mayak.core.prepared import prepared_cursor
from mayak.facts.services import FEW

# A necessity with its certainty, the computed one, whether it is corrected by hand.
Necessities = tuple[Decimal | None, Decimal, Decimal | None, bool]

_READ = """
SELECT
  (SELECT coalesce(json_agg(json_build_array(s.client_id, s.lamp_id, s.state, s.is_urgent, s.evidence, s.since_date,
     s.id)), '[]')::text FROM lamps_lampstate s WHERE s.client_id = ANY(%(ids)s)),
  (SELECT coalesce(json_agg(json_build_array(s.client_id, s.necessity::text, s.certainty::text, s.computed::text,
     s.is_corrected)), '[]')::text FROM lamps_score s WHERE s.client_id = ANY(%(ids)s)),
  (SELECT coalesce(json_agg(json_build_array(i.client_id, i.lamp_id, i.state, i.is_urgent, i.from_date, i.id)),
     '[]')::text FROM lamps_lampinterval i WHERE i.client_id = ANY(%(ids)s) AND i.to_date IS NULL),
  (SELECT coalesce(json_agg(json_build_array(i.client_id, i.necessity::text, i.certainty::text, i.computed::text,
     i.is_corrected, i.from_date, i.id)), '[]')::text
   FROM lamps_scoreinterval i WHERE i.client_id = ANY(%(ids)s) AND i.to_date IS NULL),
  (SELECT json_build_array(p.recorded_date, p.version_fingerprint)::text FROM lamps_lampspass p ORDER BY p.id LIMIT 1)
"""


@dataclass(frozen=True)
class StoredState:
    """A lamp of a client that is lit or unknown."""

    pk: int
    state: str
    is_urgent: bool
    evidence: dict[str, Any]
    since: date


@dataclass(frozen=True)
class OpenLamp:
    """An interval of a lamp that goes on."""

    pk: int
    state: str
    is_urgent: bool
    since: date


@dataclass(frozen=True)
class OpenScore:
    """An interval of a necessity that goes on."""

    pk: int
    values: Necessities
    since: date


@dataclass(frozen=True)
class Stored:
    """By client and lamp, or by client. ``recorded``, ``version``: the day and rules that history last took."""

    states: dict[tuple[int, int], StoredState]
    scores: dict[int, Necessities]
    lamps: dict[tuple[int, int], OpenLamp]
    necessities: dict[int, OpenScore]
    recorded: date | None
    version: str


def stored_of(client_ids: Collection[int]) -> Stored:
    """What is stored of the clients. One statement."""
    with prepared_cursor() if len(client_ids) <= FEW else connection.cursor() as cursor:
        cursor.execute(_READ, {"ids": list(client_ids)})
        states, scores, lamps, necessities, passed = (json.loads(text or "[]") for text in cursor.fetchone() or ())
    recorded, version = passed or (None, "")
    return Stored(
        states={
            (client, lamp): StoredState(pk, state, is_urgent, evidence, date.fromisoformat(since))
            for client, lamp, state, is_urgent, evidence, since, pk in states
        },
        scores={client: _necessities(values) for client, *values in scores},
        lamps={
            (client, lamp): OpenLamp(pk, state, is_urgent, date.fromisoformat(since))
            for client, lamp, state, is_urgent, since, pk in lamps
        },
        necessities={
            client: OpenScore(pk, _necessities(values), date.fromisoformat(since))
            for client, *values, since, pk in necessities
        },
        recorded=date.fromisoformat(recorded) if recorded else None,
        version=version,
    )


def _necessities(values: list[Any]) -> Necessities:
    necessity, certainty, computed, is_corrected = values
    return _decimal(necessity), Decimal(certainty), _decimal(computed), is_corrected


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
