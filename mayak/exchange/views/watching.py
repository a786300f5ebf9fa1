"""The page of a job at work: how far it is, every second; it can be closed and opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mayak.accounts.access import is_administrator, requires
from mayak.exchange import background, page
from mayak.exchange.background import JobState
from mayak.exchange.models import ImportRun
from mayak.ui.render import render_page


def watch(request: HttpRequest, run: ImportRun, job: JobState) -> HttpResponse:
    """The page of a run's job."""
    return render_page(request, "exchange/progress.html", _context(run, job))


@requires(is_administrator)
@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is; when it ended, the page is asked to load itself anew."""
    run = get_object_or_404(ImportRun, pk=pk)
    job = background.job_state(run)
    if job is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render_page(request, "exchange/parts/progress.html", _context(run, job))


def _context(run: ImportRun, job: JobState) -> dict[str, object]:
    titles = {
        background.PLAN: _("Making the plan"),
        background.COMMIT: _("Bringing in"),
        background.LOOK: _("Looking at what would return"),
        background.UNDO: _("Taking the import back"),
    }
    again = {
        background.PLAN: "import_replan",
        background.COMMIT: "import_commit",
        background.LOOK: "import_look",
        background.UNDO: "import_undo",
    }
    stop = {
        background.PLAN: _("Stop; make no plan"),
        background.COMMIT: _("Stop; write nothing"),
        background.LOOK: _("Stop looking"),
        background.UNDO: _("Stop; take nothing back"),
    }
    return {
        "run": run,
        "job": job,
        "stop": stop[job.phase],
        "title": titles[job.phase],
        "again": again[job.phase],
        "tables": _tables(run, job) if job.phase == background.COMMIT else [],
        "minutes": (job.seconds_left + 59) // 60 if job.seconds_left and job.seconds_left > 90 else 0,
        "step": 3 if job.phase == background.PLAN else 4,
        "nav": "import",
    }


def _tables(run: ImportRun, job: JobState) -> list[tuple[str, int, int, int, str]]:
    """(title, done, total, share, state) of each table that is written, in order."""
    told = []
    for line in page.lines_of(run):
        total = line.create + line.update
        if total:
            done = job.tables.get(line.code, 0)
            state = "ok" if done >= total else "now" if line.code == job.now or done else "wait"
            told.append((line.title, done, total, done * 100 // total, state))
    return told
