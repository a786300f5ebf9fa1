"""The functional card (C3): indicators with terms of validity, their values over time and by source."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Role, Staff
from mayak.card.domain.values import Choice
from mayak.clients.intervals import Interval, ends_after_start, once_at_a_time
from mayak.clients.models import Client, Person
from mayak.core.text import localized


class ValueType(models.TextChoices):
    """What an indicator's value is."""

    TEXT = "text", _("text")
    NUMBER = "number", pgettext_lazy("type of a value", "number")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice")
    MULTIPLE = "multiple", _("multiple choice")
    MONEY = "money", _("money")
    PERSON = "person", _("person")


class IndicatorSubject(models.TextChoices):
    """Whose indicator it is."""

    CLIENT = "client", _("client")
    PERSON = "person", _("contact person")


class StatusGroup(models.Model):
    """What a group of indicators makes a client ready for (группа статуса): completeness is counted per group.

    Indicators keep the code of a group that is out of use; nothing is counted for it until it is used again.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.JSONField(_("name"))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("status group")
        verbose_name_plural = _("status groups")

    def __str__(self) -> str:
        return localized(self.name)


class IndicatorDefinition(models.Model):
    """A named indicator (показатель) with its term in days, edited by the methodologist.

    ``bound_to`` names the field elsewhere that it mirrors and is fed by (``client.inn``, ``facts.debt_amount``): a
    bound indicator holds no value of its own. ``groups`` are the codes of the status groups whose completeness counts
    it. ``choices``: ``[{"code": …, "ru": …, "en": …}]``, the code is stored. ``changed_by``: the roles that may
    change its values, empty = whoever sees the client.
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
    choices = models.JSONField(_("choices"), default=list, blank=True)
    changed_by = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), verbose_name=_("changed by"), default=list, blank=True
    )
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return localized(self.name)

    @property
    def allowed(self) -> tuple[Choice, ...]:
        """The values it may have; empty = any text."""
        return allowed_choices(self.choices)


def allowed_choices(choices: Iterable[Mapping[str, str]]) -> tuple[Choice, ...]:
    """The edited choices as the rules of values take them."""
    return tuple(
        Choice(one["code"], tuple(word for key, word in one.items() if key != "code" and word)) for one in choices
    )


class IndicatorValue(Interval):
    """What one source says of an indicator, from the day it was confirmed until a newer word of that source.

    An empty ``value`` is *confirmed none*: it counts as filled. ``valid_until_date`` (inclusive) empty: no term.
    The row without ``to_date`` is the source's current word. ``steps``: what writing it did to other words, the last
    one last, to take it back.
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
    told_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )
    steps = models.JSONField(default=list, blank=True, editable=False)

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


class Confirmation(models.Model):
    """A source confirmed the field that a bound indicator mirrors: the indicator holds no value, only this.

    ``value``: what stood in the field then, of fields that can be set back; it disagrees with the field when another
    source overwrote it. ``to_date``: the last day on which the word counts beside others, empty while it does.
    ``wrote``: of an answer that was written into records, what stood there before and which words it ended.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="confirmations")
    indicator = models.ForeignKey(IndicatorDefinition, models.PROTECT, related_name="confirmations")
    value = models.TextField(_("value"), blank=True, default="")
    confirmed_date = models.DateField(_("confirmed"))
    valid_until_date = models.DateField(_("valid until"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    told_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )
    to_date = models.DateField(_("counts until"), null=True, blank=True)
    wrote = models.JSONField(default=dict, blank=True, editable=False, db_default={})

    class Meta:
        ordering = ["client", "indicator", "-confirmed_date"]
        verbose_name = _("confirmation of a field")
        verbose_name_plural = _("confirmations of fields")
        indexes = [models.Index(fields=["client", "indicator"])]
        constraints = [
            models.UniqueConstraint(
                "client",
                Coalesce("person", models.Value(0)),
                "indicator",
                "confirmed_date",
                "source",
                name="field_confirmed_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.confirmed_date}"


class QuestionToAsk(models.Model):
    """Somebody wants an indicator asked in the next conversation; gone with the answer."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="questions_to_ask")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="questions_to_ask")
    indicator = models.ForeignKey(IndicatorDefinition, models.CASCADE, related_name="questions_to_ask")
    wanted_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    wanted_date = models.DateField(_("wanted since"))

    class Meta:
        ordering = ["client", "wanted_date", "pk"]
        verbose_name = _("question to ask")
        verbose_name_plural = _("questions to ask")
        constraints = [
            models.UniqueConstraint(
                "client", Coalesce("person", models.Value(0)), "indicator", name="question_to_ask_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.indicator_id}"
