"""The condition: one notion for signals, lists, filters, matching of materials (S2, docs/conditions.md).

``parse`` a JSON tree, ``tell`` it as a sentence, ``compile_condition`` it to one SQL boolean expression, or use
:class:`Truth` in a queryset. All are three-valued: what rests on something unknown is unknown.
"""

from mayak.facts.conditions.compiler import Parameters, compile_condition
from mayak.facts.conditions.domain.parsing import ConditionError, parse
from mayak.facts.conditions.domain.tree import Condition
from mayak.facts.conditions.expressions import Truth, clients_where
from mayak.facts.conditions.problems import InvalidConditionError, parse_or_explain
from mayak.facts.conditions.sentences import tell
from mayak.facts.conditions.words import WORDS_PRINT, office_vocabulary

__all__ = [
    "WORDS_PRINT",
    "Condition",
    "ConditionError",
    "InvalidConditionError",
    "Parameters",
    "Truth",
    "clients_where",
    "compile_condition",
    "office_vocabulary",
    "parse",
    "parse_or_explain",
    "tell",
]
