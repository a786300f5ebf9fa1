"""The playbook's types of segments and their values (C2)."""

from django.utils.translation import gettext_lazy as _

from mayak.clients.models import Segment, SegmentType
from mayak.core.playbook import Children, Column, DefinitionTable, register

SEGMENTS = DefinitionTable(
    SegmentType,
    (Column("name"),),
    children=Children("segments", DefinitionTable(Segment, (Column("name"),)), link="type"),
)

register("segments", table=SEGMENTS, order=10, place=55, label=_("Segments"))
