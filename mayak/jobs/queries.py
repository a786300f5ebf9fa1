"""Whether background work is being done."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class WorkerState:
    """``heartbeat_age`` in seconds (None: no worker ever reported); jobs waiting, running and failed."""

    heartbeat_age: float | None
    waiting: int
    running: int
    failed: int

    @property
    def is_alive(self) -> bool:
        """Whether a worker reported within the last 30 seconds (it does every 10)."""
        return self.heartbeat_age is not None and self.heartbeat_age < 30


def worker_state() -> WorkerState:
    """The youngest heartbeat and the length of the queue, by one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers),
                   count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
                   count(*) FILTER (WHERE status = 'doing'),
                   count(*) FILTER (WHERE status = 'failed')
              FROM procrastinate_jobs
            """
        )
        age, waiting, running, failed = cursor.fetchone()
    return WorkerState(None if age is None else float(age), waiting, running, failed)
