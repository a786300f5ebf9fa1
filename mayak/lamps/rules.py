"""The office's lamps and overrides, parsed and compiled to one SELECT."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import structlog

from mayak.core.prepared import prepared_cursor
from mayak.facts.conditions import (
    WORDS_PRINT,
    Condition,
    ConditionError,
    Parameters,
    compile_condition,
    office_vocabulary,
    parse,
)
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.group_facts import fact_sql
from mayak.facts.models import is_fact
from mayak.lamps.models import LampDefinition, ScoreOverride
from mayak.lamps.wording import figures_in

log = structlog.get_logger(__name__)

_FINGERPRINT = f"""
SELECT md5(concat(
  (SELECT string_agg(d::text, '|' ORDER BY d.id) FROM lamps_lampdefinition d),
  (SELECT string_agg(o::text, '|' ORDER BY o.id) FROM lamps_scoreoverride o), {WORDS_PRINT}))
"""


@dataclass(frozen=True)
class Lamp:
    """A lamp in use, with the names of the facts its texts show."""

    definition: LampDefinition
    figures: tuple[str, ...]

    @property
    def pk(self) -> int:
        """The key of the definition."""
        return self.definition.pk

    @property
    def code(self) -> str:
        """The code of the definition."""
        return self.definition.code

    @property
    def weight(self) -> Decimal | None:
        """The weight in the score, None for a lamp that does not count."""
        return self.definition.weight if self.definition.is_weighted else None


@dataclass(frozen=True)
class Rules:
    """Everything a pass over clients needs. ``columns`` selects, per client, each lamp's truth and urgency, each
    override's truth, and the figures, in this order, over a relation ``f`` shaped like the fact sheet."""

    fingerprint: str
    lamps: tuple[Lamp, ...]
    floors: tuple[Decimal, ...]
    figures: tuple[str, ...]
    columns: str
    values: dict[str, Any]


def current_rules() -> Rules:
    """The rules as the playbook stands now: one small SQL query, a few more when something was edited."""
    with prepared_cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        row = cursor.fetchone()
    return _compiled(row[0] if row else "")


@lru_cache(maxsize=4)
def _compiled(fingerprint: str) -> Rules:
    vocabulary = office_vocabulary()
    parameters = Parameters(date.min)
    lamps, truths = [], []
    for definition in LampDefinition.objects.filter(is_active=True):
        condition = _parsed(definition.condition, vocabulary, definition.code)
        urgent = _parsed(definition.urgent_when, vocabulary, definition.code) if definition.urgent_when else None
        lamps.append(Lamp(definition, _figures_of(definition)))
        truths += [_truth(condition, parameters), _truth(urgent, parameters, otherwise="FALSE")]
    overrides = list(ScoreOverride.objects.filter(is_active=True))
    truths += [_truth(_parsed(each.condition, vocabulary, each.code), parameters) for each in overrides]
    figures = tuple(dict.fromkeys(name for lamp in lamps for name in lamp.figures))
    return Rules(
        fingerprint=fingerprint,
        lamps=tuple(lamps),
        floors=tuple(override.floor for override in overrides),
        figures=figures,
        columns=", ".join(["f.client_id", *truths, *(fact_sql(name, "f") for name in figures)]),
        values=parameters.values,
    )


def _parsed(data: Any, vocabulary: Vocabulary, code: str) -> Condition | None:
    """The condition; one that no longer fits the playbook makes its lamp unknown instead of stopping the pass."""
    try:
        return parse(data, vocabulary)
    except ConditionError as error:
        log.error("condition does not fit the playbook", code=code, problems=str(error))
        return None


def _truth(condition: Condition | None, parameters: Parameters, otherwise: str = "NULL::boolean") -> str:
    return otherwise if condition is None else compile_condition(condition, parameters=parameters)


def _figures_of(definition: LampDefinition) -> tuple[str, ...]:
    texts = (definition.reason, definition.never_reason, definition.figure, definition.out_reason)
    return tuple(name for name in figures_in(*texts) if is_fact(name))
