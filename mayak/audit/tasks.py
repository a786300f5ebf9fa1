"""The worker's part: retention."""

from mayak.audit.retention import forget_changes
from mayak.jobs.registry import daily


@daily(at="03:40")
def forget_old_changes() -> None:
    """Delete the changes that are no longer kept."""
    forget_changes()
