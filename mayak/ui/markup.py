"""Components that are too small or too frequent for a template of their own, as HTML strings.

Pages use them through the tags in ``templatetags/ui.py``; a view that draws thousands of cells may call them itself.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from mayak.core.text import initials
from mayak.ui.formats import NOTHING, Number, fraction

LAMP_STATES = ("ok", "warn", "urgent", "info", "none")


@lru_cache(maxsize=1)
def _cached_sprite() -> str:
    return static("ui/icons.svg")


def sprite_url() -> str:
    """The address of the icon sprite (looked up once, except while developing)."""
    return static("ui/icons.svg") if settings.DEBUG else _cached_sprite()


def icon(name: str, size: str = "") -> SafeString:
    """A decorative Tabler icon of the sprite; ``size``: "" 18 px, "s" 14 px, "l" 22 px (any class ``i--…``)."""
    return _drawn_icon(name, size, sprite_url())


@lru_cache(maxsize=512)
def _drawn_icon(name: str, size: str, sprite: str) -> SafeString:
    css = f"i i--{size}" if size else "i"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


def lamp_word(state: str) -> str:
    """The word that goes with a lamp's colour and shape."""
    return _lamp_words(get_language() or "")[state if state in LAMP_STATES else "none"]


@lru_cache(maxsize=8)
def _lamp_words(language: str) -> dict[str, str]:
    # a board asks thousands of times: the words are looked up once per language
    with override(language or None):
        return {
            "ok": pgettext("lamp", "normal"),
            "warn": pgettext("lamp", "attention"),
            "urgent": pgettext("lamp", "urgent"),
            "info": pgettext("lamp", "for information"),
            "none": pgettext("lamp", "unknown"),
        }


def lamp_shape(state: str, size: str = "") -> SafeString:
    """The bare shape with its word for screen readers. A word or a column head must stand beside it."""
    return _drawn_shape(state, size, lamp_word(state))


@lru_cache(maxsize=64)
def _drawn_shape(state: str, size: str, word: str) -> SafeString:
    safe = state if state in LAMP_STATES else "none"
    large = " l--l" if size == "l" else ""
    return mark_safe(f'<i class="l l--{safe}{large}"></i><span class="vh">{word}</span>')


def lamp(state: str, label: object = "") -> SafeString:
    """Shape and visible words: the given ones, else the state's own."""
    safe = state if state in LAMP_STATES else "none"
    words = escape(label) if label else lamp_word(safe)
    hidden = f'<span class="vh">{lamp_word(safe)}: </span>' if label else ""
    return mark_safe(f'<span class="lamp"><i class="l l--{safe}"></i>{hidden}<span>{words}</span></span>')


def score(value: Number | None, certainty: Number | None = None, size: str = "") -> SafeString:
    """Necessity of contact 0…1 with its bar; dashed when a part of the facts is unknown (certainty < 1)."""
    shown = fraction(value)
    unsure = value is None or (certainty is not None and certainty < 1)
    title = _("Necessity of contact %(value)s") % {"value": shown}
    if unsure:
        title += _(", some facts are unknown")
    css = "score" + (" is-unsure" if unsure else "") + (f" score--{size}" if size else "")
    return mark_safe(
        f'<span class="{css}" title="{escape(title)}">{shown}'
        f'<span class="score__bar"><i style="--v:{float(value or 0):.3f}"></i></span></span>'
    )


def points(parts: Iterable[tuple[Number, str]], label: str = "") -> SafeString:
    """The bar of points of a score: pairs of weight and state (lamp state; "none" = unknown, "ok" = not lit)."""
    css = {"urgent": "is-urgent", "warn": "is-lit", "none": "is-unknown"}
    cells = "".join(
        f'<i class="{css.get(state, "")}" style="--v:{float(weight) * 100:.1f}"></i>' for weight, state in parts
    )
    return mark_safe(f'<div class="points" role="img" aria-label="{escape(label)}">{cells}</div>')


def kbd(keys: str) -> SafeString:
    """Keys as drawn on a keyboard; several separated by spaces."""
    return mark_safe("".join(f'<kbd class="kbd">{escape(key)}</kbd>' for key in keys.split()))


