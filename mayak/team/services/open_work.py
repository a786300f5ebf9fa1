"""What is open with clients and goes along: planned contacts, assignments, cases, drafts.

Agreements and promises to pay belong to the client, so they need no moving. Both directions work on many clients by a
fixed number of statements; everything that changes is noted by its key, by client.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from mayak.core import clock

Kept = dict[int, dict[str, Any]]

# A standing service assignment that the receiver has already: the giver's ends there and its contacts join this one.
_JOIN = """
UPDATE work_assignment mine SET closed_date = %(day)s FROM work_assignment theirs
WHERE mine.client_id = ANY(%(clients)s) AND mine.executor_id = %(source)s AND mine.closed_date IS NULL
  AND mine.is_standing AND theirs.client_id = mine.client_id AND theirs.executor_id = %(target)s
  AND theirs.is_standing AND theirs.closed_date IS NULL
RETURNING mine.client_id, mine.id, theirs.id
"""
_REPOINT = """
UPDATE work_activity a SET assignment_id = n.target FROM unnest(%s::bigint[], %s::bigint[]) n(source, target)
WHERE a.assignment_id = n.source AND a.state = 'planned' RETURNING a.id, n.source
"""
# What each kind of open work is, and by which column it belongs to somebody.
_OPEN = {
    "assignments": ("work_assignment", "executor_id", "t.closed_date IS NULL"),
    "activities": ("work_activity", "executor_id", "t.state = 'planned'"),
    "cases": ("cases_case", "owner_id", "t.closed_at IS NULL"),
}
_SHIFT = """
UPDATE {table} t SET {column} = %(target)s WHERE t.client_id = ANY(%(clients)s) AND t.{column} = %(source)s
  AND {is_open} AND t.id <> ALL(%(but)s) RETURNING t.client_id, t.id
"""
_HELD = """
SELECT t.client_id, t.id FROM {table} t WHERE t.client_id = ANY(%(clients)s) AND t.{column} = %(target)s AND {is_open}
"""
# A draft of a contact that the target has begun as well stays with whom it is.
_SHIFT_DRAFTS = """
UPDATE calling_contactdraft d SET staff_id = %(target)s FROM work_activity a
WHERE a.id = d.activity_id AND a.client_id = ANY(%(clients)s) AND a.state = 'planned' AND d.staff_id = %(source)s
  AND NOT EXISTS (SELECT 1 FROM calling_contactdraft o WHERE o.activity_id = a.id AND o.staff_id = %(target)s)
RETURNING a.client_id, d.id
"""


def move(client_ids: Sequence[int], *, giver: int, receiver: int, day: date) -> Kept:
    """Everything open of the giver at the clients becomes the receiver's. By client: what moved (keys by kind), what
    the receiver had there before (``own``), which standing assignments were joined.
    """
    kept: Kept = {client_id: {"own": {}} for client_id in client_ids}
    given: dict[str, Any] = {"clients": list(client_ids), "source": giver, "target": receiver, "but": []}
    for kind, (table, column, is_open) in _OPEN.items():
        for client_id, pk in _fetch(_HELD.format(table=table, column=column, is_open=is_open), given):
            kept[client_id]["own"].setdefault(kind, []).append(pk)
    for client_id, joined in _join(given, day).items():
        kept[client_id]["joined"] = joined
    for kind in _OPEN:
        for client_id, pk in _shift(kind, given):
            kept[client_id].setdefault(kind, []).append(pk)
    for client_id, pk in _fetch(_SHIFT_DRAFTS, given):
        kept[client_id].setdefault("drafts", []).append(pk)
    return kept


def bring_back(moved: Mapping[int, dict[str, Any]], *, giver: int, receiver: int) -> None:
    """What is open of the receiver at the clients becomes the giver's again, but for what was the receiver's own."""
    given: dict[str, Any] = {"clients": list(moved), "source": receiver, "target": giver}
    _part(moved)
    own: dict[str, list[int]] = defaultdict(list)
    for kept in moved.values():
        for kind, pks in kept["own"].items():
            own[kind] += pks
    _end_new_standing(given, own["assignments"])
    for kind in _OPEN:
        _shift(kind, {**given, "but": own[kind]})
    drafts = [pk for kept in moved.values() for pk in kept.get("drafts", ())]
    _fetch(_SHIFT_DRAFTS.replace("RETURNING", "AND d.id = ANY(%(drafts)s) RETURNING"), {**given, "drafts": drafts})


def _shift(kind: str, given: Mapping[str, Any]) -> list[Any]:
    table, column, is_open = _OPEN[kind]
    return _fetch(_SHIFT.format(table=table, column=column, is_open=is_open), given)


def _join(given: Mapping[str, Any], day: date) -> dict[int, list[Any]]:
    """Join standing assignments; by client the ended one, the one that goes on, the contacts that changed over."""
    ended = {mine: (client, theirs) for client, mine, theirs in _fetch(_JOIN, {**given, "day": day})}
    changed: dict[int, list[int]] = defaultdict(list)
    if ended:
        targets = [theirs for _client, theirs in ended.values()]
        for activity, mine in _fetch(_REPOINT, [list(ended), targets]):
            changed[mine].append(activity)
    return {client: [mine, theirs, changed[mine]] for mine, (client, theirs) in ended.items()}


def _part(moved: Mapping[int, dict[str, Any]]) -> None:
    """Standing assignments that were joined become two again, each with its contacts."""
    joined = [kept["joined"] for kept in moved.values() if "joined" in kept]
    for mine, theirs, activities in joined:
        _fetch(
            "UPDATE work_assignment t SET closed_date = NULL WHERE t.id = %(mine)s AND NOT EXISTS (SELECT 1 FROM "
            "work_assignment o WHERE o.client_id = t.client_id AND o.executor_id = t.executor_id AND o.is_standing "
            "AND o.closed_date IS NULL) RETURNING t.id",
            {"mine": mine},
        )
        _fetch(
            "UPDATE work_activity SET assignment_id = %(mine)s WHERE id = ANY(%(activities)s) "
            "AND assignment_id = %(theirs)s RETURNING id",
            {"mine": mine, "theirs": theirs, "activities": activities},
        )


def _end_new_standing(given: Mapping[str, Any], own: Sequence[int]) -> None:
    """A standing assignment of the receiver that would meet one of the giver: its contacts join the giver's."""
    met = _fetch(
        "SELECT theirs.id, mine.id FROM work_assignment theirs JOIN work_assignment mine "
        "ON mine.client_id = theirs.client_id AND mine.executor_id = %(target)s AND mine.is_standing "
        "AND mine.closed_date IS NULL WHERE theirs.client_id = ANY(%(clients)s) AND theirs.executor_id = %(source)s "
        "AND theirs.is_standing AND theirs.closed_date IS NULL AND theirs.id <> ALL(%(own)s)",
        {**given, "own": list(own)},
    )
    if met:
        _fetch(_REPOINT, [[theirs for theirs, _mine in met], [mine for _theirs, mine in met]])
        _fetch(
            "UPDATE work_assignment SET closed_date = %s WHERE id = ANY(%s) RETURNING id",
            [clock.today(), [theirs for theirs, _mine in met]],
        )


def _fetch(sql: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
