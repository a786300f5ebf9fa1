"""A condition as one SQL boolean expression: true, false or NULL for unknown.

SQL's own AND, OR and NOT over NULL are the three-valued logic of the conditions, so nothing is rewritten. The
relation that holds the facts is an argument: the live sheet, or a past day's in a temporary relation.
"""

from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Any

from mayak.card.domain.values import SEPARATOR, fits_sql
from mayak.core import clock
from mayak.facts.conditions.domain.tree import (
    ActivityTest,
    All,
    AnyOf,
    Condition,
    FactTest,
    IndicatorTest,
    MarkTest,
    Not,
    PersonAttribute,
    PersonTest,
    SegmentTest,
)
from mayak.facts.group_facts import fact_sql


class Parameters:
    """The values of one statement by name: the as-of day, the office's time zone, those of the conditions."""

    def __init__(self, day: date) -> None:
        self.values: dict[str, Any] = {"day": day, "zone": clock.office_zone().key}

    def add(self, value: Any) -> str:
        """The placeholder of a new value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


@dataclass(frozen=True)
class Context:
    """Where the facts stand (``alias``), where the values go, how the day is written."""

    parameters: Parameters
    alias: str
    day: str = "%(day)s::date"

    def add(self, value: Any) -> str:
        return self.parameters.add(value)


def compile_condition(condition: Condition, *, parameters: Parameters, alias: str = "f") -> str:
    """The SQL of a condition over the facts under ``alias`` (a relation shaped like the fact sheet).

    Values go into ``parameters``, which name the day; names of facts come from the parsed tree, which knows only
    columns that exist.
    """
    return _sql(condition, Context(parameters, alias))


@singledispatch
def _sql(condition: Condition, context: Context) -> str:
    raise TypeError(f"not a condition: {condition!r}")


@_sql.register
def _(condition: All, context: Context) -> str:
    return "(" + " AND ".join(_sql(part, context) for part in condition.parts) + ")"


@_sql.register
def _(condition: AnyOf, context: Context) -> str:
    return "(" + (" OR ".join(_sql(part, context) for part in condition.parts) or "FALSE") + ")"


@_sql.register
def _(condition: Not, context: Context) -> str:
    return f"(NOT {_sql(condition.part, context)})"


@_sql.register
def _(condition: FactTest, context: Context) -> str:
    return _comparison(fact_sql(condition.fact, context.alias), condition.op, condition.values, context)


def _comparison(column: str, op: str, values: tuple[Any, ...], context: Context) -> str:
    if op == "is known":
        return f"({column} IS NOT NULL)"
    if op == "is unknown":
        return f"({column} IS NULL)"
    if op in {"in", "not in"}:
        is_in = f"{column} = ANY({context.add(list(values))})"
        return f"({is_in})" if op == "in" else f"(NOT {is_in})"
    if op == "between":
        return f"({column} BETWEEN {context.add(values[0])} AND {context.add(values[1])})"
    sign = {"is": "=", "!=": "<>"}.get(op, op)
    return f"({column} {sign} {context.add(values[0])})"


def segment_row(condition: SegmentTest, context: Context) -> str:
    """FROM and WHERE of the client's segment ``sg`` of the type: one row or none."""
    return (
        "FROM clients_clientsegment cs JOIN clients_segment sg ON sg.id = cs.segment_id "
        f"JOIN clients_segmenttype st ON st.id = cs.type_id WHERE cs.client_id = {context.alias}.client_id "
        f"AND st.code = {context.add(condition.type)} "
        f"AND daterange(cs.from_date, cs.to_date, '[]') @> {context.day}"
    )


