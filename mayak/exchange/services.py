"""Imports: make a stored plan, bring exactly that plan in, or drop it."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.security_models import EventKind
from mayak.audit.services import acting
from mayak.core import clock, events
from mayak.core.errors import ConflictError
from mayak.core.playbook import ensure_playbook
from mayak.exchange.choosing.memory import memories
from mayak.exchange.choosing.services import describe, found_of
from mayak.exchange.commit.apply import apply_plan
from mayak.exchange.commit.refresh import count_of, lock_imports, refresh_after
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import ImportRun, PlanAction, RunState
from mayak.exchange.plan.planner import make_plan
from mayak.exchange.plan.skipping import leave_out_again
from mayak.exchange.problems import StalePlanError
from mayak.exchange.sources.files import Found, find_sheets
from mayak.exchange.storage import forget_files

Told = Callable[[str, int], None]


def plan_import(
    *,
    path: Path,
    name: str = "",
    author: Staff | None = None,
    is_whole: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> ImportRun:
    """Read everything below ``path`` and store what would be written; nothing else is touched.

    Raises UnusableInputError when no table can be read.
    """
    started = time.monotonic()
    found = find_sheets(path, memories())
    with transaction.atomic():
        run = ImportRun.objects.create(
            created_at=clock.real_now(),
            author=author,
            name=(name or path.name)[:300],
            is_whole=is_whole,
            as_of_date=clock.today(),
        )
        _fill(run, found, say, lambda table, rows: None)
        run.seconds = time.monotonic() - started
        run.save()
    return run


def plan_stored(*, run_id: int, told: Told = lambda table, rows: None) -> ImportRun:
    """Make the plan of a run's kept files, or make it anew; rows left out by a person stay left out.

    ``told``: of a table, that so many more of its rows are read. Raises UnusableInputError.
    """
    started = time.monotonic()
    with transaction.atomic():
        run = ImportRun.objects.get(pk=run_id)
        if run.state not in (RunState.UPLOADED, RunState.PLANNING, RunState.PLANNED, RunState.FAILED):
            raise ConflictError(
                _("This import is finished already: %(state)s.") % {"state": run.get_state_display()},
                hint=_("Upload the files again to make a new plan."),
            )
        found = found_of(run)
        run.rows.all()._raw_delete("default")
        run.created_at, run.as_of_date = clock.real_now(), clock.today()
        _fill(run, found, lambda text: None, told)
        leave_out_again(run)
        run.state, run.seconds = RunState.PLANNED, time.monotonic() - started
        run.save(update_fields=["created_at", "as_of_date", "sources", "counts", "notes", "state", "seconds"])
    return run


def _fill(run: ImportRun, found: Found, say: Callable[[str], None], told: Told) -> None:
    ensure_playbook()
    run.sources = [describe(sheet) for sheet in found.sheets] + [
        {"file": file, "table": "", "reason": reason} for file, reason in found.unknown
    ]
    make_plan(run, found, say, told)


def commit_import(*, run_id: int, author: Staff | None = None, told: Told = lambda table, rows: None) -> ImportRun:
    """Bring the stored plan in, in one transaction. All-or-nothing runs with a bad row are refused instead.

    Raises StalePlanError when the office changed meanwhile: nothing is written then. ``told``: of a table, that so
    many more of its rows are written.
    """
    started = time.monotonic()
    with acting(staff_id=author.pk if author else None, origin=f"import {run_id}"):
        try:
            with transaction.atomic():
                run = _awaited(run_id)
                run.author = author or run.author
                if run.is_whole and count_of(run, PlanAction.ERROR):
                    run.state = RunState.REFUSED
                else:
                    apply_plan(run, told)
                    run.state, run.committed_at = RunState.COMMITTED, clock.real_now()
                    run.seconds += time.monotonic() - started
                    record_security_event(
                        EventKind.IMPORT,
                        staff=author,
                        detail=_("import %(number)d: %(files)s") % {"number": run.pk, "files": run.name},
                    )
                run.save(update_fields=["state", "author", "committed_at", "seconds"])
                events.publish(ImportFinished(run.pk, author.pk if author else None, run.state == RunState.COMMITTED))
        except IntegrityError as error:
            raise StalePlanError(
                _("The office changed after the plan was made: %(error)s") % {"error": str(error).splitlines()[0]},
                hint=_("Make the plan anew and look at it again."),
            ) from error
    if run.state == RunState.COMMITTED:
        refresh_after(run)
    return run


def _awaited(run_id: int) -> ImportRun:
    """The run, alone with the office's imports; the row itself stays free for whoever tells how far it is."""
    lock_imports()
    run = ImportRun.objects.get(pk=run_id)
    if run.state not in (RunState.PLANNED, RunState.COMMITTING):
        raise ConflictError(
            _("This import is finished already: %(state)s.") % {"state": run.get_state_display()},
            hint=_("Upload the files again to make a new plan."),
        )
    later = Q(committed_at__gt=run.created_at) | Q(undone_at__gt=run.created_at)
    if ImportRun.objects.filter(later, state__in=[RunState.COMMITTED, RunState.UNDONE]).exists():
        raise StalePlanError(
            _("Another import was brought in after this plan was made."),
            hint=_("Make the plan anew and look at it again."),
        )
    return run


def discard_import(*, run_id: int) -> None:
    """Drop a plan that is not wanted, with its files. Raises ConflictError while it is being brought in."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.COMMITTING:
            raise ConflictError(
                _("The rows are coming in right now."),
                hint=_("Wait until they are in, then undo the import."),
            )
        if run.state in (RunState.UPLOADED, RunState.PLANNING, RunState.PLANNED, RunState.FAILED):
            run.state, run.is_kept, run.progress = RunState.DISCARDED, False, {}
            run.rows.all()._raw_delete("default")
            forget_files(run)
            run.save(update_fields=["state", "is_kept", "progress", "folder"])


def import_path(
    *, path: Path, is_whole: bool = False, is_dry: bool = False, say: Callable[[str], None] = lambda text: None
) -> ImportRun:
    """Plan and bring in at once, as the command does. A plan overtaken by somebody's work is made anew, twice."""
    for attempt in range(3):
        run = plan_import(path=path, is_whole=is_whole, say=say)
        if is_dry:
            return run
        say(_("Bringing in…"))
        try:
            return commit_import(run_id=run.pk)
        except StalePlanError:
            discard_import(run_id=run.pk)
            if attempt == 2:
                raise
    raise AssertionError
