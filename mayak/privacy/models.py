"""What is kept about personal data themselves: who saw and took them out, exports of a person, erasures."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models import Person


class Subject(models.TextChoices):
    """Of whom."""

    CLIENT = "client", _("client")
    PERSON = "person", _("contact person")


class Deed(models.TextChoices):
    """What was done with the data."""

    SEEN = "seen", _("saw")
    EXPORTED = "exported", _("took out")
    ERASED = "erased", _("erased")


class DataAccess(models.Model):
    """Somebody saw, took out or erased data of a client or a person: one line a day of each, in real time.

    Plain numbers instead of links: the journal outlives what it tells of, and is written without looking anything up.
    """

    # Read on pages that already checked the right to see the client.
    CLIENT_PATH: ClassVar[str] = "client_id"

    day = models.DateField(_("day"))
    at = models.DateTimeField(_("first at"))
    staff_id = models.BigIntegerField(_("who"))
    deed = models.CharField(_("what"), max_length=10, choices=Deed.choices)
    subject = models.CharField(_("of whom"), max_length=10, choices=Subject.choices)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        indexes = [
            models.Index(fields=["client_id", "-at"], name="access_of_client"),
            models.Index(fields=["staff_id", "-at"], name="access_by_staff"),
            BrinIndex(fields=["at"], name="access_by_time", pages_per_range=32),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "staff_id", "deed", "day"], name="access_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.staff_id} {self.deed} {self.subject} {self.subject_id}"


class ExportForm(models.TextChoices):
    """What everything about a person is written as."""

    BOOK = "xlsx", _("a workbook, .xlsx")
    JSON = "json", _("JSON, for another program")
    ALL = "zip", _("both with the files, .zip")


class PersonExport(models.Model):
    """Everything about a person that somebody asked for as a file, which goes after some days."""

    CLIENT_PATH: ClassVar[str] = "person__client"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("contact person"))
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    form = models.CharField(_("form"), max_length=4, choices=ExportForm.choices, default=ExportForm.BOOK)
    created_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    file = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export of a person")
        verbose_name_plural = _("exports of persons")

    def __str__(self) -> str:
        return f"{self.person_id} {self.form}"


class Erasure(models.Model):
    """A person's data were asked to be erased: by whom, why, when done, how many records by place. No names.

    ``author`` is empty when the term of the office did it.
    """

    CLIENT_PATH: ClassVar[str] = "person__client"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("contact person"))
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    reason = models.CharField(_("reason"), max_length=300)
    asked_at = models.DateTimeField(_("asked for at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(done_at=None, error=""), name="one_erasure_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
