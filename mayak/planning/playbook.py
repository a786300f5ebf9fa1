"""The playbook's planned cycles (W3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mayak.core.playbook import Column, DefinitionTable, register
from mayak.planning.models import Cycle

CYCLES = DefinitionTable(
    Cycle,
    (Column("name"), Column("is_default"), Column("interval_days"), Column("steps")),
    freed={"is_default": False},
)


def load_cycles(rows: list[dict[str, Any]]) -> None:
    """Create or update cycles by code; exactly one of a pack is the default."""
    default = next((row["code"] for row in rows if row.get("is_default")), None)
    if default:
        Cycle.objects.filter(is_default=True).exclude(code=default).update(is_default=False)
    CYCLES.load(rows)


register("cycles", load_cycles, table=CYCLES, order=33, place=30, label=_("Cycles"))
