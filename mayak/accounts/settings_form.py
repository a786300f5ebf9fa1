"""The editor of the office's settings, made from their declarations: a group is a form."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mayak.core.office_settings import Kind, Setting, all_settings


def groups() -> dict[str, list[Setting]]:
    """Settings by the key of their group (the first word of their names), in the order of declaration.

    Settings whose groups read the same stand together, whatever their names begin with.
    """
    keys: dict[str, str] = {}
    found: dict[str, list[Setting]] = {}
    for setting in all_settings():
        key = keys.setdefault(str(setting.group), setting.name.partition(".")[0])
        found.setdefault(key, []).append(setting)
    return found


def field_name(setting: Setting) -> str:
    """The setting's name as a form writes it: a dot would read as a property in a template."""
    return setting.name.replace(".", "__")


class SettingsForm(forms.Form):
    """The settings of one group. A secret left empty stays as it is."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, settings: list[Setting]) -> None:
        super().__init__(data)
        self.settings = settings
        for setting in settings:
            name = field_name(setting)
            self.fields[name] = _field(setting)
            self.initial[name] = "" if setting.is_secret else setting.value

    def values(self) -> dict[str, Any]:
        """What to store, by the names of the settings."""
        return {
            setting.name: _stored(self.cleaned_data[field_name(setting)])
            for setting in self.settings
            if not (setting.is_secret and not self.cleaned_data[field_name(setting)])
        }


def _field(setting: Setting) -> forms.Field:
    common: dict[str, Any] = {"label": setting.label, "help_text": setting.help}
    if setting.kind is Kind.INTEGER:
        return forms.IntegerField(**common, min_value=setting.minimum, max_value=setting.maximum)
    if setting.kind is Kind.FLAG:
        return forms.BooleanField(**common, required=False)
    if setting.kind is Kind.CHOICE:
        return forms.ChoiceField(**common, choices=setting.choices)
    if setting.kind is Kind.CHOICES:
        box = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**common, choices=setting.choices, required=False, widget=box)
    if setting.kind is Kind.TIME:
        return forms.TimeField(**common, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if setting.is_secret else forms.TextInput()
    return forms.CharField(**common, required=False, max_length=500, widget=widget)


def _stored(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def told(setting: Setting, value: Any) -> str:
    """A value in words: with its unit, its choices' labels; a secret only as set or not."""
    if setting.is_secret:
        return _("set") if value else _("not set")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = dict(setting.choices)
    if isinstance(value, list):
        return ", ".join(str(labels.get(item, item)) for item in value) or _("nothing chosen")
    if value in (None, ""):
        return _("empty")
    shown = str(labels.get(value, value))
    return f"{shown} {setting.unit}" if setting.unit else shown
