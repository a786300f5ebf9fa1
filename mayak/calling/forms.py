"""What the contact page sends: everything of one talk in one form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mayak.core import clock

LONGEST_TALK_MINUTES = 600


class ContactForm(forms.Form):
    """How the contact is closed. Lines of the scenario, agreements and instruments come as lists beside it."""

    outcome = forms.CharField(max_length=60, error_messages={"required": _("Choose how the contact ended.")})
    comment = forms.CharField(label=_("Note"), required=False, max_length=20_000, strip=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=LONGEST_TALK_MINUTES)
    not_entered_reason = forms.CharField(label=_("Why the product was not entered"), required=False, max_length=300)
    next_at = forms.DateTimeField(
        label=_("When to call next"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d", "%d.%m.%Y %H:%M", "%d.%m.%Y"],
        error_messages={"invalid": _("Write the day as 25.11.2026, with a time if one is agreed: 25.11.2026 14:30.")},
    )
    choice = forms.CharField(required=False, max_length=20)
    person = forms.IntegerField(required=False)

    def clean_next_at(self) -> datetime | None:
        """The moment in the office's time zone; midnight stands for the day without a time."""
        moment: datetime | None = self.cleaned_data["next_at"]
        return moment.replace(tzinfo=clock.office_zone()) if moment else None


@dataclass(frozen=True)
class Typed:
    """The lists of the form as typed: kept whatever becomes of the rest."""

    agreements: tuple[str, ...]
    instruments: tuple[str, ...]
    ticks: tuple[str, ...]
    answers: dict[str, str]

    @property
    def ticked_agreements(self) -> tuple[int, ...]:
        """Keys of the agreements whose lines are ticked."""
        keys = (tick.removeprefix("agreement:") for tick in self.ticks if tick.startswith("agreement:"))
        return tuple(int(key) for key in keys if key.isdecimal())

    @classmethod
    def of(cls, data: QueryDict | dict[str, Sequence[str]]) -> "Typed":
        """Read the lists of a posted form or of a kept draft."""

        def many(name: str) -> tuple[str, ...]:
            values: Any = data.getlist(name) if isinstance(data, QueryDict) else data.get(name, [])
            return tuple(value.strip() for value in values if value.strip())

        answers = {
            key.removeprefix("answer:"): many(key)[-1] for key in data if key.startswith("answer:") and many(key)
        }
        return cls(many("agreement"), many("instrument"), many("tick"), answers)
