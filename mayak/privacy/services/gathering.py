"""Everything about one person, from every registered place, with the labels that people read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.clients.models import Person
from mayak.core import clock
from mayak.core.personal import Holding, all_copies, is_named
from mayak.core.text import localized
from mayak.core.traces import Trace
from mayak.privacy.models import DataAccess, Deed, Subject
from mayak.privacy.services.tracing import model_of, person_holdings, same_persons, trace_of

LANGUAGES = {"ru", "en"}


@dataclass(frozen=True)
class Section:
    """The rows of one kind of record: code and label of each column, texts as cells."""

    code: str
    title: str
    columns: dict[str, str]
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Attached:
    """A file that is part of a record."""

    name: str
    path: Path


@dataclass
class Dossier:
    """All of it."""

    person: Person
    sections: list[Section] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(section.rows) for section in self.sections)


def gather(person: Person) -> Dossier:
    """Read everything."""
    dossier = Dossier(person)
    keys = [one.pk for one in same_persons(person)]
    for holding in {model_of(holding): holding for holding in person_holdings()}.values():
        model = model_of(holding)
        rows = _rows(model, holding, keys, dossier.files)
        if rows:
            dossier.sections.append(Section(model._meta.label, _capital(model), _columns(model), rows))
    trace = trace_of(person)
    more = [*_histories(trace), _accesses(keys)]
    dossier.sections += [section for section in more if section.rows]
    return dossier


def _capital(model: type[models.Model]) -> str:
    words = str(model._meta.verbose_name_plural)
    return words[:1].upper() + words[1:]


def _shown_fields(model: type[models.Model]) -> list[Any]:
    """The fields that somebody named: technical ones have no label of their own."""
    return [
        one
        for one in model._meta.concrete_fields
        if not one.primary_key
        and not isinstance(one, models.GeneratedField)
        and (one.is_relation or is_named(one))
        and one.related_model is not Person
    ]


def _columns(model: type[models.Model]) -> dict[str, str]:
    return {one.name: _label(one) for one in _shown_fields(model)}


def _label(one: Any) -> str:
    words = str(one.related_model._meta.verbose_name if one.is_relation and not is_named(one) else one.verbose_name)
    return words[:1].upper() + words[1:]


def _rows(model: type[models.Model], holding: Holding, keys: list[int], files: list[Attached]) -> list[dict[str, str]]:
    shown = _shown_fields(model)
    related = [one.name for one in shown if one.is_relation]
    wanted = Q(**{f"{holding.person}__in": keys})
    if holding.told_by:
        wanted |= Q(**{f"{holding.told_by}__in": keys, holding.person: None})
    found = model._default_manager.filter(wanted).select_related(*related).order_by("pk")
    rows = []
    for record in found.iterator():
        rows.append({one.name: told(one, getattr(record, one.name)) for one in shown})
        if holding.file_of is not None:
            name, path = holding.file_of(record)
            files.append(Attached(f"{record.pk}-{name}", path))
    return rows


def _histories(trace: Trace) -> Iterator[Section]:
    for copies in all_copies():
        if copies.tell is None:
            continue
        columns = {
            "at": _("When"),
            "table": pgettext("personal data", "Record"),
            "what": _("What happened"),
            "was": _("Was"),
            "became": _("Became"),
        }
        rows = [
            {
                "at": moment(row["at"]),
                "table": _model_name(row["table"]),
                "what": row["what"],
                "was": _values(row["table"], row["was"]),
                "became": _values(row["table"], row["became"]),
            }
            for row in copies.tell(trace)
        ]
        yield Section(copies.name, str(copies.label), columns, rows)


def _accesses(keys: list[int]) -> Section:
    """Who saw the person's data, took them out or erased them."""
    found = DataAccess.objects.filter(subject=Subject.PERSON, subject_id__in=keys).order_by("at")
    rows = list(found.values_list("at", "staff_id", "deed"))
    names = {one.pk: one.full_name for one in Staff.objects.filter(pk__in={staff for _at, staff, _deed in rows})}
    columns = {"at": _("When"), "who": _("Who"), "what": _("What happened")}
    told_rows = [
        {"at": moment(at), "who": names.get(staff, ""), "what": str(Deed(deed).label)} for at, staff, deed in rows
    ]
    return Section(DataAccess._meta.label, _capital(DataAccess), columns, told_rows)


def _model(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _model_name(table: str) -> str:
    model = _model(table)
    return str(model._meta.verbose_name) if model else table


def _values(table: str, values: dict[str, Any]) -> str:
    model = _model(table)
    lines = []
    for column, value in values.items():
        try:
            one = model._meta.get_field(column) if model else None
        except FieldDoesNotExist:
            one = None
        if text := told(one, value):
            lines.append(f"{_label(one) if one else column}: {text}")
    return "; ".join(lines)


def told(one: Any, value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = getattr(getattr(one, "base_field", one), "flatchoices", ())
    if isinstance(value, list):
        labels = dict(choices) if isinstance(one, ArrayField) else {}
        return ", ".join(str(labels[item]) if labels and item in labels else _in_words(item) for item in value)
    if choices:
        return str(dict(choices).get(value, value))
    return _in_words(_typed(one, value))


def _typed(one: Any, value: Any) -> Any:
    """The history keeps days and moments as texts."""
    if isinstance(value, str) and isinstance(one, models.DateTimeField):
        return parse_datetime(value) or value
    if isinstance(value, str) and isinstance(one, models.DateField):
        return parse_date(value) or value
    return value


def _in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, dict):
        if set(value) <= LANGUAGES:
            return localized(value)
        return "; ".join(text for item in value.values() if (text := told(None, item)) and item is not False)
    return str(value)


def moment(value: datetime) -> str:
    """A moment by the office's clock."""
    return f"{value.astimezone(clock.office_zone()):%d.%m.%Y %H:%M}"