@_sql.register
def _(condition: SegmentTest, context: Context) -> str:
    # EXISTS over one table: the planner asks per client for a few of them and hashes once for an office.
    held = (
        f"SELECT 1 FROM clients_clientsegment cs WHERE cs.client_id = {context.alias}.client_id "
        f"AND (cs.from_date IS NULL OR cs.from_date <= {context.day}) "
        f"AND (cs.to_date IS NULL OR cs.to_date >= {context.day})"
    )
    code = context.add(condition.type)
    any_of_type = f"EXISTS ({held} AND cs.type_id = (SELECT st.id FROM clients_segmenttype st WHERE st.code = {code}))"
    if condition.op in {"is known", "is unknown"}:
        return f"({'NOT ' if condition.op == 'is unknown' else ''}{any_of_type})"
    asked = (
        "SELECT sg.id FROM clients_segment sg JOIN clients_segmenttype st ON st.id = sg.type_id "
        f"WHERE st.code = {code} AND sg.code = ANY({context.add(list(condition.codes))})"
    )
    truth, lie = ("TRUE", "FALSE") if condition.op == "in" else ("FALSE", "TRUE")
    is_one = f"EXISTS ({held} AND cs.segment_id = ANY(ARRAY({asked})))"
    return f"(CASE WHEN {is_one} THEN {truth} WHEN {any_of_type} THEN {lie} END)"


# Sources may differ: the value confirmed last counts.
LAST_CONFIRMED = "ORDER BY iv.confirmed_date DESC, iv.id DESC LIMIT 1"


def indicator_row(condition: IndicatorTest, context: Context) -> str:
    """FROM and WHERE of the current values ``iv`` of the indicator."""
    return (
        "FROM card_indicatorvalue iv JOIN card_indicatordefinition idn ON idn.id = iv.indicator_id "
        f"WHERE iv.client_id = {context.alias}.client_id AND iv.person_id IS NULL "
        f"AND idn.code = {context.add(condition.indicator)} AND iv.confirmed_date <= {context.day} "
        f"AND daterange(iv.from_date, iv.to_date, '[]') @> {context.day} "
        f"AND (iv.valid_until_date IS NULL OR iv.valid_until_date >= {context.day}) AND {fits_sql('idn', 'iv')}"
    )


@_sql.register
def _(condition: IndicatorTest, context: Context) -> str:
    row = indicator_row(condition, context)
    if condition.op in {"is known", "is unknown"}:
        return f"({'NOT ' if condition.op == 'is unknown' else ''}EXISTS (SELECT 1 {row}))"
    test = _indicator_comparison(condition, context)
    return f"(SELECT {test} {row} {LAST_CONFIRMED})"


# A value that is no number, though the indicator is one, compares as unknown.
_AS_NUMBER = (
    r"CASE WHEN btrim(iv.value) ~ '^[+-]?[0-9]+([.,][0-9]+)?$' THEN replace(btrim(iv.value), ',', '.')::numeric END"
)


def _indicator_comparison(condition: IndicatorTest, context: Context) -> str:
    if condition.op == "is none":
        return "(iv.value = '')"
    values: tuple[Any, ...] = condition.values
    if isinstance(values[0], date):
        # Days are stored as 2026-03-31, which orders as text.
        column, values = "iv.value", tuple(value.isoformat() for value in values)
    elif isinstance(values[0], str):
        column, values = "lower(btrim(iv.value))", tuple(value.strip().lower() for value in values)
    else:
        column = f"({_AS_NUMBER})"
    if condition.op == "contains":
        test = f"(strpos({column}, {context.add(values[0])}) > 0)"
    elif condition.op in {"in", "not in"}:
        asked = context.add(list(values))
        # Several choices are stored in one text: any of them is asked for.
        is_in = f"({column} = ANY({asked}) OR string_to_array({column}, '{SEPARATOR}') && {asked}::text[])"
        test = is_in if condition.op == "in" else f"(NOT {is_in})"
    else:
        test = _comparison(column, condition.op, values, context)
    # Confirmed none is known: it equals nothing and is larger than nothing.
    answer_for_none = "TRUE" if condition.op in {"!=", "not in"} else "FALSE"
    return f"CASE WHEN iv.value = '' THEN {answer_for_none} ELSE {test} END"


def person_rows(condition: PersonTest, context: Context) -> str:
    """FROM and WHERE of the working persons ``pe`` who fulfil everything asked."""
    asked = " AND ".join(_attribute(attribute, context) for attribute in condition.attributes)
    return (
        f"FROM clients_person pe WHERE pe.client_id = {context.alias}.client_id "
        f"AND (pe.started_date IS NULL OR pe.started_date <= {context.day}) "
        f"AND (pe.left_date IS NULL OR pe.left_date > {context.day}) AND {asked}"
    )


@_sql.register
def _(condition: PersonTest, context: Context) -> str:
    return f"EXISTS (SELECT 1 {person_rows(condition, context)})"


