"""Cycles of contacts (W3) and lines of the day queue that were put off (W9)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.core.text import localized


class Cycle(models.Model):
    """A planned cycle: its contacts in order, one each ``interval_days``; edited by the methodologist.

    ``steps``: ``[{"stage": code, "person_role": role, "goal": {"ru": …, "en": …}}, …]``; after the last one
    the cycle starts again.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    is_default = models.BooleanField(_("for every client"), default=False)
    interval_days = models.PositiveSmallIntegerField(_("days between contacts"), default=14)
    steps = models.JSONField(pgettext_lazy("cycle", "contacts"), default=list)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_cycle"),
            models.CheckConstraint(condition=Q(interval_days__gt=0), name="cycle_interval"),
        ]

    def __str__(self) -> str:
        return localized(self.name)


class PutOff(models.Model):
    """A client's line taken off the day queue until a day, with the reason; fixed times and call-backs still show."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="put_offs")
    until_date = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("put off at"))

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("line put off")
        verbose_name_plural = _("lines put off")
        indexes = [models.Index(fields=["client", "until_date"])]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.until_date:%Y-%m-%d}"
