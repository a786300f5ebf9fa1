"""A form that edits a record without overwriting what somebody else changed meanwhile. docs/how-to/edit-form.md.

The form carries, signed, the values it showed. When it comes back the row is locked and every field compared three
ways (:mod:`mayak.core.three_way`): what only others changed stays, what only this person changed is written, what both
changed is told at the field with both values and written only when it is sent again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, cast

from django import forms
from django.apps import apps
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.three_way import Verdict, compare
from mayak.ui import formats
from mayak.ui.days import limit_days

SEEN = "seen"
TAKE = "take"
SALT = "mayak.ui.record_form"
UNSEEN = object()

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


@dataclass(frozen=True)
class LastChange:
    """Who changed something last (empty: nobody of staff) and when, in real time."""

    who: str
    at: datetime


class ChangeLookup(Protocol):
    """Who keeps a trail of changes answers two questions about a row of a table."""

    def last_changes(self, table: str, pk: int, columns: list[str]) -> Mapping[str, LastChange]:
        """The newest change of each of the columns, as far as it is known."""

    def deletion(self, table: str, pk: int) -> LastChange | None:
        """Who deleted the row, if that is known."""


class _NoTrail:
    """Without a trail nobody is named."""

    def last_changes(self, table: str, pk: int, columns: list[str]) -> Mapping[str, LastChange]:
        return {}

    def deletion(self, table: str, pk: int) -> LastChange | None:
        return None


_trail: ChangeLookup = _NoTrail()


def look_up_changes_in(trail: ChangeLookup) -> None:
    """Say who knows who changed what. The trail stands above this app and introduces itself."""
    global _trail
    _trail = trail


class SeenField(forms.CharField):
    """What the form showed. It is no value of its own: a form is not changed by it."""

    def __init__(self) -> None:
        # A draft restored after a crash was typed upon what was seen then.
        widget = forms.HiddenInput(attrs={"autocomplete": "off", "data-drafted": ""})
        super().__init__(required=False, widget=widget)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


class RecordField(BoundField):
    """A field of a :class:`RecordForm` as drawn; the part ``ui/parts/field.html`` knows the extra properties."""

    form: "RecordForm"

    def value(self) -> Any:
        """What was typed; but what somebody else changed meanwhile is shown as it stands now."""
        if self.name == SEEN:
            return self.form.sealed()
        if self.name in self.form.taken_over:
            return self.field.prepare_value(self.form.taken_over[self.name])
        return super().value()

    @property
    def theirs(self) -> str:
        """What stands in the record, when it and what was typed contradict each other."""
        return self.form.conflicts.get(self.name, "")

    @property
    def take_name(self) -> str:
        """The name of the box that takes their value instead."""
        return self.form.add_prefix(TAKE)

    @property
    def meanwhile(self) -> str:
        """Who changed this field meanwhile, when this person did not."""
        return self.form.meanwhile.get(self.name, "")


class RecordForm(_ModelForm):
    """Base of every form that edits a record. Send it by :meth:`submit`; draw ``{{ form.seen }}`` within it.

    ``conflicts``: the values of others, in words, where both changed. ``taken_over``: the values of others where only
    they changed. ``meanwhile``: the same in words.
    """

    bound_field_class = RecordField

    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_days(self)
        _name_the_empty_choice(self.fields.values())
        self.conflicts: dict[str, str] = {}
        self.taken_over: dict[str, Any] = {}
        self.meanwhile: dict[str, str] = {}
        self._written: dict[str, Any] = {}
        self._seen: dict[str, Any] | None = None
        self._shown = self._marks(self.values_of(self.instance)) if self._is_edit else {}

    @property
    def _is_edit(self) -> bool:
        return self.instance.pk is not None and not self.instance._state.adding

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be written: the fields that this person changed, as cleaned. Of a valid form."""
        return self._written

    def values_of(self, record: models.Model) -> dict[str, Any]:
        """What the form shows of a record, by fields. A form that shows more than fields of the model adds to it."""
        return forms.model_to_dict(record, list(self.fields))

    def submit(self, write: Callable[[], object] | None = None) -> bool:
        """Lock the row, compare, check and write, in one transaction. False: the form says what is wrong.

        ``write`` is the service that writes ``changes``; without one the record is saved. What it refuses with an
        ``InvalidInputError`` is told at the field.
        """
        with transaction.atomic():
            if not self.is_valid():
                return False
            try:
                with transaction.atomic():
                    (write or self.save)()
            except InvalidInputError as problem:
                self.add_error(problem.field if problem.field in self.fields else None, str(problem))
                return False
        return True

    def save(self, commit: bool = True) -> Any:
        """Write what this person changed and nothing else."""
        if not self._is_edit or not commit:
            return super().save(commit=commit)
        if self.errors:
            raise ValueError("a form with errors is not saved")
        columns = {field.name for field in self.instance._meta.concrete_fields}
        if chosen := [name for name in self._written if name in columns]:
            self.instance.save(update_fields=chosen)
        if self._written.keys() - columns:
            self._save_m2m()  # type: ignore[attr-defined]  # Django's own second half of save
        return self.instance

    def sealed(self) -> str:
        """The signed values that the form shows now: for fields in question those of the others."""
        if not self._is_edit:
            return ""
        seen = self._seen or {}
        fresh = {*self.conflicts, *self.taken_over, *(self.fields.keys() - seen.keys())}
        current = {name: mark if name in fresh else seen[name] for name, mark in self._shown.items()}
        content = {"record": self.instance._meta.label_lower, "pk": self.instance.pk, "values": current}
        return Signer(salt=SALT).sign_object(content, compress=True)

    def full_clean(self) -> None:
        """With the row locked: what is compared stays what it is until it is written."""
        if self.is_bound and self._is_edit:
            queryset = type(self.instance)._base_manager.select_for_update(of=("self",))
            try:
                self.instance.refresh_from_db(from_queryset=queryset)
            except self.instance.DoesNotExist:
                raise _gone(self.instance._meta.model, self.instance.pk) from None
            self._shown = self._marks(self.values_of(self.instance))
            self._seen = self._sent_seen()
        super().full_clean()

    def _clean_fields(self) -> None:
        # Before the checks of the whole: they see the record as it will stand.
        super()._clean_fields()  # type: ignore[misc]  # Django's own step of full_clean
        if self._is_edit:
            self._compare()
        else:
            self._written = {name: value for name, value in self.cleaned_data.items() if name != SEEN}

    def _compare(self) -> None:
        seen, stored = self._seen or {}, self.values_of(self.instance)
        taken = set(self._taken())
        for name in self._compared():
            if name not in self.cleaned_data:
                continue
            theirs, mine = self._shown[name], self._mark(name, self.cleaned_data[name])
            verdict = compare(seen.get(name, UNSEEN), theirs, mine)
            if name in taken or self._is_left_out(name):
                verdict = Verdict.THEIRS
            if verdict is Verdict.CONFLICT:
                self.conflicts[name] = _told(self[name], self.instance, stored[name])
            elif verdict is Verdict.WRITE:
                self._written[name] = self.cleaned_data[name]
            else:
                if verdict is Verdict.THEIRS:
                    self.taken_over[name] = stored[name]
                self.cleaned_data[name] = self._as_cleaned(name, stored[name])
        self._tell()

    def _tell(self) -> None:
        seen, taken = self._seen or {}, self._taken()
        changed = [n for n in self.taken_over if n in seen and seen[n] != self._shown[n] and n not in taken]
        if not self.conflicts and not changed:
            return
        columns = {name: self._column(name) for name in (*self.conflicts, *changed)}
        record = self.instance
        known = _trail.last_changes(record._meta.db_table, record.pk, [each for each in columns.values() if each])
        for name, theirs in self.conflicts.items():
            self.add_error(name, _conflict(theirs, known.get(columns[name])))
        self.meanwhile = {
            name: _("Changed meanwhile%(by)s") % {"by": _by(known.get(columns[name]))} for name in changed
        }

    def _taken(self) -> list[str]:
        name = self.add_prefix(TAKE)
        many = getattr(self.data, "getlist", None)
        return many(name) if many else list(self.data.get(name, ()))

    def _is_left_out(self, name: str) -> bool:
        """The page sent no such control: that is not to say that its value is to be emptied."""
        widget = self.fields[name].widget
        return bool(widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)))

    def _as_cleaned(self, name: str, stored: Any) -> Any:
        """A stored value as the field cleans it: a record instead of its key."""
        if isinstance(self.fields[name], forms.ModelChoiceField) and name in _foreign_keys(self.instance):
            return getattr(self.instance, name)
        return stored

    def _compared(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name in self._shown and not field.disabled and not isinstance(field, forms.FileField)
        ]

    def _marks(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: self._mark(name, value) for name, value in values.items() if name in self.fields}

    def _mark(self, name: str, value: Any) -> Any:
        is_set = isinstance(self.fields[name], forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        return sorted(map(_mark, value)) or None if is_set and value is not None else _mark(value)

    def _sent_seen(self) -> dict[str, Any] | None:
        """What the page showed when it was loaded; None when it does not say, or not of this record."""
        content = _opened(self.data.get(self.add_prefix(SEEN)))
        if content.get("record") != self.instance._meta.label_lower or content.get("pk") != self.instance.pk:
            return None
        values: dict[str, Any] = content["values"]
        return values

    def _column(self, name: str) -> str:
        field = next((each for each in self.instance._meta.concrete_fields if each.name == name), None)
        return field.column if field else ""


@contextmanager
def telling_deletion(data: Mapping[str, Any], *, prefix: str = "") -> Iterator[None]:
    """A record that is not found because somebody deleted it meanwhile is told so, instead of "no such page".

    The form's signed values prove that the person had the record before them.
    """
    try:
        yield
    except Http404:
        content = _opened(data.get(f"{prefix}-{SEEN}" if prefix else SEEN))
        model = apps.get_model(content["record"]) if content else None
        if model is None or model._base_manager.filter(pk=content["pk"]).exists():
            raise
        raise _gone(model, content["pk"]) from None


def _name_the_empty_choice(fields: Iterable[forms.Field]) -> None:
    """What is not chosen is a dash, as everywhere, instead of Django's row of hyphens."""
    ((_empty, hyphens),) = BLANK_CHOICE_DASH
    for field in fields:
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == hyphens:
                field.empty_label = formats.NOTHING
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [
                (value, formats.NOTHING if value == "" and label == hyphens else label) for value, label in choices
            ]


def _gone(model: type[models.Model], pk: int) -> ConflictError:
    words = {"what": model._meta.verbose_name, "by": _by(_trail.deletion(model._meta.db_table, pk))}
    message = _("This has been deleted meanwhile: %(what)s%(by)s.") % words
    return ConflictError(message, hint=_("Nothing was saved. What you typed still stands on the page."))


def _opened(sealed: str | None) -> dict[str, Any]:
    """The content of a ``seen`` field, empty when it is missing, foreign or forged."""
    try:
        content = Signer(salt=SALT).unsign_object(sealed) if sealed else {}
    except (BadSignature, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _mark(value: Any) -> Any:
    """A value as it is compared: as JSON keeps it, without what a control does not show."""
    if value is None or value == "":
        return None
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple):
        return [_mark(each) for each in value] or None
    if isinstance(value, dict):
        return {str(key): _mark(each) for key, each in value.items()} or None
    if isinstance(value, datetime):
        return value.astimezone(clock.office_zone()).strftime("%Y-%m-%dT%H:%M") if value.tzinfo else f"{value:%FT%H:%M}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal | float):
        return format(Decimal(str(value)).normalize(), "f")
    return "\n".join(str(value).strip().splitlines()) or None


def _foreign_keys(record: models.Model) -> set[str]:
    return {field.name for field in record._meta.concrete_fields if isinstance(field, models.ForeignKey)}


def _told(field: BoundField, record: models.Model, value: Any) -> str:
    """A stored value in words."""
    if _mark(value) is None:
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name in _foreign_keys(record):
        return str(getattr(record, field.name))
    labels = _labels(field.field)
    if isinstance(value, list | tuple | set):
        return ", ".join(labels.get(_mark(each), str(each)) for each in value)
    if isinstance(value, datetime):
        return f"{formats.day(value)}, {formats.clock_time(value)}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return formats.number(value)
    return labels.get(_mark(value), str(value))


def _labels(field: forms.Field) -> dict[Any, str]:
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return {}
    flat: dict[Any, str] = {}
    for key, label in cast(Iterable[tuple[Any, Any]], field.choices):
        group = label if isinstance(label, list | tuple) else [(key, label)]
        flat |= {_mark(each): str(name) for each, name in group}
    return flat


def _when(last: LastChange | None) -> str:
    if last is None:
        return ""
    is_today = clock.day_of(last.at) == clock.day_of(clock.real_now())
    return formats.clock_time(last.at) if is_today else f"{formats.day(last.at)}, {formats.clock_time(last.at)}"


def _by(last: LastChange | None) -> str:
    """Who and when, as far as it is known, in brackets."""
    told = ", ".join(part for part in (last.who if last else "", _when(last)) if part)
    return f" ({told})" if told else ""


def _conflict(theirs: str, last: LastChange | None) -> str:
    told = _("Meanwhile this became “%(theirs)s”%(by)s.") % {"theirs": theirs, "by": _by(last)}
    return f"{told} {_('Yours stands in the field: save again to keep it.')}"
