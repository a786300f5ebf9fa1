"""The form of the first set-up."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

# Offered first: the zones of Russia, west to east. Any other zone may be typed.
SUGGESTED_ZONES = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
]


class SetupForm(forms.Form):
    """The office and its first administrator."""

    office_name = forms.CharField(label=_("Name of the office"), max_length=200)
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("It decides what “today” means in plans, reports and imports."),
        widget=forms.TextInput(attrs={"list": "zones"}),
    )
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    login = forms.CharField(
        label=_("Log-in name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters, not a common word."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_timezone(self) -> str:
        """A zone that this machine knows."""
        zone = str(self.cleaned_data["timezone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Example: Europe/Moscow."))
        return zone

    def clean(self) -> dict[str, object]:
        """Both passwords alike; the second is not needed afterwards."""
        cleaned = super().clean() or {}
        again = cleaned.pop("password_again", None)
        if again is not None and "password" in cleaned and again != cleaned["password"]:
            self.add_error("password_again", _("The passwords differ."))
        return cleaned

    @property
    def zones(self) -> list[str]:
        """What the time-zone field suggests."""
        return SUGGESTED_ZONES
