"""Marks on clients: a word or two that sets some of them apart until somebody takes it off."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models.client import Client

LONGEST_MARK = 40


class ClientMark(models.Model):
    """A mark (пометка) that everybody sees who sees the client. The same words stand on a client once."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="marks", db_index=False)
    text = models.CharField(_("mark"), max_length=LONGEST_MARK)
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    made_at = models.DateTimeField(pgettext_lazy("mark", "put on"))

    class Meta:
        ordering = ["text"]
        verbose_name = _("mark of a client")
        verbose_name_plural = _("marks of clients")
        indexes = [models.Index(fields=["text", "client"])]
        constraints = [
            models.UniqueConstraint(fields=["client", "text"], name="client_mark_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="client_mark_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
