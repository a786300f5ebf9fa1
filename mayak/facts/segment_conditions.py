"""Checks of a segment's condition before it is kept (docs/algorithms/segments.md)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from mayak.clients.models import Segment, SegmentType
from mayak.core.errors import InvalidInputError
from mayak.facts.conditions import office_vocabulary, parse_or_explain


def check_segment_condition(kind: SegmentType, condition: Any) -> None:
    """Refuse what cannot be understood, and what would ask for segments that are decided later or by itself.

    Raises InvalidInputError in words.
    """
    parse_or_explain(condition, office_vocabulary())
    asked = set(_types_in(condition))
    if kind.code in asked:
        raise InvalidInputError(_("The condition asks for a segment of its own type: that would be a circle."))
    in_use = Segment.objects.filter(is_active=True, type__is_active=True).exclude(condition=None)
    automatic = in_use.filter(type__code__in=asked).select_related("type")
    for segment in automatic:
        if (segment.type.order, segment.type.code) > (kind.order, kind.code):
            words = _("“%(name)s” is decided by conditions after this type: move the question to a segment there.")
            raise InvalidInputError(words % {"name": segment.type})


def _types_in(condition: Any) -> Iterator[str]:
    if isinstance(condition, dict):
        if "segment" in condition:
            yield str(condition["segment"])
        for part in condition.values():
            yield from _types_in(part)
    elif isinstance(condition, list):
        for part in condition:
            yield from _types_in(part)
