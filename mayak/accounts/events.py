"""News about staff."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class AbsenceChanged:
    """An absence (days inclusive) was recorded, changed or cancelled by a member of staff."""

    absence_id: int
    what: Literal["recorded", "changed", "cancelled"]
    by_id: int
    staff_id: int
    substitute_id: int | None
    from_date: date
    to_date: date
