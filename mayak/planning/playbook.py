"""Loads the planned cycles (W3)."""

from typing import Any

from mayak.core import playbook
from mayak.planning.models import Cycle


def load_cycles(rows: list[dict[str, Any]]) -> None:
    """Create or update cycles by code; exactly one of a pack is the default."""
    Cycle.objects.filter(is_default=True).update(is_default=False)
    for order, row in enumerate(rows, start=1):
        fields = {key: value for key, value in row.items() if key != "code"}
        Cycle.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


playbook.register("cycles", load_cycles, order=33)
