"""Undo of an import: look at what would return, then do exactly that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.security_models import EventKind
from mayak.audit.services import acting
from mayak.clients.events import ClientsChanged
from mayak.core import clock, events
from mayak.core.errors import ConflictError
from mayak.exchange.commit.refresh import FEW_ROWS, concerns_everybody, lock_imports, touched_clients
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import ImportRun, PlanAction, PlanRow, RunState, UndoState
from mayak.exchange.office_settings import KEEP_IMPORTS
from mayak.exchange.problems import StalePlanError
from mayak.exchange.undo.apply import take_back
from mayak.exchange.undo.check import mark_what_stays
from mayak.lamps.services import refresh_office

Told = Callable[[str, int], None]
WRITTEN = [PlanAction.CREATE, PlanAction.UPDATE]


def look_at_undo(*, run_id: int) -> ImportRun:
    """Find out what undo would return and what it would leave; nothing but the marks in the plan is written."""
    with transaction.atomic():
        run = _undoable(run_id)
        mark_what_stays(run)
        run.undo_plan = _numbers(run)
        run.save(update_fields=["undo_plan"])
    return run


def undo_import(
    *, run_id: int, author: Staff | None = None, is_as_shown: bool = False, told: Told = lambda table, rows: None
) -> ImportRun:
    """Take an import back in one transaction: what was created goes, former values return, what changed since stays.

    ``is_as_shown``: only when that is what :func:`look_at_undo` found; else StalePlanError, with the new look stored.
    Raises ConflictError when the import cannot be undone any more.
    """
    origin = f"import {run_id} undone"
    with acting(staff_id=author.pk if author else None, origin=origin):
        return _take_back(run_id, author, is_as_shown, told)


def _take_back(run_id: int, author: Staff | None, is_as_shown: bool, told: Told) -> ImportRun:
    try:
        with transaction.atomic():
            lock_imports()
            run = _undoable(run_id)
            shown = run.undo_plan
            mark_what_stays(run)
            numbers = _numbers(run)
            is_other = is_as_shown and {**shown, "at": ""} != {**numbers, "at": ""}
            if not is_other:
                touched = None if concerns_everybody(run) or numbers["back"] > FEW_ROWS else touched_clients(run)
                take_back(run, lambda rows: told("", rows))
                run.state = RunState.UNDONE
                run.undone_at, run.undone_by = clock.real_now(), author
                record_security_event(
                    EventKind.IMPORT_UNDONE,
                    staff=author,
                    detail=_("import %(number)d: %(files)s") % {"number": run.pk, "files": run.name},
                )
            run.undo_plan = numbers
            run.save(update_fields=["state", "undone_at", "undone_by", "undo_plan"])
            if not is_other:
                events.publish(ImportFinished(run.pk, author.pk if author else None, is_good=True))
    except IntegrityError as error:
        raise StalePlanError(
            _("The import cannot be undone as a whole: %(error)s") % {"error": str(error).splitlines()[0]},
            hint=_("Look at it again; when this stays so, correct the records named by hand."),
        ) from error
    if is_other:
        raise StalePlanError(
            _("The office changed since you looked: something else would return now."),
            hint=_("Look at the new numbers and confirm again."),
        )
    if touched is None:
        refresh_office()
    else:
        events.publish(ClientsChanged(touched))
    return run


def why_not(run: ImportRun) -> str:
    """Why a run cannot be undone; empty when it can."""
    if run.state == RunState.UNDONE:
        return _("This import is undone already.")
    if run.state != RunState.COMMITTED:
        return _("Nothing of this import was brought in.")
    if not run.is_kept:
        return _("The plan of this import is no longer kept: what was before it is not known any more.")
    return ""


def undo_until(run: ImportRun) -> datetime:
    """When the office stops keeping what undo needs."""
    return run.created_at + timedelta(days=KEEP_IMPORTS.value)


def _undoable(run_id: int) -> ImportRun:
    run = ImportRun.objects.filter(pk=run_id).first()
    reason = why_not(run) if run else _("There is no import %(number)d.") % {"number": run_id}
    if run is None or reason:
        raise ConflictError(reason, hint=_("Choose another import in the list of past imports."))
    return run


def _numbers(run: ImportRun) -> dict[str, Any]:
    """Rows that return and that stay, by table; why they stay."""
    tables: dict[str, list[int]] = {}
    reasons: dict[str, int] = {}
    rows = PlanRow.objects.filter(run=run, action__in=WRITTEN).order_by().values_list("table", "undo_state")
    for table, state, number in rows.annotate(number=Count("pk")):
        back_and_stay = tables.setdefault(table, [0, 0])
        back_and_stay[bool(state)] += number
        if state:
            reasons[state] = reasons.get(state, 0) + number
    return {
        "back": sum(back for back, _stay in tables.values()),
        "stay": sum(stay for _back, stay in tables.values()),
        "tables": tables,
        "reasons": {state.value: reasons[state] for state in UndoState if state in reasons},
        "at": clock.real_now().isoformat(timespec="seconds"),
    }
