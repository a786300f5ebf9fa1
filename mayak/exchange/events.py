"""News about imports for the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportFinished:
    """A job on an import ended: it was brought in, undone, or failed (``is_good`` False).

    ``staff_id`` is whoever asked for it, None for the command line.
    """

    run_id: int
    staff_id: int | None
    is_good: bool
