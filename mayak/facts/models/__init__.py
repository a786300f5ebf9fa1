"""The fact sheet and what keeps it fresh (S1)."""

from mayak.facts.models.history import ChangedFacts
from mayak.facts.models.selection import Selection, SelectionDay, Sharing
from mayak.facts.models.sheet import (
    ClientFacts,
    fact_field,
    fact_fields,
    fact_path,
    facts_now,
    is_fact,
    measured_fields,
)
from mayak.facts.models.state import DirtyMark, FactParameter, FactsState

__all__ = [
    "ChangedFacts",
    "ClientFacts",
    "DirtyMark",
    "FactParameter",
    "FactsState",
    "Selection",
    "SelectionDay",
    "Sharing",
    "fact_field",
    "fact_fields",
    "fact_path",
    "facts_now",
    "is_fact",
    "measured_fields",
]
