"""The triggers that mark ``(client, subject)`` dirty in the very transaction that changes a record (design §3).

Generated from the sources that the subjects declare: :func:`trigger_sql` gives what a new migration needs after a
source was added. A test compares the installed triggers with the declared sources.
"""

from collections import defaultdict

from mayak.facts.subjects.base import EVERYBODY
from mayak.facts.subjects.registry import SUBJECTS

EVENTS = {
    "INSERT": ("REFERENCING NEW TABLE AS new_rows", ("new_rows",)),
    "UPDATE": ("REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows", ("old_rows", "new_rows")),
    "DELETE": ("REFERENCING OLD TABLE AS old_rows", ("old_rows",)),
    "TRUNCATE": ("", ()),
}


# Adds the marks that this transaction has not made yet.
MARK_FUNCTION = """
CREATE OR REPLACE FUNCTION facts_mark(client_ids bigint[], subjects text[]) RETURNS void LANGUAGE sql AS $mark$
  INSERT INTO facts_dirtymark (client_id, subject, xid)
  SELECT c.id, s.name, pg_current_xact_id()::text::bigint
  FROM (SELECT DISTINCT unnest(client_ids)) c(id) CROSS JOIN unnest(subjects) s(name)
  WHERE c.id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM facts_dirtymark m
    WHERE m.client_id = c.id AND m.subject = s.name AND m.xid = pg_current_xact_id()::text::bigint)
$mark$;
"""


def _concerns(table: str) -> dict[str, list[str]]:
    """The ways from a changed row to its clients, each with the subjects that go it."""
    ways: dict[str, list[str]] = defaultdict(list)
    for subject in SUBJECTS.values():
        for source in subject.sources:
            if source.table == table:
                ways[source.clients].append(subject.name)
    return ways


def source_tables() -> list[str]:
    """All tables that facts are measured from."""
    return sorted({source.table for subject in SUBJECTS.values() for source in subject.sources})


def function_name(table: str, event: str) -> str:
    """The trigger function of a table and event; the trigger is called the same."""
    return f"facts_mark_{table}_{event.lower()}"


def function_body(table: str, event: str) -> str:
    """The body of the trigger function: the clients of each way, marked with the subjects that go it."""
    _referencing, relations = EVENTS[event]
    lines = []
    for way, subjects in _concerns(table).items():
        names = ", ".join(f"'{name}'" for name in subjects)
        lines.append(f"  PERFORM facts_mark(ARRAY({_clients(way, relations)}),\n    ARRAY[{names}]);")
    return "\nBEGIN\n" + "\n".join(lines) + "\n  RETURN NULL;\nEND\n"


def _clients(way: str, relations: tuple[str, ...]) -> str:
    if not relations:
        return "SELECT c.id FROM clients_client c"
    if way == EVERYBODY:
        return f"{way} WHERE EXISTS (SELECT 1 FROM {relations[-1]})"
    return "\n    UNION ".join(f"SELECT w.id FROM {rows} r CROSS JOIN LATERAL ({way}) w(id)" for rows in relations)


def trigger_sql(table: str, event: str) -> str:
    """Install one trigger, replacing an older one."""
    name = function_name(table, event)
    referencing, _relations = EVENTS[event]
    when = f"AFTER {event} ON {table} {referencing}".rstrip()
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $mark${function_body(table, event)}"
        f"$mark$;\nDROP TRIGGER IF EXISTS {name} ON {table};\n"
        f"CREATE TRIGGER {name} {when}\n"
        f"  FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
    )


def all_triggers_sql() -> str:
    """Install all triggers."""
    return MARK_FUNCTION + "\n" + "\n".join(trigger_sql(table, event) for table in source_tables() for event in EVENTS)
