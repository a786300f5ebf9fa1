"""What a methodologist defines: lamps and overrides of the score (S3, S4)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Role
from mayak.core.text import localized


class LampDefinition(models.Model):
    """A signal: a condition with its words, and with its weight in the score when ``is_weighted``.

    ``short_label`` and ``unit`` head a column of the board; ``figure`` is what a lit cell shows there. ``reason``
    says why it is lit, ``out_reason`` what the matter is when it is not; both are texts with figures of the
    fact sheet in braces, see :mod:`mayak.lamps.domain.wording`. ``never_reason`` replaces ``reason`` when its first
    figure never happened. ``urgent_when`` changes the shape shown, not the weight.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    short_label = models.JSONField(_("column"))
    unit = models.JSONField(_("unit"), default=dict, blank=True)
    condition = models.JSONField(_("lit when"))
    urgent_when = models.JSONField(_("urgent when"), null=True, blank=True)
    is_weighted = models.BooleanField(_("counts in the score"), default=False)
    weight = models.DecimalField(_("weight"), max_digits=4, decimal_places=2, default=Decimal(0))
    figure = models.JSONField(_("figure"), default=dict, blank=True)
    reason = models.JSONField(_("reason"))
    never_reason = models.JSONField(_("reason when it never happened"), default=dict, blank=True)
    out_reason = models.JSONField(_("words while it is out"), default=dict, blank=True)
    advice = models.JSONField(_("advice"), default=dict, blank=True)
    puts_out = models.JSONField(_("what puts it out"), default=dict, blank=True)
    owner_role = models.CharField(_("whose"), max_length=20, choices=Role.choices, default=Role.EXPERT)
    reaction_minutes = models.PositiveIntegerField(_("reaction, minutes"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("lamp")
        verbose_name_plural = _("lamps")
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=1), name="lamp_weight_0_to_1"),
            models.CheckConstraint(condition=Q(is_weighted=True) | Q(weight=0), name="lamp_weight_when_weighted"),
        ]

    def __str__(self) -> str:
        return localized(self.name)


class ScoreOverride(models.Model):
    """Where its condition holds, the score is at least ``floor``: an override may only raise."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    condition = models.JSONField(_("when"))
    floor = models.DecimalField(_("at least"), max_digits=3, decimal_places=2)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("override of the score")
        verbose_name_plural = _("overrides of the score")
        constraints = [models.CheckConstraint(condition=Q(floor__gte=0, floor__lte=1), name="override_0_to_1")]

    def __str__(self) -> str:
        return localized(self.name)
