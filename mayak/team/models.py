"""Clients changing hands: what moved from whom to whom, kept so that it can be taken back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models import Client, ResponsibilityRole


class HandOverState(models.TextChoices):
    """Where a hand-over stands."""

    WAITING = "waiting", pgettext_lazy("hand-over", "waits for its day")
    MOVING = "moving", pgettext_lazy("hand-over", "under way")
    DONE = "done", pgettext_lazy("hand-over", "done")
    RETURNING = "returning", pgettext_lazy("hand-over", "being taken back")
    RETURNED = "returned", pgettext_lazy("hand-over", "taken back")
    CANCELLED = "cancelled", pgettext_lazy("hand-over", "cancelled")


class HandOver(models.Model):
    """Clients go from one member of staff to another from a day on, with everything that is open with them."""

    giver = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("from whom"))
    receiver = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("to whom"))
    role = models.CharField(_("role"), max_length=20, choices=ResponsibilityRole.choices)
    from_date = models.DateField(_("from which day"))
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("asked for"))
    moved_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    returned_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    returned_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=HandOverState.choices)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [models.CheckConstraint(condition=~Q(giver=F("receiver")), name="hand_over_to_another")]
        indexes = [models.Index(fields=["receiver", "-id"])]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"

    @property
    def is_under_way(self) -> bool:
        """Whether a job works on it."""
        return self.state in {HandOverState.MOVING, HandOverState.RETURNING}


class ClientState(models.TextChoices):
    """What has become of one client of a hand-over."""

    CHOSEN = "chosen", pgettext_lazy("client of a hand-over", "to be handed over")
    MOVED = "moved", pgettext_lazy("client of a hand-over", "handed over")
    RETURNED = "returned", pgettext_lazy("client of a hand-over", "taken back")
    KEPT = "kept", pgettext_lazy("client of a hand-over", "not moved")


class HandOverClient(models.Model):
    """One client of a hand-over. ``moved``: the keys of what went along, and the rows as they were before."""

    CLIENT_PATH: ClassVar[str] = "client"

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="clients")
    client = models.ForeignKey(Client, models.CASCADE, related_name="hand_overs")
    state = models.CharField(_("state"), max_length=10, choices=ClientState.choices, default=ClientState.CHOSEN)
    note = models.CharField(_("why not"), max_length=300, blank=True)
    moved = models.JSONField(default=dict)

    class Meta:
        ordering = ["hand_over", "pk"]
        verbose_name = _("client of a hand-over")
        verbose_name_plural = _("clients of hand-overs")
        constraints = [models.UniqueConstraint(fields=["hand_over", "client"], name="hand_over_client_once")]
        indexes = [models.Index(fields=["hand_over", "state"])]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.client_id}"
