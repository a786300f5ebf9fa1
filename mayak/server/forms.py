"""The form of the first set-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mayak.core.playbook.packs import pack_choices
from mayak.server.zones import default_zone, zone_groups


class SetupForm(forms.Form):
    """The office and its first administrator."""

    office_name = forms.CharField(label=_("Name of the office"), max_length=200)
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_groups,
        initial=default_zone,
        help_text=_("It decides what “today” means in plans, reports and imports."),
    )
    playbook = forms.ChoiceField(
        label=_("Playbook"),
        choices=pack_choices,
        required=False,
        help_text=_("What the office begins with: segments, indicators, stages, lamps. All can be changed later."),
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

    def clean(self) -> dict[str, object]:
        """Both passwords alike; the second is not needed afterwards."""
        cleaned = super().clean() or {}
        again = cleaned.pop("password_again", None)
        if again is not None and "password" in cleaned and again != cleaned["password"]:
            self.add_error("password_again", _("The passwords differ."))
        return cleaned
