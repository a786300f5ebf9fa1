"""What can be told to a client: news, occasions, features, events, comparisons, scripts, answers (P7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.core.models import ExternalRecord


class MaterialKind(models.TextChoices):
    """What kind of material."""

    NEWS = "news", _("news")
    OCCASION = "occasion", _("occasion")
    FEATURE = "feature", _("feature")
    EVENT = "event", _("event")
    COMPARISON = "comparison", _("comparison")
    SCRIPT = "script", _("script")
    ANSWER = "answer", _("answer")


class Material(ExternalRecord):
    """A piece of the library with its topics (rubrics) and days of validity, both inclusive."""

    kind = models.CharField(_("kind"), max_length=15, choices=MaterialKind.choices)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    topics = ArrayField(models.CharField(max_length=200), verbose_name=_("topics"), default=list, blank=True)
    valid_from_date = models.DateField(_("valid from"), null=True, blank=True)
    valid_until_date = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["-valid_from_date", "title"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.title
