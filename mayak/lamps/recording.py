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
from mayak.lamps.models import LampInterval, LampsPass, LampState, Score, ScoreInterval, State
from mayak.lamps.rules import Rules
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


def record(
    judgements: Collection[ClientJudgement], client_ids: Collection[int] | None, day: date, rules: Rules
) -> None:
    """Store the judgements of ``client_ids`` (None: the whole office). A client not judged is not served any more.

    History is written for the day unless a later day has been recorded already: training on a past day must not
    rewrite what was shown.
    """
    lamps = dict(_shown(judgements))
    scores = {item.client_id: item.score for item in judgements}
    urgent = _write_states(lamps, client_ids, day)
    note_urgent(urgent, judged=len(judgements), day=day)
    _write_scores(scores, client_ids)
    if _is_recordable(day, rules):
        _write_lamp_history(lamps, client_ids, day)
        shown = {key: (s.necessity, s.certainty, s.computed, s.is_corrected) for key, s in scores.items()}
        _write_score_history(shown, client_ids, day)


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


def _of(client_ids: Collection[int] | None) -> dict[str, Any]:
    return {} if client_ids is None else {"client_id__in": list(client_ids)}


def _write_states(
    lamps: dict[Pair, Shown], client_ids: Collection[int] | None, day: date
) -> dict[Pair, dict[str, Any]]:
    """Store what differs; returns what became urgent, with its figures."""
    stored = LampState.objects.filter(**_of(client_ids)).values_list(
        "client_id", "lamp_id", "state", "is_urgent", "evidence", "since_date", "pk"
    )
    gone, changed = [], []
    missing = dict(lamps)
    was_urgent: set[Pair] = set()
    for client_id, lamp_id, state, is_urgent, evidence, since, pk in stored:
        new = missing.pop((client_id, lamp_id), None)
        if is_urgent:
            was_urgent.add((client_id, lamp_id))
        if new is None:
            gone.append(pk)
        elif (state, is_urgent, evidence) != (new.state, new.is_urgent, new.evidence):
            since = min(since, day) if state == new.state else day
            changed.append((pk, new.state, new.is_urgent, Jsonb(new.evidence), since))
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
    return {pair: new.evidence for pair, new in lamps.items() if new.is_urgent and pair not in was_urgent}


def _write_scores(scores: dict[int, Any], client_ids: Collection[int] | None) -> None:
    stored = Score.objects.filter(**_of(client_ids)).values_list(
        "client_id", "necessity", "certainty", "computed", "is_corrected"
    )
    new = {key: (s.necessity, s.certainty, s.computed, s.is_corrected) for key, s in scores.items()}
    gone = []
    for client_id, *values in stored:
        if client_id not in new:
            gone.append(client_id)
        elif new[client_id] == tuple(values):
            del new[client_id]
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


def _is_recordable(day: date, rules: Rules) -> bool:
    """Whether history takes the day: none later is kept, and it is not still to come. Notes new days and rules."""
    if day > clock.day_of(clock.real_now()):
        return False
    kept = LampsPass.objects.values_list("recorded_date", "version_fingerprint").first()
    recorded, version = kept or (None, "")
    if recorded is not None and recorded > day:
        return False
    if version != rules.fingerprint:
        note_version(rules, day)
    if (recorded, version) != (day, rules.fingerprint):
        changes = {"recorded_date": day, "version_fingerprint": rules.fingerprint}
        LampsPass.objects.update_or_create(pk=1, defaults=changes)
    return True


def _write_lamp_history(lamps: dict[Pair, Shown], client_ids: Collection[int] | None, day: date) -> None:
    stored = LampInterval.objects.filter(**_of(client_ids), to_date=None).values_list(
        "client_id", "lamp_id", "state", "is_urgent", "from_date", "pk"
    )
    new = dict(lamps)
    closed: list[int] = []
    undone: list[int] = []
    for client_id, lamp_id, state, is_urgent, since, pk in stored:
        shown = new.get((client_id, lamp_id))
        if shown is not None and shown.shape == (state, is_urgent):
            del new[client_id, lamp_id]
        else:
            (undone if since >= day else closed).append(pk)
    _end("lamps_lampinterval", closed, undone, day)
    rows = [(*pair, shown.state, shown.is_urgent, Jsonb(shown.evidence), day) for pair, shown in new.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO lamps_lampinterval (client_id, lamp_id, state, is_urgent, evidence, from_date) "
                "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::jsonb[], %s::date[])",
                _columns(rows),
            )


def _write_score_history(
    scores: dict[int, tuple[Decimal | None, Decimal, Decimal | None, bool]],
    client_ids: Collection[int] | None,
    day: date,
) -> None:
    stored = ScoreInterval.objects.filter(**_of(client_ids), to_date=None).values_list(
        "client_id", "necessity", "certainty", "computed", "is_corrected", "from_date", "pk"
    )
    new = dict(scores)
    closed: list[int] = []
    undone: list[int] = []
    for client_id, *values, since, pk in stored:
        if new.get(client_id) == tuple(values):
            del new[client_id]
        else:
            (undone if since >= day else closed).append(pk)
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
