"""Writing judgements down: only what differs, with the history of days (S3, S4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from mayak.core import clock
from mayak.lamps.judging import ClientJudgement
from mayak.lamps.models import LampsPass, State
from mayak.lamps.rules import Rules
from mayak.lamps.stored import Necessities, Stored, stored_of
from mayak.lamps.urgent import note_urgent
from mayak.lamps.versions import note_version

Pair = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """How a lamp stands, as it is stored; a lamp that is out is not."""

    state: str
    is_urgent: bool
    evidence: dict[str, Any]

    @property
    def shape(self) -> tuple[str, bool]:
        """What history keeps: figures change daily, the shape does not."""
        return self.state, self.is_urgent


def record(judgements: Collection[ClientJudgement], client_ids: Collection[int], day: date, rules: Rules) -> None:
    """Store the judgements of ``client_ids``. A client not judged is not served any more.

    History is written for the day unless a later day has been recorded already: training on a past day must not
    rewrite what was shown.
    """
    lamps = dict(_shown(judgements))
    scores: dict[int, Necessities] = {
        item.client_id: (
            item.score.necessity,
            item.score.certainty,
            item.score.computed,
            item.score.is_corrected,
        )
        for item in judgements
    }
    stored = stored_of(client_ids)
    urgent = _write_states(lamps, stored, day)
    note_urgent(urgent, judged=len(judgements), day=day)
    _write_scores(scores, stored)
    if _is_recordable(day, rules, stored):
        _write_lamp_history(lamps, stored, day)
        _write_score_history(scores, stored, day)


def _shown(judgements: Iterable[ClientJudgement]) -> Iterable[tuple[Pair, Shown]]:
    for item in judgements:
        for judged in item.lamps:
            if judged.is_lit is None:
                yield (item.client_id, judged.lamp.pk), Shown(State.UNKNOWN, False, {})
            elif judged.is_lit:
                evidence = {name: plain(value) for name, value in judged.evidence.items()}
                yield (item.client_id, judged.lamp.pk), Shown(State.LIT, judged.is_urgent, evidence)


def plain(value: Any) -> Any:
    """A figure as JSON keeps it: days as text, sums as text so that no kopeck is lost."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _write_states(lamps: dict[Pair, Shown], stored: Stored, day: date) -> dict[Pair, dict[str, Any]]:
    """Store what differs; returns what became urgent, with its figures."""
    gone, changed = [], []
    missing = dict(lamps)
    for pair, old in stored.states.items():
        new = missing.pop(pair, None)
        if new is None:
            gone.append(old.pk)
        elif (old.state, old.is_urgent, old.evidence) != (new.state, new.is_urgent, new.evidence):
            since = min(old.since, day) if old.state == new.state else day
            changed.append((old.pk, new.state, new.is_urgent, Jsonb(new.evidence), since))
    added = [(*pair, new.state, new.is_urgent, Jsonb(new.evidence), day) for pair, new in missing.items()]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute("DELETE FROM lamps_lampstate WHERE id = ANY(%s)", [gone])
        if changed:
            cursor.execute(
                "UPDATE lamps_lampstate t SET state = n.state, is_urgent = n.is_urgent, evidence = n.evidence, "
                "since_date = n.since_date "
                "FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::jsonb[], %s::date[]) n("
                "id, state, is_urgent, evidence, since_date) WHERE t.id = n.id",
                _columns(changed),
            )
        if added:
            cursor.execute(
                "INSERT INTO lamps_lampstate (client_id, lamp_id, state, is_urgent, evidence, since_date) "
                "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::jsonb[], %s::date[])",
                _columns(added),
            )
    was_urgent = {pair for pair, old in stored.states.items() if old.is_urgent}
    return {pair: new.evidence for pair, new in lamps.items() if new.is_urgent and pair not in was_urgent}


def _write_scores(scores: dict[int, Necessities], stored: Stored) -> None:
    gone = [client_id for client_id in stored.scores if client_id not in scores]
    new = {client_id: values for client_id, values in scores.items() if stored.scores.get(client_id) != values}
    with connection.cursor() as cursor:
        if gone:
            cursor.execute("DELETE FROM lamps_score WHERE client_id = ANY(%s)", [gone])
        if new:
            cursor.execute(
                "INSERT INTO lamps_score (client_id, necessity, certainty, computed, is_corrected) SELECT * FROM "
                "unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::boolean[]) "
                "ON CONFLICT (client_id) DO UPDATE SET necessity = excluded.necessity, "
                "certainty = excluded.certainty, computed = excluded.computed, is_corrected = excluded.is_corrected",
                _columns([(client_id, *values) for client_id, values in new.items()]),
            )


def _is_recordable(day: date, rules: Rules, stored: Stored) -> bool:
    """Whether history takes the day: none later is kept, and it is not still to come. Notes new days and rules."""
    if day > clock.day_of(clock.real_now()) or (stored.recorded is not None and stored.recorded > day):
        return False
    if stored.version != rules.fingerprint:
        note_version(rules, day)
    if (stored.recorded, stored.version) != (day, rules.fingerprint):
        changes = {"recorded_date": day, "version_fingerprint": rules.fingerprint}
        LampsPass.objects.update_or_create(pk=1, defaults=changes)
    return True


def _write_lamp_history(lamps: dict[Pair, Shown], stored: Stored, day: date) -> None:
    new = dict(lamps)
    closed: list[int] = []
    undone: list[int] = []
    for pair, held in stored.lamps.items():
        shown = new.get(pair)
        if shown is not None and shown.shape == (held.state, held.is_urgent):
            del new[pair]
        else:
            (undone if held.since >= day else closed).append(held.pk)
    _end("lamps_lampinterval", closed, undone, day)
    rows = [(*pair, shown.state, shown.is_urgent, Jsonb(shown.evidence), day) for pair, shown in new.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO lamps_lampinterval (client_id, lamp_id, state, is_urgent, evidence, from_date) "
                "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::jsonb[], %s::date[])",
                _columns(rows),
            )


def _write_score_history(scores: dict[int, Necessities], stored: Stored, day: date) -> None:
    new = dict(scores)
    closed: list[int] = []
    undone: list[int] = []
    for client_id, held in stored.necessities.items():
        if new.get(client_id) == held.values:
            del new[client_id]
        else:
            (undone if held.since >= day else closed).append(held.pk)
    _end("lamps_scoreinterval", closed, undone, day)
    if new:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO lamps_scoreinterval (client_id, necessity, certainty, computed, is_corrected, from_date) "
                "SELECT * FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::boolean[], "
                "%s::date[])",
                _columns([(client_id, *values, day) for client_id, values in new.items()]),
            )


def _end(table: str, closed: list[int], undone: list[int], day: date) -> None:
    """Close intervals with the day before; one that began the same day gives way: the day's last word counts."""
    with connection.cursor() as cursor:
        if undone:
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [undone])
        if closed:
            cursor.execute(f"UPDATE {table} SET to_date = %s WHERE id = ANY(%s)", [day - timedelta(days=1), closed])


def _columns(rows: Collection[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
