"""The worker's part: rules that were edited, urgent news left to tell."""

from mayak.jobs.registry import daily, every
from mayak.lamps.retention import forget_shown
from mayak.lamps.services import sweep_lamps
from mayak.lamps.urgent import tell_urgent_news


@every(seconds=5)
def sweep_changed_rules() -> None:
    """Recompute all lamps after somebody edited the playbook."""
    sweep_lamps()


@every(seconds=5)
def tell_gathered_news() -> None:
    """What passes over many clients found, once they are over; and what a killed process left."""
    tell_urgent_news()


@daily(at="03:45")
def forget_what_was_shown() -> None:
    """Delete the intervals that are no longer kept."""
    forget_shown()
