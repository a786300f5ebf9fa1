"""Forms of a person's notifications."""

from datetime import time
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mayak.core.office_settings import Setting
from mayak.notifications import office_settings


def _office(setting: Setting) -> Any:
    return lazy(lambda: _now("empty: as in the office, %(time)s") % {"time": setting.value}, str)()


class TimesForm(forms.Form):
    """Times of day; an empty one is the office's."""

    quiet_from = forms.TimeField(
        label=_("Quiet hours from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_office(office_settings.QUIET_FROM),
    )
    quiet_to = forms.TimeField(
        label=_("Quiet hours until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_office(office_settings.QUIET_TO),
    )
    digest_time = forms.TimeField(
        label=_("Time of the digest"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_office(office_settings.DIGEST_TIME),
    )

    def clean(self) -> dict[str, time | None]:
        """Quiet hours have two ends."""
        values: dict[str, time | None] = super().clean() or {}
        if bool(values.get("quiet_from")) != bool(values.get("quiet_to")):
            missing = "quiet_to" if values.get("quiet_from") else "quiet_from"
            self.add_error(missing, _now("Enter both ends, or leave both to the office."))
        return values
