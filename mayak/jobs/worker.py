"""The worker: takes jobs from the queue, and keeps the office's clock ticking."""

import asyncio
import logging
import threading
from collections.abc import Callable

from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from mayak.jobs.queries import worker_state
from mayak.jobs.running import RunningJobs
from mayak.jobs.ticker import Ticker

log = logging.getLogger(__name__)
JOBS_AT_ONCE = 2
GRACE_SECONDS = 15


def run_worker(*, on_ready: Callable[[], None] = lambda: None, also: list[Callable[[], object]] | None = None) -> None:
    """Work until SIGTERM or SIGINT, which let the running jobs finish for a while.

    ``on_ready`` is called once the worker is registered; ``also`` lists functions done once a minute.
    """
    running = RunningJobs()
    ticker = Ticker([*(also or []), running.take_back_lost])
    ticker.start()
    threading.Thread(target=_report_first_heartbeat, args=(on_ready,), daemon=True).start()
    try:
        asyncio.run(_take_jobs(running))
    finally:
        ticker.stop()
        ticker.join(GRACE_SECONDS)


async def _take_jobs(running: RunningJobs) -> None:
    # An app of its own: the global one keeps Django's connector, so that a job deferring
    # further jobs does it within its own transaction.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=JOBS_AT_ONCE + 2, reconnect_timeout=3)
    worker_app = DjangoApp(connector=connector)
    worker_app.tasks = app.tasks
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=JOBS_AT_ONCE,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE_SECONDS,
            worker_middleware=[running.watched],
        )


def _report_first_heartbeat(on_ready: Callable[[], None]) -> None:
    from django.db import connection

    pause = threading.Event()
    while True:
        try:
            if worker_state().is_alive:
                break
        except Exception:  # the database may still be starting: logged, and asked again
            log.exception("the heartbeat cannot be read yet")
        pause.wait(0.1)
    connection.close()
    on_ready()
