"""Forms of the mail page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TestLetterForm(forms.Form):
    """To whom the test letter goes."""

    address = forms.EmailField(label=_("To the address"))
