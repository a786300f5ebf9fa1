"""Jobs this worker believes to be done while the queue still holds them as being worked on.

When the connection breaks just as the end of a job is written down, the queue never hears of it: the worker lives, so
nobody takes the job from it. Here it takes such jobs back itself.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from mayak.jobs.services import return_jobs


class RunningJobs:
    """What one worker works on: :meth:`watched` goes round every job, :meth:`take_back_lost` is called now and then."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._suspects: set[int] = set()
        self._worker_id: int | None = None

    async def watched(self, do: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
        """Procrastinate's worker middleware: remembers the job while it is done."""
        self._worker_id = worker.worker_id
        self._ids.add(context.job.id)
        try:
            return await do()
        finally:
            self._ids.discard(context.job.id)

    def take_back_lost(self) -> int:
        """Give back to the queue what nobody worked on at this look and the last; returns how many jobs."""
        if self._worker_id is None:
            return 0
        lost = self._suspects - self._ids
        held = return_jobs(worker_id=self._worker_id, suspects=lost)
        self._suspects = held - lost - self._ids
        return len(held & lost)
