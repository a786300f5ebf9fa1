"""The worker's part: changes that no page made."""

from mayak.jobs.registry import every
from mayak.playbook.versions import note_version


@every(seconds=300)
def keep_versions_of_other_changes() -> None:
    """Words that an import made, definitions that a command changed: a version without an author."""
    note_version()
