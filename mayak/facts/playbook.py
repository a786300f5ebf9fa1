"""The playbook's figures that facts are measured with."""

from typing import Any

from mayak.core import playbook
from mayak.facts.models import FactParameter


def load_parameters(rows: list[dict[str, Any]]) -> None:
    """Create or update the figures by code."""
    for order, row in enumerate(rows, start=1):
        fields = {key: value for key, value in row.items() if key != "code"}
        FactParameter.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


playbook.register("facts", load_parameters, order=40)
