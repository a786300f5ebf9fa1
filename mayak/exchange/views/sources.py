"""The first half of an import: choose tables, say what they are and where their columns go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mayak.accounts.access import is_administrator, logged_in, requires
from mayak.core.errors import MayakError
from mayak.exchange import page
from mayak.exchange.models import ImportRun
from mayak.exchange.services import plan_import
from mayak.exchange.uploads import unpacked
from mayak.ui.render import INVALID, render_page

SHOWN_RUNS = 20


@requires(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose tables; past imports. An upload becomes a plan."""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        try:
            with unpacked(files) as folder:
                run = plan_import(
                    path=folder,
                    name=", ".join(file.name or "" for file in files),
                    author=logged_in(request),
                    is_whole="whole" in request.POST,
                )
        except MayakError as error:
            return _choose(request, error=error, status=INVALID)
        return redirect("import_run", pk=run.pk)
    return _choose(request)


def _choose(request: HttpRequest, *, error: MayakError | None = None, status: int = 200) -> HttpResponse:
    runs = list(ImportRun.objects.select_related("author")[:SHOWN_RUNS])
    past = [(run, page.total_of(page.lines_of(run))) for run in runs]
    return render_page(
        request, "exchange/upload.html", {"past": past, "error": error, "nav": "import", "step": 1}, status=status
    )
