"""The history of facts (S1, S4): what a fact was on any past day, as the office knew it at the end of that day.

A row of :class:`ChangedFacts` holds the facts that changed on a day, as JSON by name. Written are:

* a number that grows by one a day (days since…) as the day it counts from, one that shrinks (days to…) as the day it
  counts to, so that a day without events writes nothing; nought and "never" as they are;
* sums and averages as text, so that no kopeck is lost; everything else as JSON has it; unknown as null.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models

from mayak.core import clock
from mayak.facts.fields import NEVER_DAYS, FactField, Passing
from mayak.facts.group_facts import group_fact
from mayak.facts.models import ChangedFacts, FactsState, fact_fields, measured_fields

TABLE = ChangedFacts._meta.db_table
Facts = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """A fact's value from the end of ``day`` on (``value`` on that very day; None: unknown), until the next change."""

    day: date
    value: Any


def takes(day: date) -> bool:
    """Whether history takes the day: none later is kept, and it is not still to come. Notes a new day.

    Training on a past day must not rewrite what was known on it.
    """
    if day > clock.day_of(clock.real_now()):
        return False
    recorded = FactsState.objects.values_list("recorded_date", flat=True).first()
    if recorded is not None and recorded >= day:
        return recorded == day
    FactsState.objects.update_or_create(pk=1, defaults={"recorded_date": day})
    return True


def history_statement(facts: Iterable[Sequence[str]], sheet: str) -> str:
    """Keep what differs between the rows of ``fresh`` and the ``sheet``, in several facts at a time.

    A row of the sheet that history does not hold exactly (``recorded_date``) is kept whole.
    """
    groups = ", ".join(f"NULLIF(concat_ws(',', {', '.join(map(_changed, group))}), '')" for group in facts)
    return f"""
INSERT INTO {TABLE} (client_id, day, facts)
SELECT changed.client_id, %(day)s, ('{{' || changed.facts || '}}')::jsonb FROM (
  SELECT f.client_id, NULLIF(concat_ws(',', {groups}), '') AS facts
  FROM fresh JOIN {sheet} f ON f.client_id = fresh.client_id
  CROSS JOIN LATERAL (SELECT f.recorded_date IS DISTINCT FROM f.as_of_date OR f.as_of_date IS NULL AS is_whole,
                             %(day)s::date - f.as_of_date AS days) passed
) changed WHERE changed.facts IS NOT NULL
ON CONFLICT (client_id, day) DO UPDATE SET facts = {TABLE}.facts || excluded.facts
"""


def _changed(name: str) -> str:
    """The fact as a member of a JSON object when it is not what time alone makes of it, else NULL."""
    field = measured_fields()[name]
    old = {
        Passing.STILL: f"f.{name}",
        Passing.GROWS: f"f.{name} + CASE WHEN f.{name} BETWEEN 1 AND {NEVER_DAYS - 1} THEN passed.days ELSE 0 END",
        Passing.SHRINKS: f"f.{name} - passed.days",
    }[field.passing]
    return (
        f"CASE WHEN passed.is_whole OR fresh.{name} IS DISTINCT FROM {old} "
        f"""THEN '"{name}":' || COALESCE({_written(field)}, 'null') END"""
    )


def _written(field: FactField) -> str:
    """SQL: the fresh value as JSON text."""
    value = f"fresh.{field.name}"
    if field.passing is Passing.GROWS:
        anchored = f"""'"' || (%(day)s::date - {value}) || '"'"""
        return f"CASE WHEN {value} BETWEEN 1 AND {NEVER_DAYS - 1} THEN {anchored} ELSE {value}::text END"
    if field.passing is Passing.SHRINKS:
        return f"""'"' || (%(day)s::date + {value}) || '"'"""
    if isinstance(field, models.DecimalField | models.DateField):
        return f"""'"' || {value} || '"'"""
    if isinstance(field, models.CharField):
        return f"to_json({value})::text"
    return f"{value}::text"


def read(name: str, written: Any, day: date) -> Any:
    """The value of a fact on a day from what history holds of it, in the type of the sheet."""
    field = fact_fields().get(name)
    if written is None or field is None:
        return written
    if isinstance(written, str):
        if field.passing is Passing.GROWS:
            return (day - date.fromisoformat(written)).days
        if field.passing is Passing.SHRINKS:
            return (date.fromisoformat(written) - day).days
        if isinstance(field, models.DateField):
            return date.fromisoformat(written)
        if isinstance(field, models.DecimalField):
            return Decimal(written)
    return written


def _column_of(name: str) -> str:
    """Under which name history keeps a fact."""
    fact = group_fact(name)
    return fact.column if fact else name


def _read_column(name: str, written: Any, day: date) -> Any:
    """The value of a fact from what history holds of its column: added groups share one."""
    fact = group_fact(name)
    return (written or {}).get(fact.key) if fact and fact.key else read(name, written, day)


_ON_DAY = f"""
SELECT h.client_id, jsonb_object_agg(fact.key, fact.value ORDER BY h.day)::text
FROM {TABLE} h CROSS JOIN LATERAL jsonb_each(h.facts) fact
WHERE h.client_id = ANY(%(ids)s) AND h.day <= %(day)s AND (%(names)s::text[] IS NULL OR fact.key = ANY(%(names)s))
GROUP BY h.client_id
"""


def facts_on(day: date, client_ids: Collection[int], names: Collection[str] | None = None) -> dict[int, Facts]:
    """The facts (default: all) of clients as they stood at the end of a day, by client. One SQL query.

    A client of whom nothing was kept yet is missing; a fact that was not kept yet is unknown.
    """
    wanted = fact_fields() if names is None else names
    with connection.cursor() as cursor:
        keys = None if names is None else [_column_of(name) for name in names]
        cursor.execute(_ON_DAY, {"ids": list(client_ids), "day": day, "names": keys})
        rows = [(client_id, json.loads(kept)) for client_id, kept in cursor.fetchall()]
    return {
        client_id: {name: _read_column(name, kept.get(_column_of(name)), day) for name in wanted}
        for client_id, kept in rows
    }


def history_of_fact(client_id: int, name: str, *, from_date: date | None = None) -> list[Changed]:
    """The changes of one fact of a client by day, the one in force at ``from_date`` included. One SQL query."""
    column = _column_of(name)
    rows = ChangedFacts.objects.filter(client=client_id, facts__has_key=column).order_by("day")
    kept = list(rows.values_list("day", f"facts__{column}"))
    if column != name:
        # Another group's share may have changed alone.
        told = [(day, _read_column(name, written, day)) for day, written in kept]
        kept = [one for before, one in zip([(None, None), *told], told, strict=False) if one[1] != before[1]]
    changes = [Changed(day, read(name, written, day)) for day, written in kept]
    if from_date is None:
        return changes
    later = [each for each in changes if each.day > from_date]
    in_force = [written for day, written in kept if day <= from_date][-1:]
    return [*(Changed(from_date, read(name, written, from_date)) for written in in_force), *later]


def kept_since(client_id: int | None = None) -> date | None:
    """From which day on facts are kept (of a client), None when none are. One SQL query."""
    rows = ChangedFacts.objects.all() if client_id is None else ChangedFacts.objects.filter(client=client_id)
    first: date | None = rows.aggregate(first=models.Min("day"))["first"]
    return first
