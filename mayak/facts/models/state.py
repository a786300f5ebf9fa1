"""What keeps the fact sheet fresh: dirty marks, the state of the whole, the playbook's figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.core.text import localized


class DirtyMark(models.Model):
    """A change not yet in the facts: made by triggers in the changing transaction itself.

    Marks are only ever added and deleted, never shared: a transaction that found somebody else's mark and relied
    on it would lose its own change when that mark is worked off before it commits. ``xid`` is the transaction that
    made the mark, so that a bulk change leaves one mark per client and subject, not one per statement.
    No foreign key: a mark of a client that was deleted is worked off by forgetting it.
    """

    client_id = models.BigIntegerField()
    subject = models.CharField(max_length=20)
    # The transaction that made it (pg_current_xact_id).
    xid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("dirty mark")
        verbose_name_plural = _("dirty marks")
        indexes = [models.Index(fields=["client_id", "subject"])]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.subject}"


class FactsState(models.Model):
    """The day and basis for which the whole office was computed last, the last day kept in history (one row)."""

    as_of_date = models.DateField(null=True)
    recorded_date = models.DateField(null=True)
    basis = models.CharField(max_length=32, blank=True, default="")
    computed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of the facts")
        verbose_name_plural = _("state of the facts")

    def __str__(self) -> str:
        return f"{self.as_of_date}"


class FactParameter(models.Model):
    """A figure that facts are measured with (a default term, for instance); edited by the methodologist."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    value = models.PositiveIntegerField(_("value"))
    unit = models.JSONField(_("unit"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("figure of the facts")
        verbose_name_plural = _("figures of the facts")

    def __str__(self) -> str:
        return localized(self.name)
