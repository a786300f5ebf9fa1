"""Jobs on an import: asked for once, told how far they are, gone on with when their worker died.

A job works in one transaction, so a killed one leaves nothing half written: the queue starts it anew, and when the
queue has given it up, whoever looks at the page can. Only one works on a run at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.core import events
from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import ConflictError, MayakError
from mayak.exchange import services
from mayak.exchange.commit.refresh import count_of
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import ImportRun, PlanAction, RunState
from mayak.exchange.progress import Progress, seconds_left
from mayak.exchange.undo.services import look_at_undo, undo_import, why_not
from mayak.jobs import single_run
from mayak.jobs.queries import worker_state

log = structlog.get_logger(__name__)
PLAN, COMMIT, LOOK, UNDO = "plan", "commit", "look", "undo"


@dataclass(frozen=True)
class Phase:
    """One kind of job: the states from which it may begin, the state while it works, and after a failure."""

    begins_from: tuple[str, ...]
    works_in: str
    falls_back_to: str


PHASES = {
    PLAN: Phase(
        (RunState.UPLOADED, RunState.PLANNED, RunState.FAILED, RunState.PLANNING), RunState.PLANNING, RunState.FAILED
    ),
    COMMIT: Phase((RunState.PLANNED, RunState.COMMITTING), RunState.COMMITTING, RunState.PLANNED),
    LOOK: Phase((RunState.COMMITTED,), RunState.COMMITTED, RunState.COMMITTED),
    UNDO: Phase((RunState.COMMITTED,), RunState.COMMITTED, RunState.COMMITTED),
}


# A job that finds its run in one of these has done its work already.
ENDS: dict[str, tuple[str, ...]] = {COMMIT: (RunState.COMMITTED, RunState.REFUSED), UNDO: (RunState.UNDONE,)}


@dataclass(frozen=True)
class JobState:
    """What the page tells of a job: ``share`` in percent; ``seconds_left`` None while nobody can tell."""

    phase: str
    done: int
    total: int
    share: int
    seconds_left: int | None
    tables: dict[str, int]
    now: str
    is_waiting: bool
    is_worker_alive: bool
    is_interrupted: bool


def start_job(*, run_id: int, phase: str, author: Staff) -> ImportRun:
    """Ask the worker for a job. A second click while it waits or works asks for nothing more.

    Raises ConflictError when the run is not in a state for it.
    """
    from mayak.exchange.tasks import work_on_import

    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.progress.get("phase") and _status_of(run.progress.get("job")) in ("todo", "doing"):
            return run
        if run.state not in PHASES[phase].begins_from:
            raise ConflictError(
                _("This import is finished already: %(state)s.") % {"state": run.get_state_display()},
                hint=_("Look at the page again: it shows where the import stands."),
            )
        if phase in (LOOK, UNDO) and (reason := why_not(run)):
            raise ConflictError(reason, hint=_("Choose another import in the list of past imports."))
        job = work_on_import.defer(
            run_id=run.pk, phase=phase, staff_id=author.pk, language=translation.get_language() or "ru"
        )
        run.state, run.job_error = PHASES[phase].works_in, ""
        run.progress = {"phase": phase, "job": job, "done": 0, "total": _total(run, phase)}
        run.save(update_fields=["state", "job_error", "progress"])
    return run


def _total(run: ImportRun, phase: str) -> int:
    if phase == COMMIT:
        return count_of(run, PlanAction.CREATE) + count_of(run, PlanAction.UPDATE)
    if phase == UNDO:
        return int(run.undo_plan.get("back", 0))
    return sum(int(source.get("rows") or 0) for source in run.sources) if phase == PLAN else 0


def _status_of(job: Any) -> str:
    """The job's state in the queue; empty when it is not there: done, or never was."""
    if not job:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def job_state(run: ImportRun) -> JobState | None:
    """Where the run's job is; None when nothing is being done."""
    told = run.progress
    phase = str(told.get("phase") or "")
    if not phase:
        return None
    status = _status_of(told.get("job"))
    done, total = int(told.get("done") or 0), int(told.get("total") or 0)
    return JobState(
        phase=phase,
        done=done,
        total=total,
        share=min(100, done * 100 // total) if total else 0,
        seconds_left=seconds_left(told),
        tables={str(code): int(rows) for code, rows in (told.get("tables") or {}).items()},
        now=str(told.get("now") or ""),
        is_waiting=status == "todo",
        is_worker_alive=worker_state().is_alive,
        is_interrupted=status not in ("todo", "doing"),
    )


def stop_job(*, run_id: int) -> None:
    """Ask the job at work to stop and forget one that still waits; what it wrote goes with its transaction."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        phase = run.progress.get("phase")
        if not phase:
            return
        if _status_of(run.progress.get("job")) == "doing":
            run.progress = {**run.progress, "stop": True}
        else:
            run.progress, run.state = {}, _fallback(run, phase)
        run.save(update_fields=["progress", "state"])


def _fallback(run: ImportRun, phase: str) -> str:
    if phase == PLAN:
        return RunState.PLANNED if run.counts else RunState.UPLOADED if run.folder else RunState.FAILED
    return PHASES[phase].falls_back_to


def work(*, run_id: int, phase: str, staff_id: int | None, language: str = "ru") -> None:
    """Do a job that was asked for, if it is still wanted. What a person can mend ends in the run's ``job_error``;
    a lost connection is raised, so that the queue tries again.
    """
    with single_run(f"mayak.import.{run_id}") as is_ours, translation.override(language):
        run = ImportRun.objects.filter(pk=run_id).first()
        if not is_ours or run is None or run.progress.get("phase") != phase:
            return
        if run.state in ENDS.get(phase, ()):
            # An earlier try was cut off just after it had written everything.
            ImportRun.objects.filter(pk=run_id).update(progress={}, job_error="")
            return
        author = Staff.objects.filter(pk=staff_id).first() if staff_id else None
        try:
            _DO[phase](run, author)
        except DATABASE_AWAY:
            raise
        except MayakError as error:
            _fail(run, phase, staff_id, f"{error.message}\n{error.hint}".strip())
        except Exception:  # whoever waits for the import is told; the log has the trace
            log.exception("job on an import failed", run=run_id, phase=phase)
            _fail(
                run,
                phase,
                staff_id,
                _("Something unforeseen stopped the work; nothing was written.")
                + "\n"
                + _("Try once more. If it happens again, hand the log of Mayak to whoever looks after it."),
            )
        else:
            ImportRun.objects.filter(pk=run_id).update(progress={}, job_error="")


def _fail(run: ImportRun, phase: str, staff_id: int | None, text: str) -> None:
    state = _fallback(run, phase)
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state=state, progress={}, job_error=text)
        if phase != LOOK:
            events.publish(ImportFinished(run.pk, staff_id, is_good=False))


def _plan(run: ImportRun, author: Staff | None) -> None:
    with Progress(run.pk, _total(run, PLAN)) as progress:
        services.plan_stored(run_id=run.pk, told=progress.add)


def _commit(run: ImportRun, author: Staff | None) -> None:
    with Progress(run.pk, _total(run, COMMIT)) as progress:
        services.commit_import(run_id=run.pk, author=author, told=progress.add)


def _look(run: ImportRun, author: Staff | None) -> None:
    look_at_undo(run_id=run.pk)


def _undo(run: ImportRun, author: Staff | None) -> None:
    with Progress(run.pk, _total(run, UNDO)) as progress:
        undo_import(run_id=run.pk, author=author, is_as_shown=bool(run.undo_plan), told=progress.add)


_DO: dict[str, Callable[[ImportRun, Staff | None], None]] = {PLAN: _plan, COMMIT: _commit, LOOK: _look, UNDO: _undo}
