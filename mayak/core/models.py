"""Bases of the records: exchange key, timestamps, the path to the client, edited days off."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExternalRecord(models.Model):
    """A record that goes through the exchange tables: ``external_id`` is its key in the source system.

    Records born here have none; export prints them as ``m-<pk>`` (exchange.md).
    """

    external_id = models.CharField(_("source key"), max_length=100, null=True, blank=True, unique=True)

    class Meta:
        abstract = True

    @property
    def exchange_id(self) -> str:
        """The id that export prints: the source's key, or ``m-<pk>``."""
        return self.external_id or f"m-{self.pk}"


class CalendarDay(models.Model):
    """A correction of the working calendar: a day off that works, a working day that rests, a shortened day.

    The Russian calendar itself comes from the ``holidays`` package; only departures are stored.
    """

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    hours = models.DecimalField(_("working hours"), max_digits=4, decimal_places=2, default=8)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Office(models.Model):
    """The one office of this installation and its figures that are no rule of any other place."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    playbook = models.CharField(_("playbook"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name


class OfficeSetting(models.Model):
    """A value of :mod:`mayak.core.office_settings` that differs, or once differed, from its default."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    value = models.JSONField(_("value"), null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("office setting")
        verbose_name_plural = _("office settings")

    def __str__(self) -> str:
        return self.name


class TakenPack(models.Model):
    """One section of the playbook's pack as it was last taken over: the third side of a comparison with a newer one."""

    section = models.CharField(_("section"), max_length=60, unique=True)
    pack = models.CharField(_("playbook"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    rows = models.JSONField(_("definitions"), default=list)

    class Meta:
        ordering = ["section"]
        verbose_name = _("section of a pack as taken over")
        verbose_name_plural = _("sections of a pack as taken over")

    def __str__(self) -> str:
        return f"{self.pack} {self.version}: {self.section}"
