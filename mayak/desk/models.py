"""What the desk itself remembers: who has which client open right now, how a person arranged the client window."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models import Client


class Presence(models.Model):
    """A member of staff has a client before them. The row goes when the page is left, or a minute after its last sign.

    The table is unlogged: it keeps nothing across a crash, and nothing of it is history.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen"), db_index=True)
    is_editing = models.BooleanField(_("is editing"), default=False)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["client", "staff"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.staff_id}"


class WindowLayout(models.Model):
    """How a person arranged the client window: ``places`` of its sections as in ``domain/layout.py``.

    ``folded``: the keys of the headings of the card that are folded, the last one last.
    """

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    places = models.JSONField(_("sections"), default=dict)
    folded = models.JSONField(_("folded"), default=list)

    class Meta:
        verbose_name = _("arrangement of the client window")
        verbose_name_plural = _("arrangements of the client window")

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.places}"
