"""How lamps and scores stood on past days, as they were shown (S3, S4). Days inclusive; an open end still holds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client
from mayak.lamps.models.definition import LampDefinition
from mayak.lamps.models.state import State


class LampInterval(models.Model):
    """Days on which a lamp was lit or unknown; between them it was out."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="lamp_intervals", db_index=False)
    # No constraint in the database: history outlives a lamp that the playbook drops.
    lamp = models.ForeignKey(
        LampDefinition, models.DO_NOTHING, related_name="intervals", db_index=False, db_constraint=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    evidence = models.JSONField(_("figures"), default=dict)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"), null=True)

    class Meta:
        verbose_name = _("history of a lamp")
        verbose_name_plural = _("history of lamps")
        indexes = [models.Index(fields=["client", "lamp", "from_date"])]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "lamp"], condition=Q(to_date=None), name="lamp_interval_open_once"
            ),
            models.CheckConstraint(condition=Q(to_date=None) | Q(to_date__gte=models.F("from_date")), name="lamp_days"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.lamp_id} {self.state}"


class ScoreInterval(models.Model):
    """Days on which a client's score was shown as this: ``computed`` by the weights, ``is_corrected`` by hand."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="score_intervals", db_index=False)
    necessity = models.DecimalField(_("necessity of contact"), max_digits=3, decimal_places=2, null=True)
    certainty = models.DecimalField(_("certainty"), max_digits=3, decimal_places=2)
    computed = models.DecimalField(_("computed"), max_digits=3, decimal_places=2, null=True)
    is_corrected = models.BooleanField(_("corrected by hand"), default=False)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"), null=True)

    class Meta:
        verbose_name = _("history of the score")
        verbose_name_plural = _("history of scores")
        indexes = [models.Index(fields=["client", "from_date"])]
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(to_date=None), name="score_interval_open_once"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=models.F("from_date")), name="score_interval_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.necessity}"


class LampsVersion(models.Model):
    """The lamps in use and the overrides from a day on, with all their words, as the pass of that day had them.

    ``lamps`` and ``overrides``: lists of the fields of the definitions, in the playbook's order, each with its
    ``pk``. A past day is told in the words and by the weights of its own time.
    """

    from_date = models.DateField(_("from"), unique=True)
    lamps = models.JSONField(_("lamps"))
    overrides = models.JSONField(_("overrides of the score"))

    class Meta:
        ordering = ["from_date"]
        verbose_name = _("version of the lamps")
        verbose_name_plural = _("versions of the lamps")

    def __str__(self) -> str:
        return f"{self.from_date}"
