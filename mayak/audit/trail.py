"""The audit trail as forms ask it: who changed a field of a record last, who deleted a record."""

from collections.abc import Mapping

from django.db import connection

from mayak.audit.queries import origin_words
from mayak.ui.record_form import LastChange

_LAST = """
SELECT DISTINCT ON (asked.name) asked.name, c.at,
  coalesce(trim(concat_ws(' ', s.first_name, s.last_name)), ''), c.origin
FROM unnest(%(columns)s::text[]) AS asked(name)
JOIN audit_change c ON c."table" = %(table)s AND c.object_id = %(pk)s AND c.after ? asked.name
LEFT JOIN accounts_staff s ON s.id = c.actor_id
ORDER BY asked.name, c.id DESC
"""
_DELETION = """
SELECT c.at, coalesce(trim(concat_ws(' ', s.first_name, s.last_name)), ''), c.origin
FROM audit_change c LEFT JOIN accounts_staff s ON s.id = c.actor_id
WHERE c."table" = %(table)s AND c.object_id = %(pk)s AND c.operation = 'D' ORDER BY c.id DESC LIMIT 1
"""


class AuditTrail:
    """What :mod:`mayak.ui.record_form` asks; each answer is one query."""

    def last_changes(self, table: str, pk: int, columns: list[str]) -> Mapping[str, LastChange]:
        """The newest change of each of the columns, as far as it is kept."""
        with connection.cursor() as cursor:
            cursor.execute(_LAST, {"table": table, "pk": pk, "columns": columns})
            return {
                column: LastChange(who or origin_words(origin), at) for column, at, who, origin in cursor.fetchall()
            }

    def deletion(self, table: str, pk: int) -> LastChange | None:
        """Who deleted the row."""
        with connection.cursor() as cursor:
            cursor.execute(_DELETION, {"table": table, "pk": pk})
            row = cursor.fetchone()
        return LastChange(row[1] or origin_words(row[2]), row[0]) if row else None
