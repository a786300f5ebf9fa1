"""How large the measured offices are, and the day they live on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

# A Tuesday; the offices live on it in training mode, so that a kept one does not age.
DAY = date(2026, 3, 17)
PASSWORD = "bench office only"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """An office as ``mayak demo --clients … --history …`` makes it. ``database``: what is added to the base's name."""

    clients: int
    history: int
    database: str

    @property
    def mark(self) -> str:
        """What a database of this size is noted as; another generator's office is another one."""
        return f"{self.clients} clients, {self.history} days, generator 1"


# The design's budgets: 20 000 clients, 60 000 persons, 2 million contacts, 10 million days of usage or more of each.
DESIGN = Size(20_000, 2920, "")
# For the growth. The smallest has the design's history; the largest has the design's numbers of contacts and days of
# usage at least, which a shorter history gives.
SMALL = Size(2_000, 2920, "_2k")
LARGE = Size(200_000, 220, "_200k")
SIZES = (SMALL, DESIGN, LARGE)
