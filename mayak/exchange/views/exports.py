"""The page on which administrators take tables of the office out."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mayak.accounts.access import is_administrator, logged_in, reauthenticated, requires
from mayak.accounts.journal import record_security_event
from mayak.accounts.security_models import EventKind
from mayak.exchange.export.services import start_export
from mayak.exchange.models import ExportForm, OfficeExport
from mayak.exchange.retention import EXPORT_DAYS
from mayak.exchange.storage import exports_folder
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.jobs.queries import worker_state
from mayak.ui.render import render_page

SHOWN_EXPORTS = 10


@requires(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticated()
def exports(request: HttpRequest) -> HttpResponse:
    """Choose tables and a form; what was taken out before."""
    if request.method == "POST":
        start_export(
            author=logged_in(request),
            form=request.POST.get("form", ""),
            tables=request.POST.getlist("tables") or list(BY_CODE if "all" in request.POST else ()),
        )
        return redirect("export")
    past = list(OfficeExport.objects.select_related("author")[:SHOWN_EXPORTS])
    is_working = any(export.finished_at is None for export in past)
    context = {
        "tables": TABLES,
        "forms": ExportForm.choices,
        "past": [(export, _names(export)) for export in past],
        "is_working": is_working,
        "is_stuck": is_working and not worker_state().is_alive,
        "days": EXPORT_DAYS,
        "nav": "import",
    }
    return render_page(request, "exchange/export.html", context, part="exchange/parts/exports.html")


def _names(export: OfficeExport) -> str:
    if len(export.tables) == len(TABLES):
        return _("all tables")
    return ", ".join(BY_CODE[code].title for code in export.tables if code in BY_CODE)


@requires(is_administrator)
@require_GET
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download an export."""
    export = get_object_or_404(OfficeExport, pk=pk)
    path = exports_folder() / export.file
    if not export.file or not path.is_file():
        raise Http404
    record_security_event(EventKind.EXPORT, staff=logged_in(request), detail=f"{_names(export)} ({export.form})")
    name = f"mayak-{export.created_at:%Y-%m-%d}.{export.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
