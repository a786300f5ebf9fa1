"""Forms about staff."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import EventKind, Role, Staff, Team


class AbsenceForm(forms.Form):
    """Who is away, when, who substitutes. The choices are within the rights of the person who fills it in."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("Who is away"))
    substitute = forms.ModelChoiceField(Staff.objects.none(), label=_("Substitute"), required=False)
    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    to_date = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, colleagues: list[Staff], manageable: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("staff", manageable), ("substitute", colleagues)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Staff.objects.filter(pk__in=[person.pk for person in people])
            field.empty_label = pgettext("empty choice", "choose") if field.required else _("nobody")


class StaffForm(forms.Form):
    """A new member of staff."""

    last_name = forms.CharField(label=_("Last name"), max_length=100)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    middle_name = forms.CharField(label=_("Middle name"), max_length=100, required=False)
    login = forms.CharField(label=_("Log-in name"), max_length=100)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), required=False
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(Team.objects.all(), label=_("Team"), required=False, empty_label=_("no team"))
    is_admin = forms.BooleanField(label=_("Administrator"), required=False)


class PasswordForm(forms.Form):
    """A new password given by an administrator."""

    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class ChosenPasswordForm(forms.Form):
    """A password that a person chooses for themselves, typed twice."""

    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    again = forms.CharField(
        label=_("The same once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def clean_again(self) -> str:
        """Typed the same twice."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise ValidationError(gettext("The two passwords differ."))
        return again


class ForgottenForm(forms.Form):
    """Whose password is forgotten: by log-in name or mail."""

    who = forms.CharField(
        label=_("Log-in name or mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PasskeyNameForm(forms.Form):
    """How a person tells their passkeys apart."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60)


class StaffEditForm(forms.Form):
    """What an administrator changes of a member of staff."""

    last_name = forms.CharField(label=_("Last name"), max_length=100)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    middle_name = forms.CharField(label=_("Middle name"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(Team.objects.all(), label=_("Team"), required=False, empty_label=_("no team"))
    is_admin = forms.BooleanField(
        label=_("Administrator"), required=False, help_text=_("Staff, settings, imports, copies")
    )
    daily_capacity = forms.IntegerField(label=_("Contacts a day"), min_value=0, max_value=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=50, required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["timezone"]
        assert isinstance(zone, forms.ChoiceField)
        names = sorted(name for name in available_timezones() if name.startswith(("Europe/", "Asia/")))
        zone.choices = [("", _("as the office")), *((name, name.replace("_", " ")) for name in names)]

    @classmethod
    def values_of(cls, staff: Staff) -> dict[str, Any]:
        """The form as it stands for a person."""
        return {name: getattr(staff, "team_id" if name == "team" else name) for name in cls.base_fields}


class JournalForm(forms.Form):
    """What of the security journal is shown."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    person = forms.ModelChoiceField(
        Staff.objects.all(), label=_("Who or whom"), required=False, empty_label=_("anybody")
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("Address or log-in name"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("everything")), ("bad", _("failures and refusals only")), *EventKind.choices]
