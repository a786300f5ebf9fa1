"""The worker's clock: frequent work, the day's jobs, dead workers' jobs. Real time, also in training mode."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from mayak.jobs import services
from mayak.jobs.registry import Frequent, frequent_work
from mayak.jobs.single_run import single_run

log = logging.getLogger(__name__)
HOUSEKEEPING = [
    Frequent("mayak.jobs.daily", services.defer_due_daily_jobs, 20),
    Frequent("mayak.jobs.dead_workers", services.forget_dead_workers, 10),
    Frequent("mayak.jobs.stalled", services.requeue_stalled_jobs, 10),
]


class Ticker(threading.Thread):
    """Runs what is due, one after the other, each by one worker of the office at a time."""

    def __init__(self, also: list[Callable[[], object]] | None = None) -> None:
        super().__init__(name="ticker", daemon=True)
        self._stopping = threading.Event()
        self._work = [*HOUSEKEEPING, *frequent_work.values()]
        self._work += [Frequent(f.__qualname__, f, 60) for f in also or []]
        self._next: dict[str, float] = {}

    def run(self) -> None:
        """Until :meth:`stop`."""
        while not self._stopping.wait(self._until_next()):
            self.tick(time.monotonic())

    def stop(self) -> None:
        """End after the function that runs now."""
        self._stopping.set()

    def tick(self, now: float) -> list[str]:
        """Do what is due at a monotonic moment; returns the names done. A failure waits for its next turn."""
        done = []
        for item in self._work:
            if self._stopping.is_set() or self._next.get(item.name, 0) > now:
                continue
            self._next[item.name] = now + item.seconds
            if _do(item):
                done.append(item.name)
        return done

    def _until_next(self) -> float:
        soonest = min((self._next.get(item.name, 0) for item in self._work), default=0)
        return max(0.05, soonest - time.monotonic())


def _do(item: Frequent) -> bool:
    close_old_connections()
    try:
        with single_run(item.name) as is_ours:
            if is_ours:
                item.function()
        return is_ours
    except Exception:  # one failing errand must not stop the others: logged, and done again at its next time
        log.exception("%s failed", item.name)
        return False
    finally:
        close_old_connections()
