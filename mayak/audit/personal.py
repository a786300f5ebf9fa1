"""Personal data of this app, and fields without any."""

from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import JSONField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from mayak.audit.models import Change, Operation
from mayak.core.personal import Copies, declare_copies, declare_free
from mayak.core.traces import Linked, Trace

# The values of the personal columns go out of both sides of every change of these records.
_WITHOUT_COLUMNS = """
UPDATE audit_change SET before = before - %(columns)s::text[], after = after - %(columns)s::text[]
WHERE "table" = %(table)s AND object_id = ANY(%(ids)s)
  AND (before ?| %(columns)s::text[] OR after ?| %(columns)s::text[])
"""


def _of(linked: Linked) -> QuerySet[Change]:
    return Change.objects.filter(table=linked.table, object_id__in=linked.ids)


def _columns(linked: Linked) -> list[str]:
    """The personal columns, and those that the database makes of them."""
    model = next((model for model in apps.get_models() if model._meta.db_table == linked.table), None)
    fields = model._meta.concrete_fields if model else []
    made = [str(field.column) for field in fields if isinstance(field, models.GeneratedField)]
    return [*linked.columns, *made]


def _naming(trace: Trace) -> QuerySet[Change]:
    """Changes of any record whose texts may name the person."""
    found = Q()
    for pattern, clients in (
        (trace.at_clients.in_database, Q(client_id__in=trace.client_ids)),
        (trace.everywhere.in_database, Q()),
    ):
        if pattern:
            texts = [Q(was__iregex=pattern), Q(became__iregex=pattern), Q(reason__iregex=pattern)]
            found |= (texts[0] | texts[1] | texts[2]) & clients
    rows = Change.objects.annotate(was=Cast("before", TextField()), became=Cast("after", TextField()))
    return rows.filter(found) if found else rows.none()


def _erase(trace: Trace) -> int:
    number = 0
    with connection.cursor() as cursor:
        for linked in trace.linked:
            given: dict[str, Any] = {"columns": _columns(linked), "table": linked.table, "ids": list(linked.ids)}
            cursor.execute(_WITHOUT_COLUMNS, given)
            number += cursor.rowcount
    for change in _naming(trace).iterator():
        words = trace.words_for(change.client_id)
        cleaned = {
            "before": words.cleaned_json(change.before),
            "after": words.cleaned_json(change.after),
            "reason": words.cleaned(change.reason),
        }
        if any(cleaned[name] != getattr(change, name) for name in cleaned):
            # An empty side stays NULL: a JSON null would be a value.
            kept = {name: value for name, value in cleaned.items() if value is not None}
            number += Change.objects.filter(pk=change.pk).update(**_as_json(kept))
    return number


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "reason" else Value(value, JSONField()) for name, value in values.items()}


def _tell(trace: Trace) -> list[dict[str, Any]]:
    told = []
    for linked in trace.linked:
        columns = set(linked.columns)
        told += [
            {
                "at": change.at,
                "table": change.table,
                "what": str(Operation(change.operation).label),
                "was": {name: value for name, value in (change.before or {}).items() if name in columns},
                "became": {name: value for name, value in (change.after or {}).items() if name in columns},
            }
            for change in _of(linked)
        ]
    return sorted(told, key=lambda row: row["at"])


declare_copies(
    Copies(
        "history",
        _("History of changes"),
        _("knowing who changed what"),
        models=["audit.Change"],
        fields=("before", "after", "reason"),
        erase=_erase,
        tell=_tell,
        term="retention.changes_days",
    )
)
declare_free("audit.Change", _("names of tables and of what wrote them"), "origin", "table")
