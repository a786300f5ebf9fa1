"""What persons are asked to agree to, and in which words: every version of a text stays as it was given."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.core.text import localized


class ConsentPurpose(models.Model):
    """What for a consent is asked, over which channel. Edited by the methodologist."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    channel = models.CharField(_("channel"), max_length=50)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("purpose of a consent")
        verbose_name_plural = _("purposes of consents")

    def __str__(self) -> str:
        return localized(self.name)


class ConsentText(models.Model):
    """One version of the words a person agrees to; ``code`` numbers it. The last of a purpose in use is in force.

    Words that somebody agreed to are never changed: new words are a new version.
    """

    purpose = models.ForeignKey(ConsentPurpose, models.CASCADE, related_name="texts")
    code = models.SlugField(pgettext_lazy("text of a consent", "version"), max_length=60)
    text = models.JSONField(_("text"))
    from_date = models.DateField(_("in force since"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["purpose", "-is_active", "-order"]
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = [models.UniqueConstraint(fields=["purpose", "code"], name="consent_text_version_once")]

    def __str__(self) -> str:
        return f"{self.purpose_id}: {self.code}"
