"""What follows a commit or an undo: one import at a time, facts and lamps brought up to date."""

from django.db import connection

from mayak.clients.events import ClientsChanged
from mayak.core import events
from mayak.exchange.models import ImportRun, PlanAction
from mayak.exchange.tables import BY_CODE
from mayak.lamps.services import refresh_office

LOCK = 7_306_001
FEW_ROWS = 300
MANY_ROWS = 5_000


def lock_imports() -> None:
    """One import is brought in or undone at a time; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def count_of(run: ImportRun, action: str) -> int:
    """Rows of all tables with an action."""
    return sum(int(numbers.get(action, 0)) for numbers in run.counts.values())


def refresh_after(run: ImportRun) -> None:
    """Bring facts and lamps up to date: of the touched clients when few, else of the office."""
    written = count_of(run, PlanAction.CREATE) + count_of(run, PlanAction.UPDATE)
    if not written:
        return
    if written <= FEW_ROWS and not concerns_everybody(run):
        events.publish(ClientsChanged(touched_clients(run)))
        return
    if written >= MANY_ROWS:
        _analyse(run)
    refresh_office()


def concerns_everybody(run: ImportRun) -> bool:
    """Staff, teams, events and materials belong to no client, and several count for all of them."""
    return any(
        not hasattr(BY_CODE[code].model, "CLIENT_PATH") and (numbers.get("create") or numbers.get("update"))
        for code, numbers in run.counts.items()
    )


def touched_clients(run: ImportRun) -> frozenset[int]:
    """The clients whose records the run wrote."""
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
