"""Cases (ПРиЗ, S6): problems, tasks, threats, competitors, complaints."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models import Client, Person
from mayak.core.models import ExternalRecord


class CaseKind(models.TextChoices):
    """What kind of case."""

    PROBLEM = "problem", _("problem")
    TASK = "task", _("task")
    THREAT = "threat", _("threat of disconnection")
    COMPETITOR = "competitor", _("competitor")
    COMPLAINT = "complaint", _("complaint")


class Case(ExternalRecord):
    """A case is open until ``closed_at``."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="cases")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=CaseKind.choices)
    title = models.CharField(_("title"), max_length=300)
    opened_at = models.DateTimeField(_("opened"))
    due_date = models.DateField(_("due"), null=True, blank=True)
    reacted_at = models.DateTimeField(_("first reaction"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    owner = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="cases")
    result = models.TextField(_("result"), blank=True)
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(closed_at=None), name="case_open_of"),
            models.Index(fields=["client"], condition=models.Q(closed_at=None), name="case_open_at"),
        ]

    def __str__(self) -> str:
        return self.title
