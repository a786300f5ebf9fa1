"""What conditions of segments leave alone."""

from mayak.clients.intervals import in_force_on
from mayak.clients.models import ClientSegment, SegmentType
from mayak.core import clock


def kept_by_hand(kind: SegmentType) -> int:
    """How many clients have a segment of the type that a person entered: no condition overwrites it."""
    return ClientSegment.objects.filter(in_force_on(clock.today()), type=kind, is_automatic=False).count()
