"""Parts of a row that are kept in other tables: phones, mailboxes, instruments; histories of a value."""

from collections import defaultdict
from typing import Any

from mayak.exchange.plan.directory import fetch
from mayak.exchange.plan.draft import Draft


def _existing(drafts: list[Draft]) -> list[int]:
    return [draft.target for draft in drafts if draft.before is not None and draft.target is not None]


def compare_points(drafts: list[Draft], code: str, table: str, value: str, extension: str) -> None:
    """Phones or mailboxes of persons, in their order."""
    concerned = [draft for draft in drafts if code in draft.values]
    known: dict[int, list[list[Any]]] = defaultdict(list)
    if pks := _existing(concerned):
        sql = (
            f"SELECT person_id, {value}, {extension}, kind, is_favourite, is_unwanted FROM {table} "
            'WHERE person_id = ANY(%s) ORDER BY person_id, "order", id'
        )
        for pk, *point in fetch(sql, [pks]):
            known[pk].append(point)
    for draft in concerned:
        _compare(draft, code, known.get(draft.target or 0, []), draft.values[code] or [])


def compare_quantities(drafts: list[Draft], code: str, table: str, owner: str) -> None:
    """Instruments with quantities."""
    concerned = [draft for draft in drafts if code in draft.values]
    known: dict[int, list[list[int]]] = defaultdict(list)
    if pks := _existing(concerned):
        sql = f"SELECT {owner}, instrument_id, quantity FROM {table} WHERE {owner} = ANY(%s) ORDER BY 1, 2"
        for pk, *pair in fetch(sql, [pks]):
            known[pk].append(pair)
    for draft in concerned:
        _compare(draft, code, known.get(draft.target or 0, []), draft.values[code] or [])


def _compare(draft: Draft, code: str, old: list[Any], new: list[Any]) -> None:
    if draft.before is None:
        if new:
            draft.parts[f"+{code}"] = new
    elif old != new:
        draft.parts[f"+{code}"] = new
        draft.changes.append((code, old, draft.raw.get(code, new)))


def compare_period(drafts: list[Draft], code: str) -> None:
    """A value with a history: its first word holds since ever, a change holds from the day of the import."""
    for draft in drafts:
        if code not in draft.values:
            if draft.before is None and code == "status":
                draft.parts["+status"] = "active"
            continue
        new = draft.values[code]
        if draft.before is None or (draft.before[code] != new and not (new is None and code == "status")):
            draft.parts[f"+{code}"] = str(new) if new is not None else None
