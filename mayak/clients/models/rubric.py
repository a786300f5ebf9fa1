"""What persons are interested in: one tree of rubrics, and the tax regimes a person deals with privately (C4)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mayak.clients.models.person import Person
from mayak.core.text import localized


class Rubric(models.Model):
    """A subject of the one tree: accounting → payroll → leave. Edited by the methodologist.

    ``also``: other words that tables use for it, former names among them. A retired rubric stays with whom it has,
    is found by conditions and imports, and can no longer be chosen.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    name = models.JSONField(_("name"))
    also = ArrayField(models.CharField(max_length=200), verbose_name=_("other names"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="rubric_not_its_own_parent")]

    def __str__(self) -> str:
        return localized(self.name)


class PersonRubric(models.Model):
    """A person's interest in a rubric: where it is known from and since when.

    A row without a source follows from the words of the column "Рубрики" of an import (``Person.interests``): the
    database itself keeps the two together, see clients/migrations.
    """

    CLIENT_PATH: ClassVar[str] = "person__client"

    person = models.ForeignKey(Person, models.CASCADE, related_name="rubrics")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="persons")
    source = models.CharField(_("source"), max_length=100, blank=True, default="", db_default="")
    noted_date = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["person", "rubric"]
        verbose_name = _("rubric of a person")
        verbose_name_plural = _("rubrics of persons")
        constraints = [models.UniqueConstraint(fields=["person", "rubric"], name="person_rubric_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rubric_id}"


class PersonTaxRegime(models.Model):
    """A tax regime a person deals with beside the employer's: a firm of one's own, a neighbour's books.

    ``code``: of a segment of the type ``tax_regime``, so that a selection for a regime asks both alike.
    """

    CLIENT_PATH: ClassVar[str] = "person__client"

    person = models.ForeignKey(Person, models.CASCADE, related_name="tax_regimes")
    code = models.CharField(_("tax regime"), max_length=60)
    note = models.CharField(_("for whom"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    noted_date = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["person", "pk"]
        verbose_name = _("own tax regime of a person")
        verbose_name_plural = _("own tax regimes of persons")
        constraints = [models.UniqueConstraint(fields=["person", "code"], name="person_regime_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.code}"
