"""The audit trail as sentences a person reads: who, when, what was and what became."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Q, Subquery
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mayak.audit.models import Change, Operation
from mayak.core import clock
from mayak.core.office_settings import Setting, all_settings
from mayak.core.text import localized
from mayak.ui import formats

PAGE = 50
STAFF = "accounts_staff"
CLIENT = "clients_client"
SETTING = "core_officesetting"
_IMPORT = re.compile(r"import[ :](\d+)")
# How a row of a table is named, in SQL; what is not here is told by its kind and fields.
_DEFINED = "coalesce(name->>%(language)s, name->>'ru')"
LABELS = {
    "accounts_absence": "(SELECT s.first_name || ' ' || s.last_name FROM accounts_staff s WHERE s.id = staff_id)",
    "accounts_staff": "first_name || ' ' || last_name",
    "accounts_team": "name",
    "card_indicatordefinition": _DEFINED,
    "card_indicatorvalue": f"(SELECT {_DEFINED} FROM card_indicatordefinition d WHERE d.id = indicator_id)",
    "cases_case": "title",
    "clients_client": "name",
    "clients_clientprogramme": "name",
    "clients_clientsegment": f"(SELECT {_DEFINED} FROM clients_segment d WHERE d.id = segment_id)",
    "clients_contract": "'№ ' || number",
    "clients_kit": "product",
    "clients_person": "concat_ws(' ', last_name, first_name, nullif(middle_name, ''))",
    "clients_personemail": "address",
    "clients_personphone": "number",
    "clients_responsibility": "(SELECT s.first_name || ' ' || s.last_name FROM accounts_staff s WHERE s.id = staff_id)",
    "clients_segment": _DEFINED,
    "clients_segmenttype": _DEFINED,
    "core_officesetting": "name",
    "facts_factparameter": _DEFINED,
    "facts_selection": "name",
    "lamps_lampdefinition": _DEFINED,
    "lamps_scorecorrection": "replace(value::text, '.', ',')",
    "lamps_scoreoverride": _DEFINED,
    "money_act": "'№ ' || number",
    "money_invoice": "'№ ' || number",
    "money_payment": "to_char(paid_date, 'DD.MM.YYYY')",
    "money_promise": "to_char(expected_date, 'DD.MM.YYYY')",
    "work_activity": "to_char(coalesce(done_at, planned_at) AT TIME ZONE %(zone)s, 'DD.MM.YYYY')",
    "work_agreement": "text",
    "work_assignment": "goal",
    "work_instrument": _DEFINED,
    "work_note": "left(text, 60)",
    "clients_clientmark": "text",
    "work_outcome": _DEFINED,
    "work_stage": _DEFINED,
}
# Columns of the same name in many tables.
SHARED_WORDS = {
    "author": _lazy("by whom"),
    "executor": _lazy("who does it"),
    "from_date": _lazy("since"),
    "is_derived": _lazy("set by rule"),
    "order": _lazy("place in the list"),
    "owner": _lazy("who leads it"),
    "to_date": _lazy("until"),
}
LANGUAGES = {"ru", "en"}
Names = dict[tuple[str, int], str]
Teller = Callable[[Any], str]
_tellers: dict[tuple[str, str], Teller] = {}


def tell_values_of(table: str, column: str, teller: Teller) -> None:
    """Say how a person reads the values of a column; for apps above whose values are no plain ones."""
    _tellers[table, column] = teller


@dataclass(frozen=True)
class FieldChange:
    """One field: its label, what was, what became (display texts, empty when there was nothing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change of one record. ``key`` names the record in addresses: ``clients_person:12``.

    ``run``: the import behind it. ``reason``: why, where that was asked.
    """

    key: str
    at: datetime
    who: str
    who_id: int | None
    origin: str
    run: int | None
    reason: str
    client: str
    client_id: int | None
    record: str
    operation: str
    is_deletion: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Chosen:
    """Which changes: of one ``record`` (``clients_person:12``), of one ``kind`` (a table), within days (inclusive).

    ``before_id`` goes on after an entry.
    """

    record: str = ""
    kind: str = ""
    from_date: date | None = None
    to_date: date | None = None
    before_id: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether some changes are left out."""
        return bool(self.record or self.kind or self.from_date or self.to_date)


def history_of_client(client_id: int, chosen: Chosen) -> tuple[list[Entry], int | None]:
    """What changed at a client, newest first. With it the key to continue from, None at the end."""
    return _page(Change.objects.filter(client_id=client_id), chosen)


def history_of_office(chosen: Chosen) -> tuple[list[Entry], int | None]:
    """What changed in staff, teams, absences, settings and the playbook, newest first, and the key to continue."""
    return _page(Change.objects.filter(client_id=None), chosen)


def history_by_staff(
    staff_id: int, visible_clients: models.QuerySet[Any] | None, chosen: Chosen
) -> tuple[list[Entry], int | None]:
    """What a member of staff changed, at clients whom the reader may see (None: at all), and the key to continue."""
    changes = Change.objects.filter(actor_id=staff_id)
    if visible_clients is not None:
        changes = changes.filter(Q(client_id=None) | Q(client_id__in=visible_clients.values("pk")))
    return _page(changes, chosen)


def kept_since() -> datetime | None:
    """When the oldest change that is kept was made. One query."""
    first: datetime | None = Change.objects.order_by("pk").values_list("at", flat=True).first()
    return first


def kinds() -> list[tuple[str, str]]:
    """Every kind of record that is recorded: its table and its name."""
    named = [(table, _kind_name(table)) for table in _audited() if _model_of(table)]
    return sorted(named, key=lambda kind: kind[1])


@cache
def _audited() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_insert' ORDER BY 1")
        return tuple(table for (table,) in cursor.fetchall())


def _page(changes: models.QuerySet[Change], chosen: Chosen) -> tuple[list[Entry], int | None]:
    table, _colon, object_id = chosen.record.partition(":")
    if table and object_id.isdecimal() and len(object_id) < 19:
        changes = changes.filter(table=table, object_id=int(object_id))
    if chosen.kind:
        changes = changes.filter(table=chosen.kind)
    if chosen.from_date:
        changes = changes.filter(at__gte=clock.start_of(chosen.from_date))
    if chosen.to_date:
        changes = changes.filter(at__lt=clock.end_of(chosen.to_date))
    if chosen.before_id is not None:
        # By time, as the indexes have it; the key tells apart what happened at the very same moment.
        last = Change.objects.filter(pk=chosen.before_id).values("at")[:1]
        changes = changes.filter(Q(at__lt=Subquery(last)) | Q(at=Subquery(last), pk__lt=chosen.before_id))
    rows = list(changes.order_by("-at", "-pk")[: PAGE + 1])
    return _told(rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else None


def _told(rows: list[Change]) -> list[Entry]:
    names = _names(rows)
    return [
        Entry(
            key=f"{row.table}:{row.object_id}",
            at=row.at,
            who=names.get((STAFF, row.actor_id or 0), ""),
            who_id=row.actor_id,
            origin=origin_words(row.origin),
            run=_run_of(row.origin),
            reason=row.reason,
            client=names.get((CLIENT, row.client_id or 0), ""),
            client_id=row.client_id,
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
    own = names.get((row.table, row.object_id), "") or _former_name(row)
    if row.table == SETTING:
        own = next((str(each.label) for each in all_settings() if each.name == own), own)
    return f"{_kind_name(row.table)}{': ' if own else ''}{own}"


def _kind_name(table: str) -> str:
    model = _model_of(table)
    kind = str(model._meta.verbose_name) if model else table
    return kind[:1].upper() + kind[1:]


def _former_name(row: Change) -> str:
    """What a deleted record was called."""
    values = row.before or {}
    if row.operation != Operation.DELETE:
        return ""
    person = " ".join(str(values[part]) for part in ("last_name", "first_name", "middle_name") if values.get(part))
    named = [values.get(column) for column in ("name", "title", "number", "product", "address", "text", "code")]
    return person or next((localized(name) for name in named if name), "")


def origin_words(origin: str) -> str:
    """Where a change came from when no page of ours: an import, a command, the database itself; of a page nothing."""
    if origin == "page":
        return ""
    run = _run_of(origin)
    if run is not None:
        words = {"number": run}
        undone = origin.endswith("undone")
        return (_("undo of import No. %(number)d") if undone else _("import No. %(number)d")) % words
    if origin.startswith("import"):
        return _("import of tables")
    if origin == "erasure":
        return _("erasure of personal data")
    if origin == "condition":
        return _("by the conditions of segments")
    if origin == "command":
        return _("a command on the server")
    return origin or _("direct change in the database")


def _run_of(origin: str) -> int | None:
    match = _IMPORT.match(origin)
    return int(match[1]) if match else None


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
    wanted[CLIENT] |= {row.client_id for row in rows if row.client_id}
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
        given: dict[str, Any] = {**asked, "language": (get_language() or "ru")[:2], "zone": clock.office_zone().key}
        cursor.execute(selects, given)
        return {(table, pk): label for table, pk, label in cursor.fetchall()}


def _fields(row: Change, names: Names) -> list[FieldChange]:
    told = []
    for column in sorted(set(row.before or {}) | set(row.after or {})):
        field = _field_of(row.table, column)
        label = "" if field is None or isinstance(field, models.GeneratedField) else _label(field)
        if field is None or not label or column in {"id", "external_id"}:
            continue
        teller = _teller_of(row, column, field, names)
        before, after = (teller((values or {}).get(column)) for values in (row.before, row.after))
        if before or after:
            told.append(FieldChange(label[:1].upper() + label[1:], before, after))
    return told


def _label(field: Any) -> str:
    """What people call a column: its own words, those many tables share, or whom it points to; else it is inner."""
    if isinstance(field.verbose_name, Promise):
        return str(field.verbose_name)
    if field.name in SHARED_WORDS:
        return str(SHARED_WORDS[field.name])
    return str(field.related_model._meta.verbose_name) if field.is_relation else ""


def _teller_of(row: Change, column: str, field: Any, names: Names) -> Teller:
    if row.table == SETTING and column == "value":
        name = names.get((SETTING, row.object_id), "")
        setting = next((each for each in all_settings() if each.name == name), None)
        return lambda value: _setting_value(setting, value)
    teller = _tellers.get((row.table, column))
    if teller is not None:
        return lambda value: "" if value is None else teller(value)
    return lambda value: _shown(field, value, names)


def _setting_value(setting: Setting | None, value: Any) -> str:
    if value is None or setting is None:
        return "" if value is None else str(value)
    if setting.is_secret:
        return "•••"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {choice: str(label) for choice, label in setting.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value)
    return f"{labels.get(value, value)} {setting.unit}".strip()


def _shown(field: Any, value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.db_table, value), f"№ {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField):
        return formats.number(Decimal(str(value)), field.decimal_places)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
        return f"{moment.astimezone(clock.office_zone()):%d.%m.%Y %H:%M}"
    if isinstance(field, models.DateField) and (day := parse_date(value)):
        return f"{day:%d.%m.%Y}"
    if isinstance(value, dict) and set(value) <= LANGUAGES:
        return localized(value)
    if isinstance(value, list):
        labels = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return ", ".join(_shown_item(item, labels) for item in value)
    return str(value)


def _shown_item(item: Any, labels: dict[Any, Any]) -> str:
    """One of a list: a code by its label, a text in the active language, anything else as it is written."""
    if isinstance(item, dict):
        texts = [
            localized(each) for each in (item, *item.values()) if isinstance(each, dict) and set(each) <= LANGUAGES
        ]
        return "; ".join(texts or (str(each) for each in item.values() if each not in ("", None)))
    return str(labels.get(item, item)) if isinstance(item, Hashable) else str(item)
