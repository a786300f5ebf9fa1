"""Exports that a person asks for on a page: written by the worker, journalled, downloaded when ready."""

import tempfile
import uuid
import zipfile
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.security_models import EventKind
from mayak.core import clock
from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import InvalidInputError, MayakError
from mayak.exchange.export.files import export_office
from mayak.exchange.models import ExportForm, OfficeExport
from mayak.exchange.storage import exports_folder
from mayak.exchange.tables import TABLES
from mayak.jobs import single_run

log = structlog.get_logger(__name__)


def start_export(*, author: Staff, form: str, tables: list[str]) -> OfficeExport:
    """Ask the worker to write tables (codes). Who asked for what goes into the security journal."""
    from mayak.exchange.tasks import write_office_export

    chosen = [table.code for table in TABLES if table.code in tables]
    if form not in ExportForm.values or not chosen:
        raise InvalidInputError(_("No table was chosen."), hint=_("Choose tables from the list, or all of them."))
    with transaction.atomic():
        export = OfficeExport.objects.create(created_at=clock.real_now(), author=author, form=form, tables=chosen)
        export.job = write_office_export.defer(export_id=export.pk, language=translation.get_language() or "ru")
        export.save(update_fields=["job"])
        what = _("all tables") if len(chosen) == len(TABLES) else ", ".join(chosen)
        record_security_event(EventKind.EXPORT, staff=author, detail=f"{what} ({form})")
    return export


def write_export(*, export_id: int, language: str = "ru") -> None:
    """Write the file of an export; a second worker, or a second time, does nothing."""
    with single_run(f"mayak.export.{export_id}") as is_ours, translation.override(language):
        export = OfficeExport.objects.filter(pk=export_id, finished_at=None).first()
        if not is_ours or export is None:
            return
        try:
            rows, path = _write(export)
        except DATABASE_AWAY:
            raise
        except (MayakError, OSError) as error:
            log.exception("export failed", export=export_id)
            export.job_error = str(error)
        else:
            export.rows, export.file, export.size = rows, path.name, path.stat().st_size
        export.finished_at = clock.real_now()
        export.save(update_fields=["rows", "file", "size", "job_error", "finished_at"])


def _write(export: OfficeExport) -> tuple[int, Path]:
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    tables = [table for table in TABLES if table.code in export.tables]
    target = folder / f"{uuid.uuid4().hex}.{export.form}"
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as place:
        if export.form == ExportForm.BOOK:
            made = Path(place) / target.name
            counts = export_office(path=made, tables=tables)
        else:
            counts = export_office(path=Path(place) / "tables", tables=tables)
            made = Path(place) / target.name
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                for table in sorted((Path(place) / "tables").iterdir()):
                    archive.write(table, table.name)
        # Whole or not at all: nobody downloads a half.
        made.replace(target)
    return sum(counts.values()), target
