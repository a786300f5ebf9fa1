"""Which days a form accepts: a slip of the keyboard (year 0001, 2999) is told at its field, never kept."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mayak.core import clock

EARLIEST = date(1900, 1, 1)
YEARS_AHEAD = 30


def within_reach(value: date | datetime) -> None:
    """Nothing that an office writes down was before 1900 or comes in more than thirty years."""
    if value.year < EARLIEST.year:
        raise ValidationError(_("The year %(year)s is too early: check it.") % {"year": value.year}, code="too_early")
    if value.year > clock.today().year + YEARS_AHEAD:
        raise ValidationError(
            _("The year %(year)s is too far ahead: check it.") % {"year": value.year}, code="too_late"
        )


def limit_days(form: forms.BaseForm) -> None:
    """Every day and moment of the form lies within reach."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators = [*field.validators, within_reach]
