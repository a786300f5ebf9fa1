"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import Copies, declare_copies, declare_free
from mayak.exchange.erasure import ROW_TEXTS, RUN_TEXTS, erase_copies

declare_copies(
    Copies(
        "imports",
        _("Plans and files of imports, files of exports"),
        _("bringing data in and taking it back; taking data out"),
        models=["exchange.PlanRow", "exchange.FormerRow", "exchange.ImportRun", "exchange.OfficeExport"],
        fields=(*ROW_TEXTS, *RUN_TEXTS, "title", "key", "name", "job_error", "before", "after", "file"),
        erase=erase_copies,
        term="retention.import_days",
        fate=_("rows are cleaned, files that name the person are removed"),
    )
)
declare_free("exchange.ImportRun", _("names of folders and numbers"), "counts", "folder", "progress")
declare_free("exchange.PlanRow", _("names of tables and codes"), "table", "version", "undo_state", "needed_by")
declare_free("exchange.FormerRow", _("names of tables and codes"), "db_table", "operation")
declare_free("exchange.OfficeExport", _("names of tables and codes"), "tables", "form")
declare_free("exchange.ColumnMemory", _("headers of tables"))
