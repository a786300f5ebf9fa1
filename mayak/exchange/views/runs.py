"""The second half of an import: look at the plan, bring it in, see what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mayak.accounts.access import is_administrator, logged_in, requires
from mayak.exchange import page
from mayak.exchange.commit.refresh import count_of
from mayak.exchange.models import ImportRun, PlanAction, RunState
from mayak.exchange.services import commit_import, discard_import
from mayak.ui.notices import notify
from mayak.ui.render import render_page


@requires(is_administrator)
@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of an import with the rows of one table; after the commit: what became of it."""
    run = get_object_or_404(ImportRun.objects.select_related("author"), pk=pk)
    lines = page.lines_of(run)
    total = page.total_of(lines)
    table = request.GET.get("table", "")
    if table not in run.counts:
        table = page.first_table(lines)
    line = next((line for line in lines if line.code == table), None)
    chosen = [action for action in page.SHOWN_ACTIONS if action.value in request.GET.getlist("show")]
    shown = chosen or [
        action for action in (PlanAction.UPDATE, PlanAction.ERROR) if line and getattr(line, action.value)
    ]
    actions = [action.value for action in shown or page.SHOWN_ACTIONS]
    rows_page, rows = page.rows_page(run, table, actions, request.GET.get("page", 1))
    context = {
        "run": run,
        "lines": lines,
        "total": total,
        "good": total.create + total.update,
        "line": line,
        "rows": rows,
        "page": rows_page,
        "filters": [(action, getattr(line, action.value), action.value in actions) for action in page.SHOWN_ACTIONS]
        if line
        else [],
        "actions": actions,
        "unmapped": page.unmapped_of(run),
        "unknown": [source for source in run.sources if not source["table"]],
        "is_planned": run.state == RunState.PLANNED,
        "is_committed": run.state == RunState.COMMITTED,
        "is_stopped": run.state == RunState.PLANNED and run.is_whole and total.error,
        "step": 3 if run.state == RunState.PLANNED else 4,
        "nav": "import",
    }
    return render_page(request, "exchange/run.html", context, part="exchange/parts/rows.html")


@requires(is_administrator)
@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the plan in."""
    run = commit_import(run_id=get_object_or_404(ImportRun, pk=pk).pk, author=logged_in(request))
    if run.state == RunState.REFUSED:
        notify(request, _("Nothing was brought in: some rows are bad and all or nothing was asked for."))
    else:
        number = count_of(run, PlanAction.CREATE) + count_of(run, PlanAction.UPDATE)
        notify(
            request, ngettext("%(number)d row brought in", "%(number)d rows brought in", number) % {"number": number}
        )
    return redirect("import_run", pk=pk)


@requires(is_administrator)
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a plan."""
    discard_import(run_id=get_object_or_404(ImportRun, pk=pk).pk)
    notify(request, _("The plan is dropped; nothing was written."))
    return redirect("import")
