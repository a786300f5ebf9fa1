"""Notes about a client: what somebody wants the others to know."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models import Client, Person
from mayak.clients.models.client import words_index
from mayak.core.text import lexemes_sql

# What a search finds of notes.
NOTE_WORDS = lexemes_sql("{c}text")


class Note(models.Model):
    """A few words about a client or one of its persons; it stands among what happened."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="notes", db_index=False)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="notes", verbose_name=_("about whom")
    )
    text = models.TextField(_("note"), max_length=4000)
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    made_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["client", "-made_at"]), words_index(NOTE_WORDS, "note_words")]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text[:80]
