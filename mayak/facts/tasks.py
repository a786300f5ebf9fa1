"""The worker's part: whatever was left dirty, and the passing of time."""

from mayak.facts.services import sweep_dirty
from mayak.jobs.registry import every


@every(seconds=3)
def sweep_facts() -> None:
    """Refresh marked clients; the whole office once the day has changed."""
    sweep_dirty()
