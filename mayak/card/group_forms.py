"""The form of a status group (C3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mayak.card.models import StatusGroup
from mayak.ui.record_form import RecordForm

LANGUAGES = ("ru", "en")


class StatusGroupForm(RecordForm):
    """The name of a group in both languages."""

    name_ru = forms.CharField(label=_("Name, in Russian"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name, in English"), max_length=60, required=False)

    class Meta:
        """The names stand in one field of the record."""

        model = StatusGroup
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(_names_of(self.instance))

    def values_of(self, record: Any) -> dict[str, Any]:
        """The names by language."""
        return {**super().values_of(record), **_names_of(record)}

    @property
    def name(self) -> dict[str, str]:
        """The names as the services take them."""
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}


def _names_of(record: Any) -> dict[str, str]:
    names = record.name if isinstance(record.name, dict) else {}
    return {f"name_{code}": names.get(code, "") for code in LANGUAGES}
