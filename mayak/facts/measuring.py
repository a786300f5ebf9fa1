"""The statements that measure: the subjects' SELECTs side by side for the clients in scope."""

from collections.abc import Iterable
from functools import cache

from mayak.facts.history import history_statement
from mayak.facts.models import ClientFacts
from mayak.facts.subjects.registry import SUBJECTS

TABLE = ClientFacts._meta.db_table
AS_OF_RELATION = "facts_as_of"
# The laterals depend on the client alone, so there is nothing to search for in the order of joins, and compiling
# the statement costs more than running it.
PLANNER = "SELECT set_config('jit', 'off', true), set_config('join_collapse_limit', '1', true)"
# … and for a few clients, by prepared statements, it need not be compiled again for other values.
PLANNED_ONCE = PLANNER + ", set_config('plan_cache_mode', 'force_generic_plan', true)"


@cache
def update_statement(subjects: frozenset[str], is_recorded: bool) -> str:
    """Measure the subjects for ``%(ids)s`` and write the rows of the live sheet that differ.

    ``is_recorded``: what has changed goes to the history of the day in the same statement, which sees the sheet as
    it was before.
    """
    columns = _columns(subjects)
    new_values = [f"fresh.{name}" for name in columns] + ["%(day)s", "%(basis)s"]
    new_values.append("%(day)s" if is_recorded else "NULL::date")
    columns = [*columns, "as_of_date", "basis", "recorded_date"]
    assignments = ", ".join(f"{name} = {value}" for name, value in zip(columns, new_values, strict=True))
    old_row = ", ".join(f"f.{name}" for name in columns)
    facts = _facts_by_subject(subjects)
    kept = f", kept AS ({history_statement(facts, TABLE)})" if is_recorded and facts else ""
    return f"""
WITH scope AS MATERIALIZED (SELECT unnest(%(ids)s::bigint[]) AS client_id),
fresh AS MATERIALIZED ({_measured(subjects)}){kept}
UPDATE {TABLE} f SET {assignments} FROM fresh
WHERE f.client_id = fresh.client_id AND ({old_row}) IS DISTINCT FROM ({", ".join(new_values)})
"""


@cache
def fill_statement(with_ids: bool) -> str:
    """Measure everything for the office (or ``%(ids)s``) into the as-of relation."""
    subjects = frozenset(SUBJECTS)
    columns = _columns(subjects)
    scope = (
        "SELECT unnest(%(ids)s::bigint[]) AS client_id" if with_ids else "SELECT id AS client_id FROM clients_client"
    )
    return f"""
WITH scope AS MATERIALIZED ({scope})
INSERT INTO {AS_OF_RELATION} (client_id, {", ".join(columns)}, as_of_date, basis)
SELECT fresh.client_id, {", ".join(f"fresh.{name}" for name in columns)}, %(day)s, %(basis)s
FROM ({_measured(subjects)}) fresh
"""


def _facts_by_subject(subjects: Iterable[str]) -> list[tuple[str, ...]]:
    return [subject.facts for name, subject in SUBJECTS.items() if name in subjects and subject.facts]


def _columns(subjects: Iterable[str]) -> list[str]:
    return [fact for facts in _facts_by_subject(subjects) for fact in facts]


def _measured(subjects: frozenset[str]) -> str:
    measured = [subject for name, subject in SUBJECTS.items() if name in subjects and subject.facts]
    names = ["s.client_id", *(f"{subject.name}.{fact}" for subject in measured for fact in subject.facts)]
    laterals = [f"CROSS JOIN LATERAL ({subject.select}) {subject.name}" for subject in measured]
    return f"SELECT {', '.join(names)} FROM scope s {' '.join(laterals)}"
