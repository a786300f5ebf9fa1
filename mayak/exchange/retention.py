"""What of an import is kept for how long: rows and files for a term, numbers for ever."""

from datetime import timedelta

from mayak.core import clock
from mayak.exchange.models import FormerRow, ImportRun, OfficeExport, PlanRow
from mayak.exchange.office_settings import KEEP_IMPORTS
from mayak.exchange.storage import exports_folder, forget_files

AT_ONCE = 50_000
# An export is a copy of everything: it does not lie about for long.
EXPORT_DAYS = 7


def forget_imports() -> int:
    """Drop plans, former values and files of imports older than the office keeps them; the number of imports."""
    oldest = clock.real_now() - timedelta(days=KEEP_IMPORTS.value)
    runs = list(ImportRun.objects.filter(created_at__lt=oldest, is_kept=True).exclude(progress__has_key="phase"))
    for run in runs:
        forget_rows(run)
        forget_files(run)
        ImportRun.objects.filter(pk=run.pk).update(is_kept=False, folder="")
    return len(runs)


def forget_rows(run: ImportRun) -> None:
    """The rows of a plan and the records as they were before it; in portions, so that no lock lasts."""
    for model in (PlanRow, FormerRow):
        while True:
            portion = list(model._default_manager.filter(run=run).values_list("pk", flat=True)[:AT_ONCE])
            if not portion:
                break
            model._default_manager.filter(pk__in=portion)._raw_delete("default")


def forget_exports() -> int:
    """Remove the files of exports made more than a week ago; who took out what stays known. Their number."""
    oldest = clock.real_now() - timedelta(days=EXPORT_DAYS)
    old = OfficeExport.objects.filter(created_at__lt=oldest).exclude(file="")
    for export in old:
        (exports_folder() / export.file).unlink(missing_ok=True)
    return old.update(file="")
