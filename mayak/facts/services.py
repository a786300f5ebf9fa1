"""Keeping the fact sheet fresh (docs/algorithms/facts.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from mayak.clients.models import Client
from mayak.core import clock, events
from mayak.core.prepared import prepared_cursor
from mayak.facts import history, measuring
from mayak.facts.automatic_segments import assign_segments
from mayak.facts.events import FactsRefreshed
from mayak.facts.followers import call_followers
from mayak.facts.knowledge import Knowledge, knowledge_on
from mayak.facts.models import DirtyMark, FactsState
from mayak.facts.subjects.registry import ALL_SUBJECTS

# Clients per transaction of a bulk refresh: their rows are locked that long.
CHUNK = 1000
# For so many the statements are planned once a connection; a thousand are worth a plan of their own.
FEW = 20

_ADD_ROWS = """
INSERT INTO facts_clientfacts (client_id, basis) SELECT c.id, '' FROM clients_client c
WHERE c.id = ANY(%(ids)s) AND NOT EXISTS (SELECT 1 FROM facts_clientfacts f WHERE f.client_id = c.id)
ON CONFLICT DO NOTHING
"""
_LOCK_ROWS = """
SELECT client_id, as_of_date IS NOT DISTINCT FROM %(day)s AND basis = %(basis)s
  AND (NOT %(is_recorded)s OR recorded_date IS NOT DISTINCT FROM %(day)s) FROM facts_clientfacts
WHERE client_id = ANY(%(ids)s) ORDER BY client_id FOR NO KEY UPDATE
"""
_GONE = """
SELECT given.id FROM unnest(%(ids)s::bigint[]) given(id)
WHERE NOT EXISTS (SELECT 1 FROM clients_client c WHERE c.id = given.id)
"""
_TAKE_MARKS = "DELETE FROM facts_dirtymark WHERE client_id = ANY(%(ids)s) RETURNING client_id, subject"


def refresh_facts(*, client_ids: Collection[int] | None = None, as_of: date | None = None) -> None:
    """Measure all facts of the clients (default: the whole office) as of a day (default: the domain's today).

    Automatic segments, lamps and scores follow in the same transaction, one per thousand clients.
    """
    knowledge = knowledge_on(as_of or clock.today())
    ids = (
        sorted(client_ids)
        if client_ids is not None
        else list(Client.objects.order_by("pk").values_list("pk", flat=True))
    )
    for chunk in _chunks(ids):
        _refresh_chunk(chunk, knowledge, everything=True)
    if client_ids is None:
        _note_whole_office(knowledge)


def refresh_dirty(*, client_ids: Collection[int]) -> None:
    """Work off the dirty marks of the clients, waiting for whoever refreshes them now."""
    knowledge = knowledge_on(clock.today())
    for chunk in _chunks(sorted(client_ids)):
        _refresh_chunk(chunk, knowledge)


def sweep_dirty() -> int:
    """Bring the whole sheet up to date: all of it on a new day or basis, else what is marked.

    Clients that somebody refreshes at the moment are left to them. Returns the number of clients refreshed.
    """
    knowledge = knowledge_on(clock.today())
    if _is_due(knowledge):
        refresh_facts()
        return Client.objects.count()
    marked = list(DirtyMark.objects.order_by("client_id").values_list("client_id", flat=True).distinct())
    return sum(_refresh_chunk(chunk, knowledge, skip_locked=True) for chunk in _chunks(marked))


def is_recount_due() -> bool:
    """Whether the worker has yet to compute the whole office: on a new day or after a definition was changed."""
    return _is_due(knowledge_on(clock.today()))


def _is_due(knowledge: Knowledge) -> bool:
    state = FactsState.objects.first()
    return state is None or (state.as_of_date, state.basis) != (knowledge.day, knowledge.basis)


@contextmanager
def facts_as_of(day: date, client_ids: Collection[int] | None = None) -> Iterator[str]:
    """The facts as of a day in a temporary relation of the sheet's shape; gives its name. Inside a transaction."""
    knowledge = knowledge_on(day)
    relation = measuring.AS_OF_RELATION
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(measuring.PLANNER)
        cursor.execute(f"CREATE TEMPORARY TABLE {relation} (LIKE {measuring.TABLE}) ON COMMIT DROP")
        statement = measuring.fill_statement(client_ids is not None)
        cursor.execute(statement, {**knowledge.parameters, "basis": knowledge.basis, "ids": list(client_ids or ())})
        cursor.execute(f"ALTER TABLE {relation} ADD PRIMARY KEY (client_id)")
        cursor.execute(f"ANALYZE {relation}")
        yield relation
        cursor.execute(f"DROP TABLE {relation}")


def _refresh_chunk(
    ids: Sequence[int], knowledge: Knowledge, *, everything: bool = False, skip_locked: bool = False
) -> int:
    """Refresh some clients in one transaction: lock, take the marks, then measure.

    In this order a mark is taken only when what it stands for is committed and therefore measured, and nobody who
    measured earlier can write later. Whatever fails brings the marks back.
    """
    is_few = len(ids) <= FEW
    with transaction.atomic(), prepared_cursor() if is_few else connection.cursor() as cursor:
        is_recorded = history.takes(knowledge.day)
        given: dict[str, Any] = {"ids": list(ids), "day": knowledge.day, "basis": knowledge.basis}
        given["is_recorded"] = is_recorded
        cursor.execute(measuring.PLANNED_ONCE if is_few else measuring.PLANNER)
        cursor.execute(_ADD_ROWS, given)
        cursor.execute(_LOCK_ROWS + (" SKIP LOCKED" if skip_locked else ""), given)
        is_current = dict(cursor.fetchall())
        held = list(is_current)
        # Marks of clients that are gone are forgotten with the rest; those of rows locked by others stay.
        if skip_locked and len(held) < len(ids):
            cursor.execute(_GONE, given)
            held += [client_id for (client_id,) in cursor.fetchall()]
        cursor.execute(_TAKE_MARKS, {"ids": held if skip_locked else list(ids)})
        work: dict[frozenset[str], list[int]] = defaultdict(list)
        marked = set()
        subjects = set()
        for client_id, subject in cursor.fetchall():
            subjects.add(subject)
            marked.add(client_id)
        for client_id, current in is_current.items():
            if everything or not current:
                work[ALL_SUBJECTS].append(client_id)
            elif client_id in marked:
                work[frozenset(subjects)].append(client_id)
        for wanted, clients in work.items():
            given = {**knowledge.parameters, "basis": knowledge.basis, "ids": clients}
            cursor.execute(measuring.update_statement(wanted, is_recorded), given)
        refreshed = sorted(client_id for clients in work.values() for client_id in clients)
        if refreshed:
            assign_segments(knowledge.segment_rules, refreshed, knowledge.day)
            call_followers(refreshed, knowledge.day)
            events.publish(FactsRefreshed(frozenset(refreshed)))
        return len(refreshed)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _note_whole_office(knowledge: Knowledge) -> None:
    FactsState.objects.update_or_create(
        pk=1,
        defaults={"as_of_date": knowledge.day, "basis": knowledge.basis, "computed_at": clock.real_now()},
    )
