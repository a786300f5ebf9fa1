"""The worker's part: rules that were edited, urgent news left to tell."""

from mayak.jobs.registry import every
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
