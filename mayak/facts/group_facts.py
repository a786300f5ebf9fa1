"""Completeness by status group as facts (C3): shipped groups have columns of their own, added ones share one of JSON.

The fact of an added group ``legal`` is ``completeness_of_legal``; that of its people ``persons_completeness_of_legal``.
"""

import re
from dataclasses import dataclass

# What the facts of the shipped groups end with: they were there before groups could be added, and stay.
SHIPPED = {"ready_to_work": "work", "ready_to_sell": "sell", "cooperation": "cooperation"}
OF_CLIENT, OF_PERSONS = "completeness", "persons_completeness"
# The columns of the added groups.
SHARED = {OF_CLIENT: "group_completeness", OF_PERSONS: "persons_group_completeness"}
_NAME = re.compile(r"(persons_completeness|completeness)_of_([-a-zA-Z0-9_]{1,20})", re.ASCII)


@dataclass(frozen=True)
class GroupFact:
    """Where the completeness of a group stands: the column, and the key in it ("": the column is its own)."""

    group: str
    of_persons: bool
    column: str
    key: str = ""


_SHIPPED_FACTS = {
    f"{whose}_{ending}": GroupFact(code, whose == OF_PERSONS, f"{whose}_{ending}")
    for whose in (OF_CLIENT, OF_PERSONS)
    for code, ending in SHIPPED.items()
}


def fact_of_group(code: str, *, of_persons: bool = False) -> str:
    """The name of the fact that holds the completeness of a group, of the client or of its people."""
    whose = OF_PERSONS if of_persons else OF_CLIENT
    return f"{whose}_{SHIPPED[code]}" if code in SHIPPED else f"{whose}_of_{code}"


def group_fact(name: str) -> GroupFact | None:
    """The group and the place behind the name of a fact; None for a fact that is no group's."""
    if name in _SHIPPED_FACTS:
        return _SHIPPED_FACTS[name]
    found = _NAME.fullmatch(name)
    if found is None or found[2] in SHIPPED:
        return None
    return GroupFact(found[2], found[1] == OF_PERSONS, SHARED[found[1]], found[2])


def fact_sql(name: str, alias: str) -> str:
    """SQL: the value of a fact in a relation shaped like the sheet. The name is that of a fact (``is_fact``)."""
    fact = group_fact(name)
    return f"({alias}.{fact.column}->>'{fact.key}')::integer" if fact and fact.key else f"{alias}.{name}"