def avatar(name: str, size: str = "") -> SafeString:
    """A circle with initials; the name itself must stand beside it."""
    css = f"avatar avatar--{size}" if size else "avatar"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(name) or "?")


def ticks(planned: int, done: int, effective: int) -> SafeString:
    """One tick per planned call: effective, done, the one under way, ahead; work over plan adds ticks."""
    done = max(done, effective)
    shown = min(max(planned, done), 60)
    label = _("Plan %(planned)s, done %(done)s, effective %(effective)s") % {
        "planned": planned,
        "done": done,
        "effective": effective,
    }
    marks = ['<i class="is-effective"></i>'] * effective + ['<i class="is-done"></i>'] * (done - effective)
    if done < shown:
        marks.append('<i class="is-now"></i>')
    marks += ["<i></i>"] * (shown - len(marks))
    return mark_safe(f'<div class="ticks" role="img" aria-label="{escape(label)}">{"".join(marks[:60])}</div>')


def meter(value: Number, at: Number | None = None, ghost: Number | None = None, label: str = "") -> SafeString:
    """A bar 0…100: fact, optional forecast (paler) and the mark where one should be; without a label it is hidden."""
    pale = f'<i class="is-ghost" style="--v:{float(ghost):.1f}"></i>' if ghost is not None else ""
    mark = f'<b style="--at:{float(at):.1f}"></b>' if at is not None else ""
    told = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(
        f'<span class="meter" {told}>{pale}<i style="--v:{min(float(value), 100.0):.1f}"></i>{mark}</span>'
    )


def sparkline(values: Sequence[Number | None], label: str = "", width: int = 72, height: int = 20) -> SafeString:
    """A small line without axes; unknown values (None) break nothing, they are left out."""
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return mark_safe("")
    top = max(value for _index, value in known) or 1.0
    step = width / (len(values) - 1)
    spots = [(index * step, height - 2 - value / top * (height - 4)) for index, value in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    x, y = spots[-1]
    return mark_safe(
        f'<svg class="chart" viewBox="-2 0 {width + 4} {height}" width="{width + 4}" height="{height}" role="img"'
        f' aria-label="{escape(label)}"><polyline class="s2" points="{line}"/>'
        f'<circle class="end" cx="{x:.1f}" cy="{y:.1f}" r="2.4"/></svg>'
    )


def bars(values: Sequence[tuple[str, Number | None]], label: str = "") -> SafeString:
    """Bars with names below (months); the highest and the last carry their figure, unknown is a dash."""
    if not values:
        return mark_safe("")
    step = 420 / len(values)
    wide = min(20.0, step * 0.6)
    numbers = [float(value) for _name, value in values if value is not None]
    top = max(numbers, default=0.0) or 1.0
    peak = next((index for index, (_name, value) in enumerate(values) if value is not None and float(value) == top), -1)
    parts = ['<line class="axis" x1="0" x2="420" y1="60" y2="60"/>']
    told = []
    for index, (name, value) in enumerate(values):
        middle = step * (index + 0.5)
        last = index == len(values) - 1
        told.append(f"{name} {NOTHING if value is None else format(value, 'g')}")
        parts.append(f'<text x="{middle:.1f}" y="76" text-anchor="middle">{escape(name)}</text>')
        if value is None:
            parts.append(f'<text x="{middle:.1f}" y="56" text-anchor="middle">{NOTHING}</text>')
            continue
        high = float(value) / top * 42
        css = "bar bar--last" if last else "bar"
        parts.append(
            f'<rect class="{css}" x="{middle - wide / 2:.1f}" y="{60 - high:.1f}" width="{wide:.1f}"'
            f' height="{max(high, 0.5):.1f}" rx="2"/>'
        )
        if last or index == peak:
            parts.append(
                f'<text class="t-strong" x="{middle:.1f}" y="{54 - high:.1f}" text-anchor="middle">'
                f"{format(value, 'g')}</text>"
            )
    heading = f"{label}: {', '.join(told)}" if label else ", ".join(told)
    return mark_safe(
        f'<svg class="chart chart--bars" viewBox="0 0 420 84" role="img" aria-label="{escape(heading)}">'
        f"{''.join(parts)}</svg>"
    )
