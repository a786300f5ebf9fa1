"""Forms about staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from mayak.accounts.models import Role, Staff, Team


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
