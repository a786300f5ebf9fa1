"""Imports: make a stored plan, bring exactly that plan in, or drop it."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.core import clock, events
from mayak.core.errors import ConflictError
from mayak.core.playbook import ensure_playbook
from mayak.exchange.commit.apply import apply_plan
from mayak.exchange.models import ImportRun, PlanAction, PlanRow, RunState
from mayak.exchange.plan.planner import make_plan
from mayak.exchange.problems import StalePlanError
from mayak.exchange.sources.files import find_sheets
from mayak.exchange.tables import BY_CODE
from mayak.lamps.services import refresh_office

LOCK = 7_306_001
KEPT_PLANS = 20
FEW_ROWS = 300
MANY_ROWS = 5_000


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
    found = find_sheets(path)
    with transaction.atomic():
        ensure_playbook()
        run = ImportRun.objects.create(
            created_at=clock.real_now(),
            author=author,
            name=(name or path.name)[:300],
            is_whole=is_whole,
            as_of_date=clock.today(),
            sources=[
                {
                    "file": sheet.file,
                    "sheet": sheet.name,
                    "table": sheet.table.code,
                    "recognised_by": sheet.recognised_by,
                    "form": sheet.form,
                    "unmapped": sheet.unmapped,
                }
                for sheet in found.sheets
            ]
            + [{"file": file, "table": "", "reason": reason} for file, reason in found.unknown],
        )
        make_plan(run, found, say)
        run.seconds = time.monotonic() - started
        run.save()
        _forget_old_plans()
    return run


def _forget_old_plans() -> None:
    """The rows of old plans go; their numbers stay."""
    kept = ImportRun.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_PLANS]
    PlanRow.objects.exclude(run__in=list(kept))._raw_delete("default")


def commit_import(*, run_id: int, author: Staff | None = None) -> ImportRun:
    """Bring the stored plan in, in one transaction. All-or-nothing runs with a bad row are refused instead.

    Raises StalePlanError when the office changed meanwhile: nothing is written then.
    """
    started = time.monotonic()
    try:
        with transaction.atomic():
            run = _locked(run_id)
            if run.is_whole and count_of(run, PlanAction.ERROR):
                run.state = RunState.REFUSED
                run.save(update_fields=["state"])
                return run
            apply_plan(run)
            run.state, run.committed_at = RunState.COMMITTED, clock.real_now()
            run.author = author or run.author
            run.seconds += time.monotonic() - started
            run.save()
    except IntegrityError as error:
        raise StalePlanError(
            _("The office changed after the plan was made: %(error)s") % {"error": str(error).splitlines()[0]},
            hint=_("Make the plan anew and look at it again."),
        ) from error
    refresh_after(run)
    return run


def _locked(run_id: int) -> ImportRun:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != RunState.PLANNED:
        raise ConflictError(
            _("This import is finished already: %(state)s.") % {"state": run.get_state_display()},
            hint=_("Upload the files again to make a new plan."),
        )
    if ImportRun.objects.filter(state=RunState.COMMITTED, committed_at__gt=run.created_at).exists():
        raise StalePlanError(
            _("Another import was brought in after this plan was made."),
            hint=_("Make the plan anew and look at it again."),
        )
    return run


def discard_import(*, run_id: int) -> None:
    """Drop a plan that is not wanted."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.PLANNED:
            run.state = RunState.DISCARDED
            run.save(update_fields=["state"])
            run.rows.all()._raw_delete("default")


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


def count_of(run: ImportRun, action: str) -> int:
    """Rows of all tables with an action."""
    return sum(int(numbers.get(action, 0)) for numbers in run.counts.values())


def refresh_after(run: ImportRun) -> None:
    """Bring facts and lamps up to date: of the touched clients when few, else of the office."""
    written = count_of(run, PlanAction.CREATE) + count_of(run, PlanAction.UPDATE)
    if not written:
        return
    if written <= FEW_ROWS and not _concerns_everybody(run):
        events.publish(ClientsChanged(_touched_clients(run)))
        return
    if written >= MANY_ROWS:
        _analyse(run)
    refresh_office()


def _concerns_everybody(run: ImportRun) -> bool:
    """Staff, teams, events and materials belong to no client, and several count for all of them."""
    return any(
        not hasattr(BY_CODE[code].model, "CLIENT_PATH") and (numbers.get("create") or numbers.get("update"))
        for code, numbers in run.counts.items()
    )


def _touched_clients(run: ImportRun) -> frozenset[int]:
    touched: set[int] = set()
    for code in run.counts:
        model = BY_CODE[code].model
        if not hasattr(model, "CLIENT_PATH"):
            continue
        targets = run.rows.filter(table=code, action__in=[PlanAction.CREATE, PlanAction.UPDATE])
        path: str = model.CLIENT_PATH
        pks = list(targets.values_list("target_id", flat=True))
        touched.update(model._default_manager.filter(pk__in=pks).values_list(path, flat=True))
    return frozenset(pk for pk in touched if pk is not None)


def _analyse(run: ImportRun) -> None:
    """Fresh statistics for the planner: a table that just grew is unknown to it."""
    for code, numbers in run.counts.items():
        if numbers.get("create", 0) + numbers.get("update", 0) >= MANY_ROWS:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {BY_CODE[code].db_table}")
