"""Segments of the demo office that clients enter by themselves, as its methodologist made them."""

from typing import Any

from mayak.clients.models import Segment
from mayak.demo.selections import understood
from mayak.facts.conditions import office_vocabulary

# Type and segment, and whom it takes; of a type the first that is true wins.
CONDITIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("newness", "new"): {"fact": "days_since_start", "op": "<=", "value": 183},
    ("newness", "permanent"): {"fact": "days_since_start", "op": ">", "value": 183},
    ("contact_necessity", "high"): {
        "any": [
            {"fact": "overdue_days", "op": ">", "value": 0},
            {"fact": "days_without_login", "op": ">=", "value": 14},
            {"fact": "days_to_renewal", "op": "between", "value": [0, 30]},
        ]
    },
    ("contact_necessity", "medium"): {
        "any": [
            {"fact": "days_without_login", "op": ">=", "value": 7},
            {"fact": "days_since_reached", "op": ">", "value": 14},
        ]
    },
    ("contact_necessity", "low"): {"fact": "is_served", "op": "is", "value": True},
}


def make_segments_automatic() -> frozenset[str]:
    """Give the segments their conditions; the codes of their types. Of another playbook's types none is half done."""
    vocabulary = office_vocabulary()
    types: dict[str, list[Segment]] = {}
    for segment in Segment.objects.filter(type__code__in={kind for kind, _code in CONDITIONS}).select_related("type"):
        types.setdefault(segment.type.code, []).append(segment)
        segment.condition = CONDITIONS.get((segment.type.code, segment.code))
    whole = {
        code: segments
        for code, segments in types.items()
        if all(one.condition is not None and understood(one.condition, vocabulary) for one in segments)
    }
    Segment.objects.bulk_update([one for segments in whole.values() for one in segments], ["condition"])
    return frozenset(whole)
