"""What is typed during a contact, kept until the contact is closed (P4: nothing typed is lost)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.work.models import Activity


class ContactDraft(models.Model):
    """The unfinished form of one contact by one member of staff, as the browser last sent it."""

    CLIENT_PATH: ClassVar[str] = "activity__client"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="drafts")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    payload = models.JSONField(_("typed"), default=dict)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft of a contact")
        verbose_name_plural = _("drafts of contacts")
        constraints = [models.UniqueConstraint(fields=["activity", "staff"], name="one_draft_per_contact")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.saved_at:%Y-%m-%d %H:%M}"
