"""What was said of an indicator over time, newest first (C3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mayak.card.bindings import binding_of, choices_sql, type_of
from mayak.card.words import none_words, source_words, value_words
from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.text import localized

MOST = 20


class Deed(StrEnum):
    """What happened to the value."""

    FIRST = "first"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    SETTLED = "settled"


@dataclass(frozen=True)
class Entry:
    """One thing said or done: ``before`` is the value that it replaced, shown as people write it."""

    day: date | None
    deed: Deed
    value: str
    before: str
    source: str
    by: str
    until: date | None


_HISTORY = f"""
SELECT d.value_type, d.unit, {choices_sql()} AS choices, d.bound_to, h.* FROM card_indicatordefinition d
CROSS JOIN LATERAL (
  SELECT * FROM (
    SELECT v.id, v.value, v.source, v.confirmed_date, v.valid_until_date, v.steps,
      coalesce(v.from_date, v.confirmed_date) AS since,
      coalesce(nullif(v.confirmed_by_name, ''), trim(concat_ws(' ', s.first_name, s.last_name))) AS by,
      coalesce(nullif(t.last_name, ''), t.first_name) AS told_by
    FROM card_indicatorvalue v LEFT JOIN accounts_staff s ON s.id = v.confirmed_by_id
    LEFT JOIN clients_person t ON t.id = v.told_by_id
    WHERE v.client_id = %(client_id)s AND v.indicator_id = d.id AND v.person_id IS NOT DISTINCT FROM %(person_id)s
    UNION ALL
    SELECT f.id, f.value, f.source, f.confirmed_date, f.valid_until_date, '[]', f.confirmed_date,
      f.confirmed_by_name, coalesce(nullif(t.last_name, ''), t.first_name)
    FROM card_confirmation f LEFT JOIN clients_person t ON t.id = f.told_by_id
    WHERE f.client_id = %(client_id)s AND f.indicator_id = d.id AND f.person_id IS NOT DISTINCT FROM %(person_id)s
  ) every ORDER BY since DESC, id DESC LIMIT %(most)s
) h
WHERE d.code = %(code)s ORDER BY h.since, h.id
"""


def history_of(client_id: int, code: str, person_id: int | None) -> Question[tuple[Entry, ...]]:
    """The last twenty entries of an indicator of a client, or of one of its people."""
    params = {"client_id": client_id, "code": code, "person_id": person_id, "most": MOST}
    return Question(_HISTORY, params, _read)


def _read(rows: list[Row]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    before = ""
    for row in rows:
        shown = _shown(row)
        if not shown or (entries and shown == before) or (row["bound_to"] and not entries):
            deed = Deed.CONFIRMED
        else:
            deed = Deed.CHANGED if entries else Deed.FIRST
        entries.append(
            Entry(
                day=as_day(row["confirmed_date"]),
                deed=deed,
                value=shown,
                before=before if deed is Deed.CHANGED else "",
                source=source_words(row["source"], row["told_by"] or ""),
                by=row["by"] or "",
                until=as_day(row["valid_until_date"]),
            )
        )
        entries += [_settled(step, row, shown) for step in row["steps"] or () if step.get("kind") == "settled"]
        before = shown or before
    return tuple(reversed(entries))


def _shown(row: Row) -> str:
    """The value in words; of a field that an indicator mirrors it may not have been kept."""
    binding = binding_of(row["bound_to"])
    is_kept = binding is None or binding.is_list
    return "" if not row["value"] and not is_kept else _words_of(row["value"], row)


def _words_of(value: str, row: Row) -> str:
    type = type_of(row["bound_to"], row["value_type"])
    return value_words(value, type, localized(row["unit"]), row["choices"]) if value else none_words()


def _settled(step: Mapping[str, Any], row: Row, shown: str) -> Entry:
    over = ", ".join(_words_of(value, row) for value in step.get("over", ()))
    return Entry(as_day(step.get("on")), Deed.SETTLED, shown, over, "", step.get("by", ""), None)
