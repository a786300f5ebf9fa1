"""Handing out daily jobs, and taking back the jobs of workers that died."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from mayak.core import clock
from mayak.jobs.models import DailyRun
from mayak.jobs.registry import Daily, daily_work

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

log = logging.getLogger(__name__)

# A worker reports every 10 s; after this many silent seconds its jobs are given to another one.
DEAD_AFTER_SECONDS = 30
# A job that kills its worker again and again is given up: started this many times at most.
MOST_STARTS = 10


def defer_due_daily_jobs(*, moment: datetime | None = None) -> list[str]:
    """Make the jobs whose time of day has come and that this day has not seen; returns their names."""
    local = (moment or clock.real_now()).astimezone(clock.office_zone())
    return [item.name for item in daily_work.values() if local.time() >= item.at and _defer_once(item, local)]


def _defer_once(item: Daily, local: datetime) -> bool:
    """Make the job unless the day has it already: mark and job are one transaction, so none is lost or doubled."""
    with transaction.atomic():
        run, is_new = DailyRun.objects.select_for_update().get_or_create(
            name=item.name, defaults={"last_date": local.date()}
        )
        if not is_new and run.last_date >= local.date():
            return False
        run.last_date = local.date()
        run.save(update_fields=["last_date"])
        item.job.defer()
    return True


def requeue_stalled_jobs() -> int:
    """Give the unfinished jobs of dead workers back to the queue; returns how many were taken from the dead."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id, job.attempts
              FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
             WHERE job.status = 'doing'
               AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
               FOR UPDATE OF job SKIP LOCKED
            """,
            [DEAD_AFTER_SECONDS],
        )
        stalled = cursor.fetchall()
        for job_id, attempts in stalled:
            _return_job(cursor, job_id, attempts)
    return len(stalled)


def return_jobs(*, worker_id: int, suspects: Collection[int]) -> set[int]:
    """Give those of the suspects back to the queue that it believes the living worker to be doing.

    Returns all jobs it believes the worker to be doing, the returned ones included.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, attempts FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s FOR UPDATE",
            [worker_id],
        )
        held = dict(cursor.fetchall())
        for job_id in held.keys() & set(suspects):
            _return_job(cursor, job_id, held[job_id])
    return set(held)


def _return_job(cursor: "CursorWrapper", job_id: int, attempts: int) -> None:
    if attempts + 1 >= MOST_STARTS:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
        log.error("job %s is given up: its worker died %s times", job_id, attempts + 1)
    else:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])


def forget_dead_workers() -> None:
    """Remove the rows of workers killed without a word; theirs jobs are then without a worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM procrastinate_prune_stalled_workers_v1(%s)", [DEAD_AFTER_SECONDS])
