"""The registry of personal data as the administrator reads it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from mayak.core.office_settings import Setting, all_settings
from mayak.core.personal import Category, Copies, Fate, Holding, Whom, all_copies, holdings, is_named
from mayak.privacy.office_settings import RETENTION


@dataclass(frozen=True)
class Entry:
    """One kind of record: which fields, what for, how long, what an erasure does to them."""

    record: str
    fields: str
    category: str
    purpose: str
    term: str
    fates: tuple[str, ...]
    why_kept: str


@dataclass(frozen=True)
class Term:
    """How long something is kept."""

    label: str
    value: str
    is_off: bool


def entries_about(whom: Whom) -> list[Entry]:
    """What is held of contact persons or of staff, in the order of the categories. No SQL but settings."""
    order = list(Category)
    held = sorted((one for one in holdings() if one.whom is whom), key=lambda one: order.index(one.category))
    told = [_told(one) for one in held]
    return told + [_told_copies(one) for one in all_copies()] if whom is Whom.PERSON else told


def terms() -> list[Term]:
    """The settings of how long what is kept."""
    return [
        Term(str(setting.label), _with_unit(setting), is_off=not setting.value)
        for setting in all_settings()
        if str(setting.group) == str(RETENTION)
    ]


def _with_unit(setting: Setting) -> str:
    return f"{setting.value} {setting.unit}"


def _term(name: str) -> str:
    setting = next((one for one in all_settings() if one.name == name), None)
    return _with_unit(setting) if setting else ""


def _told(one: Holding) -> Entry:
    model = apps.get_model(one.model)
    fates = dict.fromkeys(one.fields.values())
    return Entry(
        record=_capital(str(one.label or model._meta.verbose_name_plural)),
        fields=", ".join(dict.fromkeys(filter(None, (_label(model, name) for name in one.fields)))),
        category=str(one.category.label),
        purpose=str(one.purpose),
        term=_term(one.term),
        fates=(_("the records are removed"),) if one.removes_rows else tuple(str(fate.label) for fate in fates),
        why_kept=str(one.why_kept) if Fate.KEPT in fates else "",
    )


def _told_copies(one: Copies) -> Entry:
    return Entry(
        record=str(one.label),
        fields=_("texts with names, phones, mailboxes"),
        category=str(Category.COPIES.label),
        purpose=str(one.purpose),
        term=_term(one.term),
        fates=(str(one.fate),),
        why_kept="",
    )


def _label(model: type[models.Model], name: str) -> str:
    one: Any = model._meta.get_field(name)
    return str(one.verbose_name) if is_named(one) else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
