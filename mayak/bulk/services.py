"""Preparing, previewing, running and undoing actions on many clients."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.audit.services import acting, because
from mayak.bulk.actions import ACTIONS
from mayak.bulk.models import BulkItem, BulkRun, ItemState, RunState
from mayak.bulk.words import Later, LeftOutError, stored
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.database import DATABASE_AWAY
from mayak.core.errors import ConflictError, InvalidInputError, MayakError, NotAllowedError
from mayak.jobs import single_run

log = structlog.get_logger(__name__)
MOST = 20_000
# What was prepared and never started is forgotten after a day, what was done after a month.
PREPARED_DAYS, DONE_DAYS = 1, 30


@transaction.atomic
def prepare(*, user: Staff, action: str, client_ids: Collection[int], title: str = "") -> BulkRun:
    """Begin an action on those of the clients that the person sees. Nothing of a client is written."""
    if action not in ACTIONS:
        raise InvalidInputError(_("Choose what to do."))
    if not ACTIONS[action].is_for(user):
        raise NotAllowedError(_("This action is not for your role."))
    keys = list(
        visible_to(user, Client)
        .filter(pk__in=set(client_ids))
        .order_by("name_folded", "pk")
        .values_list("pk", flat=True)
    )
    if not keys:
        raise InvalidInputError(_("Tick at least one client."))
    if len(keys) > MOST:
        raise InvalidInputError(_("At most %(count)d clients at once.") % {"count": MOST}, hint=_("Narrow the list."))
    run = BulkRun.objects.create(action=action, title=title[:200], author=user, created_at=clock.real_now())
    BulkItem.objects.bulk_create(BulkItem(run=run, client_id=pk) for pk in keys)
    return run


@transaction.atomic
def preview(*, user: Staff, run_id: int, params: dict[str, Any]) -> BulkRun:
    """Work out what would become of each client, and keep it as it is shown."""
    run = _own(user, run_id, RunState.PREPARED)
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
    items = {item.client_id: item for item in run.items.all()}
    clients = {one.pk: one for one in visible_to(user, Client).filter(pk__in=items)}
    planned = ACTIONS[run.action].plan(user, [clients[pk] for pk in items if pk in clients], kept)
    for one in planned:
        item = items[one.client_id]
        item.was, item.becomes, item.seen, item.plan = stored(one.was), stored(one.becomes), one.seen, dict(one.plan)
        item.state, item.note = (ItemState.SKIPPED, stored(one.note)) if one.note else (ItemState.WAITING, "")
    gone = [item for pk, item in items.items() if pk not in clients]
    for item in gone:
        item.state, item.note = ItemState.SKIPPED, stored(Later(_not_yours))
    BulkItem.objects.bulk_update(items.values(), ["was", "becomes", "seen", "plan", "state", "note"], batch_size=1000)
    run.params = kept
    run.save(update_fields=["params"])
    return run


@transaction.atomic
def start(*, user: Staff, run_id: int) -> BulkRun:
    """Let the worker do what the preview showed."""
    run = _own(user, run_id, RunState.PREPARED)
    if not run.params or not run.items.filter(state=ItemState.WAITING).exists():
        raise ConflictError(_("There is nothing to do."), hint=_("Choose other clients or other values."))
    run.state = RunState.RUNNING
    run.save(update_fields=["state"])
    _defer(run)
    return run


@transaction.atomic
def undo(*, user: Staff, run_id: int) -> BulkRun:
    """Let the worker take back what was done, client by client; what changed since stays and is listed."""
    run = _own(user, run_id, RunState.DONE)
    if not ACTIONS[run.action].undoes:
        raise ConflictError(_("There is nothing to undo."))
    run.state = RunState.UNDOING
    run.save(update_fields=["state"])
    _defer(run)
    return run


def work_on(*, run_id: int, language: str = "ru") -> None:
    """The worker's part; a killed worker's rest is done by the next, a second one at a time does nothing."""
    with single_run(f"mayak.bulk.{run_id}") as is_ours, translation.override(language):
        run = BulkRun.objects.select_related("author").filter(pk=run_id).first()
        if not is_ours or run is None or not run.is_under_way:
            return
        try:
            # In the trail it is the deed of the person who pressed the button, not of the worker.
            with acting(staff_id=run.author_id, origin="page"):
                (_run if run.state == RunState.RUNNING else _take_back)(run)
        except DATABASE_AWAY:
            raise
        except (MayakError, OSError) as error:
            log.exception("action on many clients failed", run=run_id)
            run.state, run.error = RunState.FAILED, str(error)
        run.finished_at = clock.real_now()
        run.save(update_fields=["state", "error", "finished_at"])


def _run(run: BulkRun) -> None:
    action = ACTIONS[run.action]
    action.apply_all(run)
    for item in list(run.items.filter(state=ItemState.WAITING)):
        try:
            with transaction.atomic(), because(action.label):
                item.kept, item.state = action.apply(run, item), ItemState.DONE
                item.save(update_fields=["kept", "state"])
        except (MayakError, Http404) as error:
            item.state, item.note = ItemState.SKIPPED, _told(error)
            item.save(update_fields=["state", "note"])
    run.state = RunState.DONE


def _take_back(run: BulkRun) -> None:
    action = ACTIONS[run.action]
    # The last goes first, as one undoes.
    for item in list(run.items.filter(state=ItemState.DONE).order_by("-pk")):
        try:
            with transaction.atomic(), because(_("Undone: %(action)s") % {"action": action.label}):
                action.undo(run, item)
                item.state = ItemState.UNDONE
                item.save(update_fields=["state"])
        except (MayakError, Http404) as error:
            item.state, item.note = ItemState.KEPT, _told(error)
            item.save(update_fields=["state", "note"])
    run.state = RunState.UNDONE


def _told(error: Exception) -> str | dict[str, str]:
    if isinstance(error, LeftOutError):
        return stored(error.words)
    return stored(str(error) if isinstance(error, MayakError) else Later(_not_yours))


def _not_yours() -> str:
    return _("no longer yours")


def forget_old_runs() -> None:
    """What nobody started, and what was done long ago, goes."""
    now = clock.real_now()
    BulkRun.objects.filter(state=RunState.PREPARED, created_at__lt=now - timedelta(days=PREPARED_DAYS)).delete()
    BulkRun.objects.filter(finished_at__lt=now - timedelta(days=DONE_DAYS)).delete()


def _own(user: Staff, run_id: int, state: RunState) -> BulkRun:
    run = BulkRun.objects.select_for_update(of=("self",)).filter(pk=run_id, author=user).first()
    if run is None:
        raise Http404
    if run.state != state:
        raise ConflictError(
            _("This is %(state)s already.") % {"state": run.get_state_display()},
            hint=_("Look at the page again: it shows where it stands."),
        )
    return run


def _defer(run: BulkRun) -> None:
    from mayak.bulk.tasks import work_on_bulk_run

    work_on_bulk_run.defer(run_id=run.pk, language=translation.get_language() or "ru")
