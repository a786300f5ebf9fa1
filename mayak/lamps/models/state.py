"""How the lamps and the score of each client stand now (S3, S4)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.lamps.models.definition import LampDefinition


class State(models.TextChoices):
    """How a lamp stands."""

    LIT = "lit", _("lit")
    OUT = "out", _("out")
    UNKNOWN = "unknown", _("unknown")


class LampState(models.Model):
    """A lamp of a client that is lit or unknown; a lamp that is out has no row.

    ``evidence``: the figures of the fact sheet behind it, by fact. ``since_date``: since when it stands so.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="lamp_states", db_index=False)
    lamp = models.ForeignKey(LampDefinition, models.CASCADE, related_name="states", db_index=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    since_date = models.DateField(_("since"))
    evidence = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("state of a lamp")
        verbose_name_plural = _("states of lamps")
        indexes = [models.Index(fields=["lamp", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["client", "lamp"], name="lamp_state_once"),
            models.CheckConstraint(condition=~Q(state="out"), name="lamp_state_not_out"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.lamp_id} {self.state}"


class Score(models.Model):
    """The necessity of contact, 0 to 1 (None: nothing known), and how certain it is. Disconnected clients have none.

    ``necessity`` is what is shown: computed, raised by overrides, replaced by a correction in force.
    ``computed`` is the weighted sum alone.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="score")
    necessity = models.DecimalField(_("necessity of contact"), max_digits=3, decimal_places=2, null=True)
    certainty = models.DecimalField(_("certainty"), max_digits=3, decimal_places=2)
    computed = models.DecimalField(_("computed"), max_digits=3, decimal_places=2, null=True)
    is_corrected = models.BooleanField(_("corrected by hand"), default=False)

    class Meta:
        verbose_name = _("necessity of contact")
        verbose_name_plural = _("necessity of contact")
        indexes = [models.Index(models.F("necessity").desc(nulls_last=True), "client", name="score_by_necessity")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.necessity}"


class ScoreCorrection(models.Model):
    """A value set by hand with its reason, in force from … until … (both inclusive)."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="score_corrections")
    value = models.DecimalField(_("value"), max_digits=3, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=500)
    author = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))

    class Meta:
        ordering = ["-from_date", "-pk"]
        verbose_name = _("correction of the score")
        verbose_name_plural = _("corrections of the score")
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=1), name="correction_0_to_1"),
            models.CheckConstraint(condition=Q(until_date__gte=models.F("from_date")), name="correction_days"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.value}"


class LampsPass(models.Model):
    """The last pass over the whole office (one row): by which definitions, and the last day kept in history.

    ``version_fingerprint``: the definitions of the last :class:`~mayak.lamps.models.history.LampsVersion`.
    """

    fingerprint = models.CharField(max_length=32, blank=True, default="")
    version_fingerprint = models.CharField(max_length=32, blank=True, default="")
    recorded_date = models.DateField(null=True)

    class Meta:
        verbose_name = _("pass over the lamps")
        verbose_name_plural = _("passes over the lamps")

    def __str__(self) -> str:
        return f"{self.recorded_date}"
