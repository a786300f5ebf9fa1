"""Where personal data lie: every app declares its fields, so that they can be listed, taken out and erased.

An app declares every field of text, JSON or files in its ``personal.py``, imported when Django is ready: as personal
(what for, and what becomes of it when a person is erased), or as free of personal data (why). The test of the registry
fails for a field that is neither. Fields with fixed choices, slugs and generated columns need no word::

    declare_personal(
        Holding("clients.PersonPhone", Whom.PERSON, Category.CONTACTS, _("calling the person"),
                fields={"number": Fate.EMPTIED}, person="person", removes_rows=True)
    )
    declare_free("work.Stage", _("rules of the method"))

Copies to which no link leads (history, plans of imports, files) are declared with the functions that look through them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.core.traces import MARK, Trace

Text = Any  # a text, or one translated when it is shown


class Whom(StrEnum):
    """Whose data they are."""

    PERSON = "person"
    STAFF = "staff"


class Category(models.TextChoices):
    """What kind of data it is."""

    NAMES = "names", _("names")
    CONTACTS = "contacts", _("phones and mailboxes")
    WORK = "work", _("work and role")
    INTERESTS = "interests", _("interests and topics")
    TALKS = "talks", _("talks and agreements")
    USAGE = "usage", _("use of the product and services")
    CONSENTS = "consents", _("consents")
    MONEY = "money", _("contracts and money")
    ACCOUNT = "account", _("account and security")
    COPIES = "copies", _("copies of other data")


class Fate(models.TextChoices):
    """What becomes of a field when the person is erased.

    ``EMPTIED`` in the records of the person, and cleaned of the person's names, phones and mailboxes in the other
    records of the client; ``CLEANED`` in both. What is kept needs a reason.
    """

    EMPTIED = "emptied", pgettext_lazy("at an erasure", "emptied")
    CLEANED = "cleaned", _("names, phones and mailboxes are taken out")
    KEPT = "kept", pgettext_lazy("at an erasure", "kept")


@dataclass(frozen=True)
class Holding:
    """Personal fields of one model (``app_label.Model``).

    ``person``: the lookup of the contact person's key ("pk" of the person itself; empty: no link leads there).
    ``told_by``: the field with the person who told it: what the person told of no other is part of everything about
    them. ``client``: the lookup of the client, when the model says none by ``CLIENT_PATH``. ``removes_rows``: the
    records themselves go, and the files of which ``file_of`` tells name and place. ``term``: the name of the office
    setting that says how long they are kept. ``label``: what the records are called, when the model does not tell it.
    ``to_do``: fields that say what is still to be done in the records for which the function says yes; there they are
    cleaned instead of emptied, for somebody has to do it.
    """

    model: str
    whom: Whom
    category: Category
    purpose: Text
    fields: Mapping[str, Fate]
    person: str = ""
    told_by: str = ""
    client: str = ""
    removes_rows: bool = False
    file_of: Callable[[Any], tuple[str, Path]] | None = None
    why_kept: Text = ""
    term: str = ""
    label: Text = ""
    to_do: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class Copies:
    """Copies of personal data to which no link leads.

    ``erase`` takes a trace out and says of how many records, ``tell`` gives rows for the export of a person: moment,
    table, what happened, what was, what became.
    """

    name: str
    label: Text
    purpose: Text
    models: Sequence[str]
    fields: Sequence[str]
    erase: Callable[[Trace], int]
    tell: Callable[[Trace], list[dict[str, Any]]] | None = None
    term: str = ""
    fate: Text = field(default=_("the person's data are taken out"))


_holdings: dict[tuple[str, Whom, Category], Holding] = {}
_copies: dict[str, Copies] = {}
_free: dict[tuple[str, str], Text] = {}


def declare_personal(holding: Holding) -> None:
    """Declare personal fields; a model may have several holdings of different categories."""
    _holdings[holding.model, holding.whom, holding.category] = holding


def declare_copies(copies: Copies) -> None:
    """Declare a place with copies of personal data."""
    _copies[copies.name] = copies


def declare_free(model: str, reason: Text, *fields: str) -> None:
    """Declare fields (none named: all of the model) that hold no personal data, and why."""
    for name in fields or ("*",):
        _free[model, name] = reason


def holdings() -> list[Holding]:
    """Everything declared as personal, in the order of declaration."""
    return list(_holdings.values())


def all_copies() -> list[Copies]:
    """Every place with copies."""
    return list(_copies.values())


def declared_free() -> dict[tuple[str, str], Text]:
    """(model, field or ``*``) → why it is free of personal data."""
    return dict(_free)


def personal_fields(model: str, whom: Whom = Whom.PERSON) -> dict[str, Fate]:
    """The personal fields of a model with what becomes of them at an erasure."""
    return {
        name: fate
        for holding in _holdings.values()
        if holding.model == model and holding.whom is whom
        for name, fate in holding.fields.items()
    }


def may_hold_text(one: Any) -> bool:
    """Whether somebody's data could stand in a field: free text, JSON, a file, an address on the network."""
    if not getattr(one, "concrete", False) or one.is_relation or isinstance(one, models.GeneratedField):
        return False
    one = getattr(one, "base_field", one)
    if one.choices or isinstance(one, models.SlugField | models.UUIDField):
        return False
    texts = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
    return isinstance(one, (*texts, models.GenericIPAddressField))


def undeclared(model: type[models.Model]) -> list[str]:
    """The fields of a model of which no app has said whether they are personal."""
    label = model._meta.label
    known = {name for holding in _holdings.values() if holding.model == label for name in holding.fields}
    known |= {name for copies in _copies.values() if label in copies.models for name in copies.fields}
    known |= {name for free, name in _free if free == label}
    if "*" in known:
        return []
    return [one.name for one in model._meta.get_fields() if may_hold_text(one) and one.name not in known]


def emptied(one: Any, value: Any) -> Any:
    """What stands in an emptied field: nothing where that is allowed, in JSON its structure without words."""
    if isinstance(one, models.JSONField):
        return without_words(value)
    if hasattr(one, "base_field"):
        return []
    if one.null:
        return None
    return "" if one.blank else MARK


def without_words(value: Any) -> Any:
    """JSON with its structure, figures and ticks, the texts emptied; codes and keys stay."""
    if isinstance(value, dict):
        return {key: item if key in {"key", "code", "kind"} else without_words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_words(item) for item in value]
    return "" if isinstance(value, str) else value


declare_free("core.TakenPack", _("rules of the method"))
declare_free("core.CalendarDay", _("days off of the whole country"))
declare_free("core.Office", _("data of the office itself"))
declare_free("core.OfficeSetting", _("figures of the office; passwords of its servers are sealed"))


def is_named(field: Any) -> bool:
    """Whether somebody gave the field words of its own; what only the programme reads has none.

    The words themselves do not tell: in English "position" is the name of the field and what people read.
    """
    return field._verbose_name is not None
