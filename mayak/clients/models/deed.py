"""What was done to persons as a whole and can be taken back: leaving, moving, merging (C4)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models.client import Client


class DeedKind(models.TextChoices):
    """What was done."""

    LEAVING = "leaving", _("no longer works here")
    MERGE = "merge", _("merged")


class PersonDeed(models.Model):
    """One deed with everything it changed, row by row, so that it can be taken back.

    ``person_id``: whom it was done to, a plain number: a person merged into another one is no row any more.
    ``other_id``: with whom it was merged, or who the person is at the new client. ``steps``: see
    :mod:`mayak.clients.services.steps`.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="person_deeds")
    kind = models.CharField(_("kind"), max_length=10, choices=DeedKind.choices)
    person_id = models.BigIntegerField()
    other_id = models.BigIntegerField(null=True)
    title = models.CharField(_("what"), max_length=400)
    told = models.JSONField(_("circumstances"), default=dict)
    steps = models.JSONField(default=list)
    made_at = models.DateTimeField(_("when"))
    made_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("deed about a person")
        verbose_name_plural = _("deeds about persons")
        indexes = [
            models.Index(fields=["client", "-made_at"]),
            models.Index(fields=["person_id"]),
            models.Index(fields=["other_id"]),
        ]

    def __str__(self) -> str:
        return self.title


class PersonPair(models.Model):
    """Two persons who look alike and are not the same: they are not proposed for merging again."""

    CLIENT_PATH: ClassVar[str] = "first__client"

    first = models.ForeignKey("clients.Person", models.CASCADE, related_name="+")
    second = models.ForeignKey("clients.Person", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("pair of different persons")
        verbose_name_plural = _("pairs of different persons")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="person_pair_once")]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
