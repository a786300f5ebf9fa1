"""What changed in the fact sheet of a client on a day, kept narrow for replays and try-outs (S1, S4)."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Client


class ChangedFacts(models.Model):
    """The facts of a client that stood otherwise at the end of a day than before it: at most one row of both.

    ``facts``: by name, as :mod:`mayak.facts.history` writes them. A number that only time moves is kept by the day
    it counts from, so a day without events writes nothing. The first row of a client holds all facts. The facts of
    a day are the last values up to it; what stood before is the value of an earlier row.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    pk = models.CompositePrimaryKey("client_id", "day")
    # No constraint in the database: checking it would cost the refresh more than the row itself.
    client = models.ForeignKey(
        Client, models.CASCADE, related_name="changed_facts", db_index=False, db_constraint=False
    )
    day = models.DateField(_("day"))
    facts = models.JSONField(_("changed facts"))

    class Meta:
        verbose_name = _("changed facts of a day")
        verbose_name_plural = _("changed facts of days")
        # Rows arrive in the order of days: retention finds the old ones by a few pages of index.
        indexes = [BrinIndex(fields=["day"], name="facts_changed_by_day", pages_per_range=32)]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.day}"
