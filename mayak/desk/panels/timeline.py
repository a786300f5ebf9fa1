"""The timeline with the divider between what is new since the last talk and what was told then (C5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from mayak.desk.panels.links import link
from mayak.desk.queries.timeline import Timeline
from mayak.desk.queries.timeline_words import Told


@dataclass(frozen=True)
class Line:
    """A moment; ``is_divider``: the line "since the last contact" stands above it."""

    at: datetime
    told: Told
    is_divider: bool


def timeline_context(
    client_id: int, page: Timeline, last_talk: datetime | None, *, group: str, came_from: datetime | None = None
) -> dict[str, Any]:
    """What the part ``timeline.html`` shows; ``came_from``: the moment above a further page."""
    lines: list[Line] = []
    is_above = came_from is None or last_talk is None or came_from > last_talk
    for moment in page.moments:
        is_below = last_talk is not None and moment.at <= last_talk
        lines.append(Line(moment.at, moment.told, is_below and is_above and bool(lines or came_from)))
        is_above = not is_below
    query = {name: value for name, value in (("events", group), ("before", page.earlier)) if value}
    return {
        "moments": lines,
        "last_talk": last_talk,
        "earlier_url": f"{link('client', client_id)}?{urlencode(query)}" if page.earlier else "",
    }
