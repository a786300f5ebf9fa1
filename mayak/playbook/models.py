"""Versions of the playbook: all definitions as they were, who changed them, when and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff


class PlaybookVersion(models.Model):
    """The whole playbook after a change. Changes of one person within half an hour are one version.

    ``snapshot``: the rows of every section (:func:`mayak.core.playbook.office_rows`). ``author`` is empty when no
    person at a page did it: an import, a command, the first load of a pack.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("changed at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sections = ArrayField(models.CharField(max_length=60), verbose_name=_("sections"), default=list, blank=True)
    snapshot = models.JSONField(_("definitions"))

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of the playbook")
        verbose_name_plural = _("versions of the playbook")

    def __str__(self) -> str:
        return str(self.number)
