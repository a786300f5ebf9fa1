"""The playbook's indicators of the functional card (C3)."""

from typing import Any

from mayak.card.models import IndicatorDefinition
from mayak.core import playbook


def load_indicators(rows: list[dict[str, Any]]) -> None:
    """Create or update indicators by their codes; terms are days, without one a value does not expire."""
    for order, row in enumerate(rows, start=1):
        IndicatorDefinition.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "question": row.get("question", {}),
                "subject": row["subject"],
                "value_type": row.get("type", "text"),
                "unit": row.get("unit", {}),
                "validity_days": row.get("days"),
                "groups": row.get("groups", []),
                "bound_to": row.get("bound", ""),
                "order": order,
            },
        )


playbook.register("indicators", load_indicators, order=20)
