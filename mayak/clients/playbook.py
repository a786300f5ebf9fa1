"""The playbook's types of segments and their values (C2)."""

from typing import Any

from mayak.clients.models import Segment, SegmentType
from mayak.core import playbook


def load_segments(rows: list[dict[str, Any]]) -> None:
    """Create or update segment types and segments by their codes; what the office added itself stays."""
    for order, row in enumerate(rows, start=1):
        segment_type, _created = SegmentType.objects.update_or_create(
            code=row["code"], defaults={"name": row["name"], "order": order}
        )
        for place, value in enumerate(row["segments"], start=1):
            Segment.objects.update_or_create(
                type=segment_type, code=value["code"], defaults={"name": value["name"], "order": place}
            )


playbook.register("segments", load_segments, order=10)
