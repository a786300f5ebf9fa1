"""The worker's part: rules that were edited."""

from mayak.jobs.registry import every
from mayak.lamps.services import sweep_lamps


@every(seconds=5)
def sweep_changed_rules() -> None:
    """Recompute all lamps after somebody edited the playbook."""
    sweep_lamps()
