"""The second half of an import: look at the plan, bring it in, see what became of it, undo it."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mayak.accounts.access import is_administrator, logged_in, reauthenticated, requires
from mayak.exchange import background, page
from mayak.exchange.export.bad_rows import write_bad_rows
from mayak.exchange.models import ImportRun, PlanRow, RunState, UndoState
from mayak.exchange.outcome import outcome_of
from mayak.exchange.plan.skipping import toggle_row
from mayak.exchange.services import discard_import
from mayak.exchange.tables import BY_CODE
from mayak.exchange.undo.services import undo_until, why_not
from mayak.exchange.views.watching import watch
from mayak.ui.notices import notify
from mayak.ui.render import render_page, wants_part

PAST_RUNS = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _run(pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("author", "undone_by"), pk=pk)


@requires(is_administrator)
@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: the job at work, the plan with the rows of one table, or the result."""
    run = _run(pk)
    if job := background.job_state(run):
        return watch(request, run, job)
    if run.state == RunState.UPLOADED:
        return redirect("import_files", pk=run.pk)
    context = {**_rows(request, run), **_numbers(run), "run": run, "nav": "import", "error": run.job_error.split("\n")}
    if run.state == RunState.PLANNED:
        context |= {
            "step": 3,
            "is_planned": True,
            "is_stopped": run.is_whole and context["total"].error,
            "can_replan": bool(run.folder),
        }
        return render_page(request, "exchange/run.html", context, part="exchange/parts/rows.html")
    context |= {
        "step": 4,
        "is_committed": run.state == RunState.COMMITTED,
        "why_not": why_not(run),
        "undo_until": undo_until(run),
        "past": [
            (one, page.total_of(page.lines_of(one)))
            for one in ImportRun.objects.select_related("author").exclude(pk=run.pk)[:PAST_RUNS]
        ],
    }
    return render_page(request, "exchange/result.html", context, part="exchange/parts/rows.html")


def _numbers(run: ImportRun) -> dict[str, Any]:
    lines = page.lines_of(run)
    total = page.total_of(lines)
    return {
        "lines": lines,
        "total": total,
        "good": total.create + total.update,
        "outcome": outcome_of(run),
        "unmapped": page.unmapped_of(run),
        "notes": page.notes_of(run),
        "unknown": [source for source in run.sources if not source["table"]],
    }


def _rows(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    lines = page.lines_of(run)
    table = request.GET.get("table", "")
    if table not in run.counts:
        table = page.first_table(lines)
    line = next((line for line in lines if line.code == table), None)
    filters = page.filters_of(run, line, request.GET.getlist("show"))
    rows_page, rows = page.rows_page(run, table, filters, request.GET.get("page", 1))
    return {
        "line": line,
        "rows": rows,
        "page": rows_page,
        "filters": filters,
        "chosen": "".join(f"&show={item.code}" for item in filters if item.is_on),
        "may_choose": run.state == RunState.PLANNED,
    }


@requires(is_administrator)
@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the plan to be brought in."""
    get_object_or_404(ImportRun, pk=pk)
    background.start_job(run_id=pk, phase=background.COMMIT, author=logged_in(request))
    return redirect("import_run", pk=pk)


@requires(is_administrator)
@require_POST
def import_replan(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the plan to be made anew from the same files."""
    get_object_or_404(ImportRun, pk=pk)
    background.start_job(run_id=pk, phase=background.PLAN, author=logged_in(request))
    return redirect("import_run", pk=pk)


@requires(is_administrator)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the job at work to stop; nothing of it stays."""
    get_object_or_404(ImportRun, pk=pk)
    background.stop_job(run_id=pk)
    return redirect("import_run", pk=pk)


@requires(is_administrator)
@require_POST
def import_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Leave a row out of the plan, or take it back in."""
    planned = get_object_or_404(PlanRow, pk=row, run_id=pk)
    others = toggle_row(run_id=pk, row_id=row)
    if others:
        text = ngettext(
            "%(number)d more row went along: one refers to the other",
            "%(number)d more rows went along: they refer to each other",
            others,
        )
        notify(request, text % {"number": others})
    if wants_part(request) and not others:
        planned.refresh_from_db()
        (line,) = page.in_words([planned])
        context = {"row": line, "run": planned.run, "may_choose": True}
        response = render_page(request, "exchange/parts/row.html", context)
        response["HX-Trigger"] = "mayak:plan"
        return response
    back = f"/import/{pk}/?table={planned.table}"
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)


@requires(is_administrator)
@require_GET
def import_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's numbers alone, after a row was left out or taken in."""
    run = _run(pk)
    line = {"line": {"code": request.GET.get("table", "")}}
    return render_page(request, "exchange/parts/numbers_now.html", {**_numbers(run), **line, "run": run})


@requires(is_administrator)
@require_GET
def import_bad_rows(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The bad rows as a workbook, ready to be mended and uploaded again."""
    run = _run(pk)
    name = _("mistakes of import %(number)d") % {"number": run.pk}
    return FileResponse(write_bad_rows(run), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@requires(is_administrator)
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a plan."""
    discard_import(run_id=get_object_or_404(ImportRun, pk=pk).pk)
    notify(request, _("The plan is dropped; nothing was written."))
    return redirect("import")


@requires(is_administrator)
@require_POST
def import_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what undo would return and what it would leave."""
    get_object_or_404(ImportRun, pk=pk)
    background.start_job(run_id=pk, phase=background.LOOK, author=logged_in(request))
    return redirect("import_undo", pk=pk)


@requires(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticated()
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undo would do, row by row where it would leave something; confirm it."""
    run = _run(pk)
    if request.method == "POST":
        background.start_job(run_id=pk, phase=background.UNDO, author=logged_in(request))
        return redirect("import_run", pk=pk)
    if job := background.job_state(run):
        return watch(request, run, job)
    told = run.undo_plan
    rows_page, rows = page.staying_page(run, request.GET.get("page", 1))
    context = {
        "run": run,
        "told": told,
        "why_not": why_not(run),
        "tables": [
            (BY_CODE[code].title, back, stay)
            for code, (back, stay) in told.get("tables", {}).items()
            if code in BY_CODE
        ],
        "reasons": [(UndoState(state).label, number) for state, number in told.get("reasons", {}).items()],
        "rows": page.with_authors(rows, run),
        "page": rows_page,
        "undo_until": undo_until(run),
        "error": run.job_error.split("\n"),
        "step": 4,
        "nav": "import",
    }
    return render_page(request, "exchange/undo.html", context)
