"""The stored plan of an import: what would be written, what is wrong, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff


class RunState(models.TextChoices):
    """Where an import stands."""

    PLANNED = "planned", _("planned")
    COMMITTED = "committed", _("brought in")
    REFUSED = "refused", _("nothing brought in")
    DISCARDED = "discarded", _("discarded")


class ImportRun(models.Model):
    """One import: its files, its plan in numbers, its end.

    ``counts`` maps a table's code to the numbers of rows by action; ``sources`` lists the files with what was
    recognised and which columns were not; ``as_of_date`` is the domain day on which changes take effect.
    """

    created_at = models.DateTimeField(_("planned at"))
    committed_at = models.DateTimeField(_("brought in at"), null=True, blank=True)
    author = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    name = models.CharField(_("name"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.PLANNED)
    is_whole = models.BooleanField(_("all or nothing"), default=False)
    as_of_date = models.DateField(_("takes effect on"))
    sources = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    seconds = models.FloatField(_("seconds"), default=0)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name


class PlanAction(models.TextChoices):
    """What the plan does with a row. ``support`` rows stand in no file: what other rows need to exist."""

    CREATE = "create", _("to create")
    UPDATE = "update", _("to change")
    UNCHANGED = "unchanged", _("unchanged")
    SKIP = "skip", _("to skip")
    ERROR = "error", _("with an error")
    SUPPORT = "support", _("besides")


class PlanRow(models.Model):
    """One row of a plan. Unchanged rows are only counted.

    ``key`` is the row's id in the source (references of later tables find it by that); ``values`` what is
    written, by database column (all of a new row, only the changes of an old one; ``+name`` is a part kept in
    another table); ``version`` the row's PostgreSQL version when the plan was made; ``changes`` and ``errors``
    are for people: [column, before, after] and [column, value, reason].
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False)
    table = models.CharField(max_length=30)
    source = models.PositiveSmallIntegerField(default=0)
    row = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=PlanAction.choices)
    key = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    target_id = models.BigIntegerField(null=True)
    version = models.CharField(max_length=20, blank=True)
    values = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    errors = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row of a plan")
        verbose_name_plural = _("rows of a plan")
        indexes = [
            models.Index(fields=["run", "table", "action"], name="plan_row_action"),
            models.Index(fields=["run", "table", "key"], condition=~Q(key=""), name="plan_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.action}"
