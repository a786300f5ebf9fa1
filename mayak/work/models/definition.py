"""What a methodologist defines: stages, outcomes, instruments (W2, W6, P6)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.core.text import localized


class Definition(models.Model):
    """A named entry of the playbook; texts are ``{"ru": …, "en": …}``."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return localized(self.name)


class Stage(Definition):
    """A stage of work with a client: goal, steps, opening words (W2)."""

    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    goal = models.JSONField(_("goal"), default=dict, blank=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    script = models.JSONField(_("opening words"), default=dict, blank=True)
    is_recurring = models.BooleanField(_("in each call"), default=False)
    # Codes of lamps that call for this stage when a contact names none (W2: Mayak advises the stage).
    lamps = ArrayField(models.SlugField(max_length=60), verbose_name=_("called for by lamps"), default=list, blank=True)

    class Meta(Definition.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")


class NextRule(models.TextChoices):
    """How an outcome dates the next contact (W6)."""

    DAYS = "days", _("in so many days")
    MINUTES = "minutes", _("in so many minutes")
    WORKING_DAYS = "working_days", _("in so many working days")
    PROMISE = "promise", _("by the promise")
    TASK = "task", _("by the task")
    AT_ONCE = "at_once", _("at once")
    ASKED = "asked", _("a date is asked")


class Outcome(Definition):
    """Why a contact is closed (причина закрытия) and what follows (W6).

    ``delay`` counts in the unit of ``next_rule``; for promise and task it is the fall-back in days.
    ``max_attempts``: so many attempts in a row, then the next number or a forced choice; empty: no redial.
    ``stage``: the stage that the outcome completes.
    """

    key = models.CharField(_("key"), max_length=1, blank=True)
    is_reached = models.BooleanField(_("a talk took place"))
    is_effective = models.BooleanField(pgettext_lazy("outcome", "effective"))
    next_rule = models.CharField(_("next contact"), max_length=15, choices=NextRule.choices)
    delay = models.PositiveSmallIntegerField(_("delay"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts"), null=True, blank=True)
    tries_second_number = models.BooleanField(_("then the second number"), default=False)
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, blank=True, related_name="outcomes")

    class Meta(Definition.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="outcome_key_once"),
            models.CheckConstraint(condition=Q(is_reached=True) | Q(is_effective=False), name="effective_is_reached"),
        ]


class Instrument(Definition):
    """What is used in a contact: entering the product together, newsletter, seminar, calculator… (P6)."""

    is_product_entry = models.BooleanField(_("the product was entered"), default=False)

    class Meta(Definition.Meta):
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
