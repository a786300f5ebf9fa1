"""Selections: a condition somebody keeps under a name, with the columns and the order it is looked at in (S2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff, Team


class Sharing(models.TextChoices):
    """Who sees a selection. Whoever looks at it sees their own clients in it, never those of its owner."""

    PRIVATE = "private", _("only me")
    TEAM = "team", _("my team")
    OFFICE = "office", _("the whole office")


class Selection(models.Model):
    """A kept condition. ``columns`` and ``sort`` are codes of the list of clients; empty: as the list has them."""

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(Staff, models.CASCADE, related_name="selections", verbose_name=_("owner"))
    sharing = models.CharField(_("who sees it"), max_length=10, choices=Sharing.choices, default=Sharing.PRIVATE)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    condition = models.JSONField(_("condition"))
    columns = models.JSONField(_("columns"), default=list, blank=True)
    sort = models.CharField(_("order"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("made"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="selection_has_a_name")]

    def __str__(self) -> str:
        return self.name


class SelectionDay(models.Model):
    """Whom a selection hit at the end of a day, in the whole office: what "since yesterday" is counted from."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="days")
    day = models.DateField()
    client_ids = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("day of a selection")
        verbose_name_plural = _("days of selections")
        constraints = [models.UniqueConstraint(fields=["selection", "day"], name="selection_day_once")]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.day}"
