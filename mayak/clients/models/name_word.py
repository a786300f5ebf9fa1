"""The words of all names: what a misspelt word is compared with."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class NameWord(models.Model):
    """A word that some client's or person's name has, folded, once; kept by triggers of the database.

    Hundreds of thousands of names have some ten thousands of words: the closest one is found here in milliseconds.
    It says nothing of whose name it is, and goes with the last name that has it.
    """

    word = models.CharField(_("word"), max_length=100)

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="name_word_part"),
        ]

    def __str__(self) -> str:
        return self.word
