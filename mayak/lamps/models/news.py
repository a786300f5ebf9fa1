"""Lamps that became urgent and of which people are to be told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client
from mayak.lamps.models.definition import LampDefinition


class UrgentNews(models.Model):
    """A lamp of a client became urgent on a day; written with the pass that found it, told after its commit.

    Once a day for a lamp of a client, however often it goes to and fro. ``is_of_many``: found by a pass over many
    clients (an import, a new day, an edited playbook): such news are gathered until the pass is over.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    lamp = models.ForeignKey(LampDefinition, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    evidence = models.JSONField(_("figures"), default=dict)
    is_of_many = models.BooleanField(default=False)
    noted_at = models.DateTimeField(_("noted at"))
    told_at = models.DateTimeField(_("told at"), null=True)

    class Meta:
        verbose_name = _("urgent news")
        verbose_name_plural = _("urgent news")
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="urgent_news_untold")]
        constraints = [models.UniqueConstraint(fields=["client", "lamp", "day"], name="urgent_news_once_a_day")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.lamp_id} {self.day:%Y-%m-%d}"