# A rubric means those below it as well: who deals with leave pay deals with payroll.
_RUBRIC = (
    "EXISTS (SELECT 1 FROM clients_personrubric kr WHERE kr.person_id = pe.id AND kr.rubric_id IN ("
    "WITH RECURSIVE below(id) AS (SELECT rb.id FROM clients_rubric rb WHERE rb.code = ANY({codes}) "
    "UNION SELECT rc.id FROM clients_rubric rc JOIN below ON rc.parent_id = below.id) SELECT id FROM below))"
)
# The person's own regime counts like the employer's: an accountant who keeps a side firm (C4).
_OWN_REGIME = "EXISTS (SELECT 1 FROM clients_persontaxregime tr WHERE tr.person_id = pe.id AND tr.code = ANY({codes}))"
_REGIME = (
    f"({_OWN_REGIME} "
    "OR EXISTS (SELECT 1 FROM clients_clientsegment tc JOIN clients_segment ts ON ts.id = tc.segment_id "
    "JOIN clients_segmenttype tt ON tt.id = tc.type_id WHERE tc.client_id = pe.client_id AND tt.code = 'tax_regime' "
    "AND ts.code = ANY({codes}) AND daterange(tc.from_date, tc.to_date, '[]') @> {day}))"
)


def _attribute(asked: PersonAttribute, context: Context) -> str:
    lists = {"role": "roles", "interest": "interests", "topic": "topics"}
    if asked.attribute in lists:
        return f"pe.{lists[asked.attribute]}::text[] && {context.add(list(asked.values))}::text[]"
    if asked.attribute == "rubric":
        return _RUBRIC.format(codes=context.add(list(asked.values)))
    if asked.attribute == "own_tax_regime":
        return _OWN_REGIME.format(codes=context.add(list(asked.values)))
    if asked.attribute == "tax_regime":
        return _REGIME.format(codes=context.add(list(asked.values)), day=context.day)
    column = f"lower(pe.{asked.attribute})"
    if asked.op == "contains":
        return f"strpos({column}, {context.add(asked.values[0].lower())}) > 0"
    return f"{column} = ANY({context.add([value.lower() for value in asked.values])})"


def activity_rows(condition: ActivityTest, context: Context) -> str:
    """FROM and WHERE of the contacts ``ac`` that fit."""
    zone_day = "(ac.done_at AT TIME ZONE %(zone)s)::date"
    wanted = [f"ac.client_id = {context.alias}.client_id", "ac.state = 'done'", f"{zone_day} <= {context.day}"]
    if condition.within_days is not None:
        wanted.append(f"{zone_day} > {context.day} - {context.add(condition.within_days)}")
    if condition.kinds:
        wanted.append(f"ac.kind = ANY({context.add(list(condition.kinds))})")
    if condition.outcomes:
        wanted.append(f"COALESCE(ou.code = ANY({context.add(list(condition.outcomes))}), FALSE)")
    if condition.stages:
        wanted.append(f"COALESCE(sa.code = ANY({context.add(list(condition.stages))}), FALSE)")
    if condition.is_reached is not None:
        wanted.append(f"COALESCE(ou.is_reached, ac.kind <> 'mail') = {context.add(condition.is_reached)}")
    return (
        "FROM work_activity ac LEFT JOIN work_outcome ou ON ou.id = ac.outcome_id "
        f"LEFT JOIN work_stage sa ON sa.id = ac.stage_id WHERE {' AND '.join(wanted)}"
    )


@_sql.register
def _(condition: ActivityTest, context: Context) -> str:
    return f"(SELECT count(*) >= {context.add(condition.at_least)} {activity_rows(condition, context)})"


def mark_rows(context: Context) -> str:
    """FROM and WHERE of the marks ``mk`` on the client that were there on the day."""
    return (
        f"FROM clients_clientmark mk WHERE mk.client_id = {context.alias}.client_id "
        f"AND (mk.made_at AT TIME ZONE %(zone)s)::date <= {context.day}"
    )


@_sql.register
def _(condition: MarkTest, context: Context) -> str:
    words = [mark.lower() for mark in condition.marks]
    return f"EXISTS (SELECT 1 {mark_rows(context)} AND lower(mk.text) = ANY({context.add(words)}))"
