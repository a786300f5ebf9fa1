"""Loads the definitions of work: stages, outcomes, instruments (W2, W6, P6)."""

from typing import Any

from mayak.core import playbook
from mayak.work.models import Instrument, Outcome, Stage

Rows = list[dict[str, Any]]


def load_stages(rows: Rows) -> None:
    """Create or update stages by code, in the order of the file."""
    for order, row in enumerate(rows, start=1):
        fields = {key: value for key, value in row.items() if key != "code"}
        Stage.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


def load_outcomes(rows: Rows) -> None:
    """Create or update outcomes by code; ``stage`` names a stage by its code."""
    stages = {stage.code: stage for stage in Stage.objects.all()}
    # A key may move from one outcome to another: free the keys first, they are unique.
    Outcome.objects.filter(code__in=[row["code"] for row in rows]).update(key="")
    for order, row in enumerate(rows, start=1):
        fields = {key: value for key, value in row.items() if key not in {"code", "stage"}}
        fields["stage"] = stages[row["stage"]] if row.get("stage") else None
        Outcome.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


def load_instruments(rows: Rows) -> None:
    """Create or update instruments by code."""
    for order, row in enumerate(rows, start=1):
        fields = {key: value for key, value in row.items() if key != "code"}
        Instrument.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


playbook.register("stages", load_stages, order=30)
playbook.register("outcomes", load_outcomes, order=31)
playbook.register("instruments", load_instruments, order=32)
