"""The audit trail as sentences a person reads: who, when, what was and what became."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mayak.audit.models import Change, Operation
from mayak.core import clock

PAGE = 50
STAFF = "accounts_staff"
# How a row of a table is named, in SQL; what is not here is told by its kind and fields.
_DEFINED = "coalesce(name->>%(language)s, name->>'ru')"
LABELS = {
    "accounts_staff": "first_name || ' ' || last_name",
    "accounts_team": "name",
    "card_indicatordefinition": _DEFINED,
    "cases_case": "title",
    "clients_client": "name",
    "clients_contract": "'№ ' || number",
    "clients_kit": "product",
    "clients_person": "concat_ws(' ', last_name, first_name, nullif(middle_name, ''))",
    "clients_personemail": "address",
    "clients_personphone": "number",
    "clients_segment": _DEFINED,
    "clients_segmenttype": _DEFINED,
    "money_act": "'№ ' || number",
    "money_invoice": "'№ ' || number",
    "work_agreement": "text",
    "work_instrument": _DEFINED,
    "work_outcome": _DEFINED,
    "work_stage": _DEFINED,
}
Names = dict[tuple[str, int], str]


@dataclass(frozen=True)
class FieldChange:
    """One field: its label, what was, what became (display texts, empty when there was nothing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change of one record. ``key`` names the record in addresses: ``clients_person:12``."""

    key: str
    at: datetime
    who: str
    origin: str
    record: str
    operation: str
    is_deletion: bool
    fields: tuple[FieldChange, ...]


def history_of_client(
    client_id: int, *, record: str = "", before_id: int | None = None
) -> tuple[list[Entry], int | None]:
    """What changed at a client (``record``: in one of its records only), newest first.

    With it the key to continue from, None at the end.
    """
    return _page(_of_record(Change.objects.filter(client_id=client_id), record), before_id)


def history_of_office(*, record: str = "", before_id: int | None = None) -> tuple[list[Entry], int | None]:
    """What changed in staff, teams, absences and the playbook, newest first, and the key to continue from."""
    return _page(_of_record(Change.objects.filter(client_id=None), record), before_id)


def _of_record(changes: models.QuerySet[Change], record: str) -> models.QuerySet[Change]:
    table, _colon, object_id = record.partition(":")
    if not (table and object_id.isdecimal()):
        return changes
    return changes.filter(table=table, object_id=int(object_id))


def _page(changes: models.QuerySet[Change], before_id: int | None) -> tuple[list[Entry], int | None]:
    if before_id is not None:
        changes = changes.filter(pk__lt=before_id)
    rows = list(changes.order_by("-pk")[: PAGE + 1])
    return _told(rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else None


def _told(rows: list[Change]) -> list[Entry]:
    names = _names(rows)
    return [
        Entry(
            key=f"{row.table}:{row.object_id}",
            at=row.at,
            who=names.get((STAFF, row.actor_id or 0), ""),
            origin=_origin(row.origin),
            record=_record_name(row, names),
            operation=str(Operation(row.operation).label),
            is_deletion=row.operation == Operation.DELETE,
            fields=tuple(_fields(row, names)),
        )
        for row in rows
    ]


def _model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _record_name(row: Change, names: Names) -> str:
    model = _model_of(row.table)
    kind = str(model._meta.verbose_name) if model else row.table
    own = names.get((row.table, row.object_id), "")
    return f"{kind[:1].upper()}{kind[1:]}{': ' if own else ''}{own}"


def _origin(origin: str) -> str:
    if origin == "page":
        return ""
    if origin.startswith("import"):
        return _("import of tables")
    return origin or _("direct change in the database")


def _field_of(table: str, column: str) -> Any:
    """The model field behind a column, None when the column is gone since."""
    model = _model_of(table)
    if model is None:
        return None
    try:
        return model._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    except FieldDoesNotExist:
        return None


def _names(rows: list[Change]) -> Names:
    """Names of the records that the changes are of or refer to: one query."""
    wanted: dict[str, set[int]] = defaultdict(set)
    wanted[STAFF] |= {row.actor_id for row in rows if row.actor_id}
    for row in rows:
        wanted[row.table].add(row.object_id)
        for values in (row.before, row.after):
            for column, value in (values or {}).items():
                field = _field_of(row.table, column)
                if isinstance(field, models.ForeignKey) and isinstance(value, int):
                    wanted[field.related_model._meta.db_table].add(value)
    asked = {table: sorted(keys) for table, keys in wanted.items() if table in LABELS and keys}
    if not asked:
        return {}
    selects = " UNION ALL ".join(
        f"SELECT '{table}', id, {LABELS[table]} FROM {table} WHERE id = ANY(%({table})s)" for table in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(selects, {**asked, "language": (get_language() or "ru")[:2]})
        return {(table, pk): label for table, pk, label in cursor.fetchall()}


def _fields(row: Change, names: Names) -> list[FieldChange]:
    told = []
    for column in sorted(set(row.before or {}) | set(row.after or {})):
        field = _field_of(row.table, column)
        if field is None or column in {"id", "external_id"} or isinstance(field, models.GeneratedField):
            continue
        before, after = (_shown(field, (values or {}).get(column), names) for values in (row.before, row.after))
        if before or after:
            label = str(field.verbose_name)
            told.append(FieldChange(label[:1].upper() + label[1:], before, after))
    return told


def _shown(field: Any, value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.db_table, value), f"№ {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
        return f"{moment.astimezone(clock.office_zone()):%d.%m.%Y %H:%M}"
    if isinstance(field, models.DateField) and (day := parse_date(value)):
        return f"{day:%d.%m.%Y}"
    if isinstance(value, list):
        labels = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return ", ".join(str(labels.get(item, item)) for item in value)
    return str(value)
