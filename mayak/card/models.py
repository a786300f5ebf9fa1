"""The functional card (C3): indicators with terms of validity, their values over time and by source."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.intervals import Interval, ends_after_start, once_at_a_time
from mayak.clients.models import Client, Person
from mayak.core.text import localized


class ValueType(models.TextChoices):
    """What an indicator's value is."""

    TEXT = "text", _("text")
    NUMBER = "number", pgettext_lazy("type of a value", "number")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice")
    MONEY = "money", _("money")
    PERSON = "person", _("person")


class IndicatorSubject(models.TextChoices):
    """Whose indicator it is."""

    CLIENT = "client", _("client")
    PERSON = "person", _("contact person")


class IndicatorDefinition(models.Model):
    """A named indicator (показатель) with its term in days, edited by the methodologist.

    ``bound_to`` names the field elsewhere that it mirrors (``client.inn``, ``debt_amount``): a bound indicator
    holds no value of its own. ``groups`` are the status groups whose completeness counts it.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    question = models.JSONField(_("question"), default=dict, blank=True)
    subject = models.CharField(_("of"), max_length=10, choices=IndicatorSubject.choices)
    value_type = models.CharField(_("type"), max_length=10, choices=ValueType.choices, default=ValueType.TEXT)
    unit = models.JSONField(_("unit"), default=dict, blank=True)
    validity_days = models.PositiveSmallIntegerField(_("valid for, days"), null=True, blank=True)
    groups = ArrayField(models.CharField(max_length=20), verbose_name=_("status groups"), default=list, blank=True)
    bound_to = models.CharField(_("mirrors"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return localized(self.name)


class IndicatorValue(Interval):
    """What one source says of an indicator, from the day it was confirmed until a newer word of that source.

    An empty ``value`` is *confirmed none*: it counts as filled. ``valid_until_date`` (inclusive) empty: no term.
    The row without ``to_date`` is the source's current word.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="indicator_values")
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="indicator_values", verbose_name=_("person")
    )
    indicator = models.ForeignKey(IndicatorDefinition, models.PROTECT, related_name="values")
    value = models.TextField(_("value"), blank=True)
    confirmed_date = models.DateField(_("confirmed"))
    valid_until_date = models.DateField(_("valid until"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)

    class Meta:
        ordering = ["client", "indicator", "-confirmed_date"]
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        indexes = [models.Index(fields=["client", "indicator"])]
        constraints = [
            once_at_a_time(
                "indicator_value_once", "client", Coalesce("person", models.Value(0)), "indicator", "source"
            ),
            ends_after_start("indicator_value_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value}"
