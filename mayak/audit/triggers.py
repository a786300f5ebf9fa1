"""The database side of the audit trail: one function, three statement-level triggers per audited table."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

RECORD_FUNCTION = r"""
CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    actor bigint := nullif(current_setting('mayak.actor', true), '')::bigint;
    origin text := coalesce(current_setting('mayak.origin', true), '');
    reason text := left(coalesce(current_setting('mayak.reason', true), ''), 500);
    client text := TG_ARGV[0];
BEGIN
    IF origin = 'off' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'INSERT INTO audit_change (at, actor_id, origin, reason, "table", object_id, client_id, operation)
             SELECT clock_timestamp(), $1, $2, $3, $4, r.id, %s, ''I'' FROM new_rows r', client)
        USING actor, origin, reason, TG_TABLE_NAME;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'INSERT INTO audit_change (at, actor_id, origin, reason, "table", object_id, client_id, operation, before)
             SELECT clock_timestamp(), $1, $2, $3, $4, r.id, %s, ''D'', jsonb_strip_nulls(to_jsonb(r)) FROM old_rows r',
            client)
        USING actor, origin, reason, TG_TABLE_NAME;
    ELSE
        EXECUTE format(
            'INSERT INTO audit_change
                 (at, actor_id, origin, reason, "table", object_id, client_id, operation, before, after)
             SELECT clock_timestamp(), $1, $2, $3, $4, r.id, %s, ''U'', difference.before, difference.after
             FROM new_rows r JOIN old_rows o ON o.id = r.id
             CROSS JOIN LATERAL (
                 SELECT jsonb_object_agg(n.key, coalesce(b.value, ''null'')) AS before,
                        jsonb_object_agg(n.key, n.value) AS after
                 FROM jsonb_each(to_jsonb(r)) n LEFT JOIN jsonb_each(to_jsonb(o)) b ON b.key = n.key
                 WHERE n.value IS DISTINCT FROM b.value AND n.key <> ALL ($5)
             ) difference
             WHERE difference.after IS NOT NULL', client)
        USING actor, origin, reason, TG_TABLE_NAME, ARRAY['name_folded', 'digits', 'password', 'last_login'];
    END IF;
    RETURN NULL;
END
$body$
"""

# As the first version installed it; the reason came with a column of its own.
FIRST_RECORD_FUNCTION = r"""
CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    actor bigint := nullif(current_setting('mayak.actor', true), '')::bigint;
    origin text := coalesce(current_setting('mayak.origin', true), '');
    client text := TG_ARGV[0];
BEGIN
    IF origin = 'off' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'INSERT INTO audit_change (at, actor_id, origin, "table", object_id, client_id, operation)
             SELECT clock_timestamp(), $1, $2, $3, r.id, %s, ''I'' FROM new_rows r', client)
        USING actor, origin, TG_TABLE_NAME;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'INSERT INTO audit_change (at, actor_id, origin, "table", object_id, client_id, operation, before)
             SELECT clock_timestamp(), $1, $2, $3, r.id, %s, ''D'', jsonb_strip_nulls(to_jsonb(r)) FROM old_rows r',
            client)
        USING actor, origin, TG_TABLE_NAME;
    ELSE
        EXECUTE format(
            'INSERT INTO audit_change
                 (at, actor_id, origin, "table", object_id, client_id, operation, before, after)
             SELECT clock_timestamp(), $1, $2, $3, r.id, %s, ''U'', difference.before, difference.after
             FROM new_rows r JOIN old_rows o ON o.id = r.id
             CROSS JOIN LATERAL (
                 SELECT jsonb_object_agg(n.key, coalesce(b.value, ''null'')) AS before,
                        jsonb_object_agg(n.key, n.value) AS after
                 FROM jsonb_each(to_jsonb(r)) n LEFT JOIN jsonb_each(to_jsonb(o)) b ON b.key = n.key
                 WHERE n.value IS DISTINCT FROM b.value AND n.key <> ALL ($4)
             ) difference
             WHERE difference.after IS NOT NULL', client)
        USING actor, origin, TG_TABLE_NAME, ARRAY['name_folded', 'digits', 'password', 'last_login'];
    END IF;
    RETURN NULL;
END
$body$
"""

_TRIGGER = """
CREATE TRIGGER audit_{operation} AFTER {operation} ON "{table}"
REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION audit_record('{client}')
"""
_TRANSITIONS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}

OF_NOBODY = "NULL::bigint"
OF_CLIENT = "r.client_id"
OF_PERSON = "(SELECT p.client_id FROM clients_person p WHERE p.id = r.person_id)"


class AuditTables(RunPython):
    """Migration operation: record every change of these tables from now on.

    ``tables`` maps a table to the SQL for the client of its row ``r`` (``OF_CLIENT``, …). The app that owns the
    tables runs it in its own migration. Bulk records of other systems (usage, mail events) are not audited.
    """

    def __init__(self, tables: dict[str, str]) -> None:
        self.tables = tables
        super().__init__(
            lambda apps, editor: install(editor, tables), lambda apps, editor: remove(editor, list(tables))
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return (type(self).__name__, [self.tables], {})


class AuditFunction(RunPython):
    """Migration operation: the function behind the triggers, as the first version had it."""

    def __init__(self) -> None:
        super().__init__(
            lambda apps, editor: editor.execute(FIRST_RECORD_FUNCTION, None),
            lambda apps, editor: editor.execute("DROP FUNCTION IF EXISTS audit_record() CASCADE", None),
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return (type(self).__name__, [], {})


class AuditReason(RunPython):
    """Migration operation: the function that records the reason too."""

    def __init__(self) -> None:
        super().__init__(
            lambda apps, editor: editor.execute(RECORD_FUNCTION, None),
            lambda apps, editor: editor.execute(FIRST_RECORD_FUNCTION, None),
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return (type(self).__name__, [], {})


def install(schema_editor: BaseDatabaseSchemaEditor, tables: dict[str, str]) -> None:
    """Create the triggers of the given tables; running it again is harmless."""
    for table, client in tables.items():
        remove(schema_editor, [table])
        for operation, transition in _TRANSITIONS.items():
            schema_editor.execute(
                _TRIGGER.format(operation=operation, table=table, transition=transition, client=client)
            )


def remove(schema_editor: BaseDatabaseSchemaEditor, tables: list[str]) -> None:
    """Drop the triggers of the given tables."""
    for table in tables:
        for operation in _TRANSITIONS:
            schema_editor.execute(f'DROP TRIGGER IF EXISTS audit_{operation} ON "{table}"')
