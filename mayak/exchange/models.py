"""The stored plan of an import: what would be written, what is wrong, and what became of it."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff


class RunState(models.TextChoices):
    """Where an import stands: files are chosen, planned, brought in, perhaps undone; or it ended before that."""

    UPLOADED = "uploaded", _("being prepared")
    PLANNING = "planning", _("plan in the making")
    PLANNED = "planned", _("planned")
    COMMITTING = "committing", _("being brought in")
    COMMITTED = "committed", _("brought in")
    UNDONE = "undone", _("undone")
    REFUSED = "refused", _("nothing brought in")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", _("failed")


class ImportRun(models.Model):
    """One import: its files, its plan in numbers, its end.

    ``counts`` maps a table's code to the numbers of rows by action; ``sources`` lists the files with what was
    recognised and which columns were not; ``as_of_date`` is the domain day on which changes take effect.
    ``folder`` (below the folder of imports) holds the uploaded files until the run is dropped or forgotten;
    ``choices`` says what a person decided about them; ``progress`` is {"phase", "done", "total"} while a job works
    on the run, ``job_error`` what ended it. ``undo_plan`` is {"back", "stay", …}: what undoing it would do or did;
    ``is_kept``: its rows are still there, so that it can be undone.
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
    folder = models.CharField(max_length=100, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    job_error = models.TextField(blank=True)
    undo_plan = models.JSONField(default=dict, blank=True)
    is_kept = models.BooleanField(_("rows and former values are kept"), default=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its files may still be decided about."""
        return bool(self.folder) and self.state in (RunState.UPLOADED, RunState.PLANNED, RunState.FAILED)


class ColumnMemory(models.Model):
    """Where the columns of a set of headers went the last time a person said so; used for the next file like it.

    ``fingerprint`` is that of the folded headers, whatever their order; ``mapping`` folded header → target ("" is
    left out on purpose).
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    table = models.CharField(_("table"), max_length=30)
    mapping = models.JSONField(default=dict)
    saved_by = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("remembered by")
    )
    saved_at = models.DateTimeField(_("remembered at"))

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")

    def __str__(self) -> str:
        return f"{self.table} {self.saved_at:%Y-%m-%d}"


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
    are for people: [column, before, after] and [column, value, reason]; ``repairs`` as well: [column, cell as it
    stood, value as understood, reason]. ``raw`` are the cells of a bad row as read, to be handed back for mending;
    ``undo_state`` what became of the row when the import was undone, ``needed_by`` the model (its label) of what
    refers to a record that is needed.
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
    repairs = models.JSONField(null=True)
    raw = models.JSONField(null=True)
    undo_state = models.CharField(max_length=10, blank=True, db_default="")
    needed_by = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        verbose_name = _("row of a plan")
        verbose_name_plural = _("rows of a plan")
        indexes = [
            models.Index(fields=["run", "table", "action"], name="plan_row_action"),
            models.Index(fields=["run", "table", "key"], condition=~Q(key=""), name="plan_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.action}"

    @property
    def why_stays(self) -> str:
        """Why undo leaves the row, in words; empty: it is taken back."""
        if not self.undo_state:
            return ""
        why = str(UndoState(self.undo_state).label)
        if not self.needed_by:
            return why
        return f"{why}: {apps.get_model(self.needed_by)._meta.verbose_name_plural}"


class UndoState(models.TextChoices):
    """Why undo leaves a row of an import as it is. Empty: it is taken back."""

    CHANGED = "changed", _("changed since")
    NEEDED = "needed", _("other records refer to it")
    GONE = "gone", _("removed since")
    LOST = "lost", _("a former value refers to what is no longer there")


class FormerRow(models.Model):
    """A record, of whatever table, as it was before an import changed (U) or removed (D) it: what undo needs.

    ``plan_row_id`` is the row of the plan that did it; ``after`` holds the columns that were written.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="former_rows", db_index=False)
    plan_row_id = models.BigIntegerField()
    db_table = models.CharField(max_length=63)
    object_id = models.BigIntegerField()
    operation = models.CharField(max_length=1)
    before = models.JSONField()
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("former row")
        verbose_name_plural = _("former rows")
        indexes = [models.Index(fields=["run", "db_table", "operation"], name="former_row_table")]

    def __str__(self) -> str:
        return f"{self.db_table} {self.object_id}"


class ExportForm(models.TextChoices):
    """What an export is written as."""

    BOOK = "xlsx", _("one workbook, .xlsx")
    FOLDER = "zip", _("CSV files in a .zip")


class OfficeExport(models.Model):
    """Tables of the office that somebody asked for as a file, which goes after some days (``file``: its name).

    ``tables`` are codes; ``job`` the queue's number of the work; ``rows`` and ``finished_at`` are there when it is
    done.
    """

    created_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    author = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    form = models.CharField(_("form"), max_length=4, choices=ExportForm.choices, default=ExportForm.BOOK)
    tables = models.JSONField(default=list)
    job = models.BigIntegerField(null=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    file = models.CharField(max_length=100, blank=True)
    job_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.form}"
