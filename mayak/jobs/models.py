"""When the work of every day was last handed out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRun(models.Model):
    """The last real day (office time) for which a daily job was made."""

    name = models.CharField(_("job"), max_length=200, primary_key=True)
    last_date = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("daily job")
        verbose_name_plural = _("daily jobs")

    def __str__(self) -> str:
        return self.name
