"""The playbook's status groups and indicators of the functional card (C3): keys in docs/how-to/indicator.md."""

from typing import Any

from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.card.restating import restate_values
from mayak.core import playbook


def load_status_groups(rows: list[dict[str, Any]]) -> None:
    """Create or update status groups by their codes."""
    for order, row in enumerate(rows, start=1):
        StatusGroup.objects.update_or_create(code=row["code"], defaults={"name": row["name"], "order": order})


def load_indicators(rows: list[dict[str, Any]]) -> None:
    """Create or update indicators by their codes; terms are days, without one a value does not expire."""
    for order, row in enumerate(rows, start=1):
        indicator, is_new = IndicatorDefinition.objects.update_or_create(
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
                "choices": row.get("choices", []),
                "changed_by": row.get("changed_by", []),
                "order": order,
            },
        )
        if not is_new:
            restate_values(indicator)


playbook.register("status_groups", load_status_groups, order=19)
playbook.register("indicators", load_indicators, order=20)
