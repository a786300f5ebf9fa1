"""Score and lamps over time as SVG without any text of its own: it stretches to any width, labels stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mayak.desk.queries.over_time import Lane, Step, Track
from mayak.ui.formats import day, fraction, month_bar

WIDTH, HEIGHT, LANE = 1000, 100, 10
TICKS = 12


@dataclass(frozen=True)
class Tick:
    """A month on the axis; ``at``: its place in per cent."""

    label: str
    at: str


@dataclass(frozen=True)
class LaneRow:
    """A lamp's label and its drawing."""

    name: str
    weight: Decimal | None
    days: int
    drawing: SafeString


def ticks_of(track: Track) -> list[Tick]:
    """The beginnings of months within the period."""
    first = (track.from_date.replace(day=1) + timedelta(days=32)).replace(day=1)
    found = []
    while first <= track.to_date:
        found.append(Tick(month_bar(first), f"{(first - track.from_date).days / track.days * 100:.2f}"))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def score_drawing(track: Track, address: str, label: str) -> SafeString:
    """The steps of the score; each opens its day (``address`` with the day at its end). Unknown is a gap."""
    known = [step for step in track.steps if step.necessity is not None]
    area = "".join(f"M{_x(track, s.from_date)} {HEIGHT}V{_y(s)}H{_end(track, s.to_date)}V{HEIGHT}Z" for s in known)
    marks = "".join(_step(track, step, address) for step in track.steps)
    return mark_safe(
        f'<svg class="track" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="group" '
        f'aria-label="{escape(label)}"><path class="track__grid" d="M0 25H{WIDTH}M0 50H{WIDTH}M0 75H{WIDTH}"/>'
        f'<path class="track__area" d="{area}"/><path class="track__line" d="{_line(track, known)}"/>{marks}</svg>'
    )


def _line(track: Track, steps: Iterable[Step]) -> str:
    drawn, last = "", None
    for step in steps:
        joins = last is not None and last + timedelta(days=1) == step.from_date
        drawn += ("V" if joins else f"M{_x(track, step.from_date)} ") + f"{_y(step)}H{_end(track, step.to_date)}"
        last = step.to_date
    return drawn


def _step(track: Track, step: Step, address: str) -> str:
    """The place to click, with its words."""
    told = f"{day(step.from_date)}: {fraction(step.necessity)}"
    if step.is_corrected:
        told += f" ({_('set by hand')})"
    left, right = _x(track, step.from_date), _end(track, step.to_date)
    rect = f'<rect class="track__hit" x="{left}" width="{right - left:g}" height="{HEIGHT}"/>'
    return _opening(address, step.from_date, told, rect)


def _opening(address: str, moment: date, told: str, shape: str) -> str:
    words = escape(told)
    url = f"{escape(address)}{moment:%Y-%m-%d}#day"
    return f'<a href="{url}" aria-label="{words}"><title>{words}</title>{shape}</a>'


def lane_rows(track: Track, address: str) -> list[LaneRow]:
    """The lit days of each lamp."""
    return [LaneRow(lane.name, lane.weight, lane.days, _lane(track, lane, address)) for lane in track.lanes]


def _lane(track: Track, lane: Lane, address: str) -> SafeString:
    spans = ""
    for span in lane.spans:
        told = _("%(lamp)s: %(from)s to %(to)s") % {
            "lamp": lane.name,
            "from": day(span.from_date),
            "to": day(span.to_date),
        }
        left, right = _x(track, span.from_date), _end(track, span.to_date)
        css = "is-urgent" if span.is_urgent else "is-lit"
        # A mark of the shape's own: colour alone tells nothing to many eyes.
        height, top = (LANE, 0) if span.is_urgent else (LANE - 4, 2)
        rect = f'<rect class="{css}" x="{left}" y="{top}" width="{right - left:g}" height="{height}"/>'
        spans += _opening(address, span.from_date, told, rect)
    return mark_safe(
        f'<svg class="track track--lane" viewBox="0 0 {WIDTH} {LANE}" preserveAspectRatio="none" role="group" '
        f'aria-label="{escape(lane.name)}">{spans}</svg>'
    )


def _x(track: Track, moment: date) -> float:
    return round((moment - track.from_date).days / track.days * WIDTH, 1)


def _end(track: Track, moment: date) -> float:
    return _x(track, moment + timedelta(days=1))


def _y(step: Step) -> float:
    return round(HEIGHT - 2 - float(step.necessity or 0) * (HEIGHT - 4), 1)
