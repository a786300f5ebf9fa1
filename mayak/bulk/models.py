"""Actions on many clients: what was shown before, what became of each client, what undoes it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models import Client


class RunState(models.TextChoices):
    """Where an action stands."""

    PREPARED = "prepared", pgettext_lazy("bulk action", "being prepared")
    RUNNING = "running", pgettext_lazy("bulk action", "under way")
    DONE = "done", pgettext_lazy("bulk action", "done")
    UNDOING = "undoing", pgettext_lazy("bulk action", "being undone")
    UNDONE = "undone", pgettext_lazy("bulk action", "undone")
    FAILED = "failed", pgettext_lazy("bulk action", "stopped")


class BulkRun(models.Model):
    """One action on many clients. Nothing of a client is written before it runs.

    ``params`` are those of the action as JSON; empty: they are still asked for.
    """

    action = models.CharField(_("action"), max_length=20)
    title = models.CharField(_("clients of"), max_length=200, blank=True)
    params = models.JSONField(default=dict)
    author = models.ForeignKey(Staff, models.CASCADE, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.PREPARED)
    file = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("action on many clients")
        verbose_name_plural = _("actions on many clients")

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether a job works on it."""
        return self.state in {RunState.RUNNING, RunState.UNDOING}


class ItemState(models.TextChoices):
    """What has become of one client of an action."""

    WAITING = "waiting", pgettext_lazy("client of an action", "waits")
    DONE = "done", pgettext_lazy("client of an action", "done")
    SKIPPED = "skipped", pgettext_lazy("client of an action", "skipped")
    UNDONE = "undone", pgettext_lazy("client of an action", "undone")
    KEPT = "kept", pgettext_lazy("client of an action", "not undone")


class BulkItem(models.Model):
    """One client of an action: as it was shown, as it would become; ``seen`` tells whether it is still so.

    ``kept`` is what undoes it, ``note`` why it was skipped or stayed. What is told (``was``, ``becomes``, ``note``) is
    kept in every language (mayak.bulk.words), a name or a text of the office as it stands.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    was = models.JSONField(blank=True, default=str)
    becomes = models.JSONField(blank=True, default=str)
    seen = models.JSONField(null=True)
    plan = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    note = models.JSONField(blank=True, default=str)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("client of an action")
        verbose_name_plural = _("clients of actions")
        constraints = [models.UniqueConstraint(fields=["run", "client"], name="bulk_item_once")]
        indexes = [models.Index(fields=["run", "state"])]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.client_id}"
