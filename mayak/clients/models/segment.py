"""Segments (C2): a client is in at most one segment of each type at a time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.clients.intervals import Interval, ends_after_start, once_at_a_time
from mayak.clients.models.client import Client
from mayak.core.text import localized


class SegmentType(models.Model):
    """A way of dividing clients: category, tax regime, loyalty… Edited by the methodologist.

    Out of use it is offered nowhere; clients keep the segments that they are in.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.JSONField(_("name"))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("segment type")
        verbose_name_plural = _("segment types")

    def __str__(self) -> str:
        return localized(self.name)


class Segment(models.Model):
    """One value of a segment type.

    ``condition``: clients for whom it is true enter the segment by themselves (see facts.automatic_segments); of the
    segments of one type the first in order wins. Out of use nobody enters it; who is in it stays.
    """

    type = models.ForeignKey(SegmentType, models.CASCADE, related_name="segments")
    code = models.SlugField(_("code"), max_length=60)
    name = models.JSONField(_("name"))
    condition = models.JSONField(_("condition"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["type", "order", "code"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [models.UniqueConstraint(fields=["type", "code"], name="segment_code_in_type")]

    def __str__(self) -> str:
        return localized(self.name)


class ClientSegment(Interval):
    """The client's segment of one type over time; ``from_date`` is the day of entry.

    ``is_automatic``: entered by the segment's condition; what a person entered is never overwritten.
    """

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="segments")
    type = models.ForeignKey(SegmentType, models.CASCADE, related_name="+")
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="memberships")
    is_automatic = models.BooleanField(_("by the condition"), default=False)

    class Meta:
        verbose_name = _("segment of a client")
        verbose_name_plural = _("segments of clients")
        indexes = [models.Index(fields=["segment", "client"])]
        constraints = [once_at_a_time("client_segment_once", "client", "type"), ends_after_start("client_segment_days")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.segment_id}"
