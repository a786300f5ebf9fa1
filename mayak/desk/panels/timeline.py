"""The timeline with the divider between what is new since the last talk and what was told then (C5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.core import clock
from mayak.desk.panels.links import link
from mayak.desk.panels.timeline_filter import encoded
from mayak.desk.queries.timeline import Timeline, Wanted
from mayak.desk.queries.timeline_words import Told
from mayak.ui import formats
from mayak.ui.markup import icon


@dataclass(frozen=True)
class Line:
    """A moment; ``is_divider``: the line "since the last contact" stands above it; ``edit_url``: its form."""

    at: datetime
    told: Told
    is_divider: bool
    edit_url: str = ""


def timeline_context(
    client_id: int, page: Timeline, last_talk: datetime | None, *, wanted: Wanted, came_from: datetime | None = None
) -> dict[str, Any]:
    """What the part ``timeline.html`` shows; ``came_from``: the moment above a further page."""
    lines: list[Line] = []
    is_above = came_from is None or last_talk is None or came_from > last_talk
    for moment in page.moments:
        is_below = last_talk is not None and moment.at <= last_talk
        url = link("note", moment.pk) if moment.kind == "note" else ""
        lines.append(Line(moment.at, moment.told, is_below and is_above and bool(lines or came_from), url))
        is_above = not is_below
    earlier = encoded(wanted, before=page.earlier)
    return {
        "is_narrow": wanted.is_narrow,
        "lines": mark_safe("".join(_drawn(line, last_talk) for line in lines)),
        "earlier_url": f"{link('client', client_id)}{earlier}" if page.earlier else "",
    }


def _drawn(line: Line, last_talk: datetime | None) -> str:
    """Straight to HTML: a page shows dozens of lines, and a template takes ten times as long for each."""
    told = line.told
    strong = f"<b>{escape(formats.typography(told.strong))}</b> " if told.strong else ""
    divider = ""
    if line.is_divider:
        words = _("since the last contact, %(day)s") % {"day": formats.day(last_talk)}
        divider = f'<p class="since">{escape(words)}</p>'
    edit = f' <a href="{line.edit_url}" data-dialog>{pgettext("note", "change it")}</a>' if line.edit_url else ""
    return (
        f'{divider}<div class="event"><time datetime="{clock.day_of(line.at).isoformat()}">'
        f"{formats.day_short(line.at)}</time>{icon(told.icon)}"
        f"<p>{strong}{escape(formats.typography(told.rest))}{edit}</p></div>"
    )


def history_lines(page: Timeline) -> list[Line]:
    """The moments as short lines, without a divider."""
    return [Line(moment.at, moment.told, is_divider=False) for moment in page.moments]
