"""What is asked on the pages of personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.privacy.models import Deed, Erasure


class AccessForm(forms.Form):
    """The filter of the journal."""

    staff = forms.ModelChoiceField(Staff.objects.all(), label=_("Who"), required=False, empty_label=_("everybody"))
    deed = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("everything")), *Deed.choices])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ErasureForm(forms.Form):
    """The first step: why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=Erasure._meta.get_field("reason").max_length,
        min_length=5,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: a written request of 12 May. Without names: it stays in the journal."),
    )


class ConfirmationForm(ErasureForm):
    """The second step: the reason travels along, the surname is typed."""

    surname = forms.CharField(label=_("Surname of the person"), max_length=150, strip=True)
    is_confirmed = forms.BooleanField(label=_("I know that nothing brings these data back"), required=True)

    def __init__(self, *args: object, surname: str, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.expected = surname
        self.fields["reason"].widget = forms.HiddenInput()

    def clean_surname(self) -> str:
        """The surname as it stands on the page; case does not matter."""
        typed: str = self.cleaned_data["surname"]
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(_("This is not the surname of the person on this page."))
        return typed
