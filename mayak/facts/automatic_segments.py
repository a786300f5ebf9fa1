"""Segments that clients enter by themselves: a segment may carry a condition (C2, docs/algorithms/segments.md).

Of the segments of a type the first (in the playbook's order) whose condition is true for a served client is the one
the client is in; none is, the client leaves. What is unknown hits nobody; what is out of use is not asked. What a
person entered by hand stays until a person changes it: then the conditions of its type are not asked. History is kept
by days.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import structlog
from django.db import connection

from mayak.core import clock
from mayak.core.prepared import prepared_cursor
from mayak.facts.conditions import ConditionError, Parameters, compile_condition, office_vocabulary, parse
from mayak.facts.conditions.domain.vocabulary import Vocabulary

log = structlog.get_logger(__name__)

TABLE = "facts_clientfacts"
# The definitions as JSON text: [[type, [[segment, condition], …]], …] in the playbook's order; part of the basis that
# facts rest on (see facts.knowledge), so that a changed definition is followed for the whole office.
DEFINITIONS = """
(SELECT coalesce(json_agg(json_build_array(kind.id, kind.rules) ORDER BY kind."order", kind.code)::text, '[]')
   FROM (SELECT t.id, t."order", t.code,
           json_agg(json_build_array(s.id, s.condition) ORDER BY s."order", s.code) AS rules
         FROM clients_segmenttype t JOIN clients_segment s ON s.type_id = t.id
         WHERE s.condition IS NOT NULL AND s.is_active AND t.is_active GROUP BY t.id) kind)
"""
# What is held on the day beside what is wanted: only clients that differ, none whose segment a person entered, and
# none with a later entry (a past day, seen again, rewrites nothing).
_DIFFERING = """
WITH wanted AS MATERIALIZED (
  SELECT f.client_id, {wanted} AS segment_id FROM {table} f WHERE f.client_id = ANY(%(ids)s) AND f.is_served)
SELECT w.client_id, w.segment_id, held.id, held.from_date FROM wanted w
LEFT JOIN clients_clientsegment held ON held.client_id = w.client_id AND held.type_id = %(type)s
  AND daterange(held.from_date, held.to_date, '[]') @> %(day)s::date
WHERE coalesce(held.is_automatic, true) AND held.segment_id IS DISTINCT FROM w.segment_id
  AND NOT EXISTS (SELECT 1 FROM clients_clientsegment later WHERE later.client_id = w.client_id
                    AND later.type_id = %(type)s AND later.from_date > %(day)s)
"""
# An entry that ended the day before and comes back is the same entry; taken back on its day nothing is left of it.
_REOPEN = """
UPDATE clients_clientsegment t SET to_date = NULL FROM unnest(%s::bigint[], %s::bigint[]) n(client_id, segment_id)
WHERE t.client_id = n.client_id AND t.type_id = %s AND t.segment_id = n.segment_id AND t.is_automatic
  AND t.to_date = %s RETURNING t.client_id
"""
_ENTER = """
INSERT INTO clients_clientsegment (client_id, type_id, segment_id, is_automatic, from_date)
SELECT n.client_id, %s, n.segment_id, true, %s FROM unnest(%s::bigint[], %s::bigint[]) n(client_id, segment_id)
"""
# The entries just written mark their clients; everything that follows reads them in this same transaction.
_FORGET_OWN_MARKS = """
DELETE FROM facts_dirtymark WHERE client_id = ANY(%s) AND subject = 'segments'
  AND xid = pg_current_xact_id()::text::bigint
"""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TypeRules:
    """The automatic segments of one type as a single SQL expression over the fact sheet ``f``."""

    type_id: int
    wanted: str
    values: dict[str, Any]


def rules_of(definitions: str, words: str) -> tuple[TypeRules, ...]:
    """The rules of definitions as :data:`DEFINITIONS` gives them; compiled once for ``words`` (``WORDS_PRINT``)."""
    return _compiled(definitions, words) if definitions != "[]" else ()


@lru_cache(maxsize=4)
def _compiled(definitions: str, words: str) -> tuple[TypeRules, ...]:
    vocabulary = office_vocabulary()
    return tuple(_type_rules(type_id, rules, vocabulary) for type_id, rules in json.loads(definitions))


def _type_rules(type_id: int, rules: list[tuple[int, Any]], vocabulary: Vocabulary) -> TypeRules:
    parameters = Parameters(date.min)
    cases = []
    for segment_id, data in rules:
        try:
            truth = compile_condition(parse(data, vocabulary), parameters=parameters)
        except ConditionError as error:
            # One that no longer fits the playbook hits nobody instead of stopping the pass.
            log.error("condition of a segment does not fit the playbook", segment=segment_id, problems=str(error))
            continue
        cases.append(f"WHEN {truth} THEN {int(segment_id)}::bigint")
    wanted = f"CASE {' '.join(cases)} END" if cases else "NULL::bigint"
    return TypeRules(type_id, wanted, parameters.values)


def assign_segments(rules: Sequence[TypeRules], client_ids: Collection[int], day: date) -> None:
    """Let clients whose facts of a day were just measured enter and leave.

    One SQL query a type, three more where something differs. A day that is still to come moves nobody.
    """
    if not rules or day > max(clock.day_of(clock.real_now()), clock.today()):
        return
    touched: set[int] = set()
    for kind in rules:
        touched |= _assign(kind, client_ids, day)
    if touched:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET_OWN_MARKS, [list(touched)])


def _assign(kind: TypeRules, client_ids: Collection[int], day: date) -> set[int]:
    values = {**kind.values, "ids": list(client_ids), "type": kind.type_id, "day": day}
    with prepared_cursor() as cursor:
        cursor.execute(_DIFFERING.format(wanted=kind.wanted, table=TABLE), values)
        differing = cursor.fetchall()
    if not differing:
        return set()
    undone = [held for _client, _segment, held, since in differing if held and since is not None and since >= day]
    ended = [held for _client, _segment, held, since in differing if held and (since is None or since < day)]
    entering = {client: segment for client, segment, _held, _since in differing if segment is not None}
    with connection.cursor() as cursor:
        if undone:
            cursor.execute("DELETE FROM clients_clientsegment WHERE id = ANY(%s)", [undone])
        if ended:
            cursor.execute("UPDATE clients_clientsegment SET to_date = %s WHERE id = ANY(%s)", [day - ONE_DAY, ended])
        if entering:
            given = [list(entering), list(entering.values())]
            cursor.execute(_REOPEN, [*given, kind.type_id, day - ONE_DAY])
            back = {client for (client,) in cursor.fetchall()}
            new = {client: segment for client, segment in entering.items() if client not in back}
            cursor.execute(_ENTER, [kind.type_id, day, list(new), list(new.values())])
    return {client for client, _segment, _held, _since in differing}
