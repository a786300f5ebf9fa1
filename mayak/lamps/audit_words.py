"""How the history of changes tells the rules of lamps, segments and kept selections: as sentences."""

from typing import Any

from mayak.audit.queries import tell_values_of
from mayak.facts.conditions import ConditionError, office_vocabulary, parse, tell

CONDITIONS = (
    ("clients_segment", "condition"),
    ("facts_selection", "condition"),
    ("lamps_lampdefinition", "condition"),
    ("lamps_lampdefinition", "urgent_when"),
    ("lamps_scoreoverride", "condition"),
)


def condition_words(condition: Any) -> str:
    """A stored condition as a sentence; one that no longer fits the playbook as it is written."""
    vocabulary = office_vocabulary()
    try:
        return tell(parse(condition, vocabulary), vocabulary)
    except ConditionError:
        return str(condition)


def register() -> None:
    """Make the sentences known to the history."""
    for table, column in CONDITIONS:
        tell_values_of(table, column, condition_words)
