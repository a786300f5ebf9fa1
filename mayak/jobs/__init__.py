"""Background work: jobs, things done every few seconds, things done once a day.

An app declares its work in its ``tasks.py``, which is imported when Django is ready::

    from mayak.jobs import background, daily, every

    @background(attempts=3)
    def rebuild_cube(*, month: str) -> None: ...        # rebuild_cube.defer(month="2026-03")

    @every(seconds=3)
    def sweep_dirty_facts() -> None: ...                # one process of the office at a time

    @daily(at="02:30")
    def run_nightly_pass() -> None: ...                 # office time, made up for after an outage
"""

from mayak.jobs.registry import background, daily, every
from mayak.jobs.single_run import single_run

__all__ = ["background", "daily", "every", "single_run"]
