"""The worker's part: whatever was left dirty, the passing of time, what selections hit, retention."""

from mayak.audit.services import acting
from mayak.facts.retention import fold_old_facts
from mayak.facts.selections.services import remember_hits
from mayak.facts.services import sweep_dirty
from mayak.jobs.registry import daily, every


@every(seconds=3)
def sweep_facts() -> None:
    """Refresh marked clients; the whole office once the day has changed. Segments follow by their conditions."""
    with acting(origin="condition"):
        sweep_dirty()


@daily(at="03:50")
def forget_old_facts() -> None:
    """Fold the changes of facts that are no longer kept by the day."""
    fold_old_facts()


@daily(at="00:20")
def remember_selections() -> None:
    """Keep whom the selections hit at the end of the day that has passed."""
    remember_hits()
