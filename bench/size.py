"""How large the measured office is, and the day it lives on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

# A Tuesday; the office lives on it in training mode, so that a kept one does not age.
DAY = date(2026, 3, 17)
PASSWORD = "bench office only"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """Rows of the office; the default is the size that other systems were measured at."""

    clients: int = 20_000
    persons: int = 60_000
    activities: int = 200_000
    usage_rows: int = 1_000_000


# The size of the design's budgets.
FULL = Size(activities=2_000_000, usage_rows=10_000_000)
