"""Who changed what, written by the database itself.

One narrow table for all audited records, filled by statement-level triggers: every write path is covered (pages,
imports, COPY, a psql session) and one client's history is one index scan. An insert stores no values (the row
itself holds them), an update the fields that differ, a delete the whole row.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Operation(models.TextChoices):
    """What happened to the row."""

    INSERT = "I", _("created")
    UPDATE = "U", _("changed")
    DELETE = "D", _("deleted")


class Change(models.Model):
    """One row of one audited table changed. ``at`` is real time, whatever the domain clock says.

    ``client_id`` and ``actor_id`` are plain numbers: history outlives what it tells of.
    ``origin``: ``page``, ``import <run>``, ``import <run> undone``, a command's or a job's name, or empty for a
    direct write. ``reason``: why, in the words of who did it, where it was asked.
    """

    # History is shown on pages that already checked the right to see the client.
    CLIENT_PATH: ClassVar[str] = "client_id"

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("who"), null=True)
    origin = models.CharField(_("where from"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, db_default="")
    table = models.CharField(max_length=63)
    object_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=1, choices=Operation.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["client_id", "-at"]),
            models.Index(fields=["table", "object_id"]),
            models.Index(fields=["actor_id", "-at"]),
            # Rows arrive in the order of time: retention finds the old ones by a few pages of index.
            BrinIndex(fields=["at"], name="audit_change_by_time", pages_per_range=32),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.object_id} {self.operation}"
