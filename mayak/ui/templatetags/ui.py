"""Template tags and filters of the design system: ``{% load ui %}``. See docs/how-to/page.md."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, Select
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from mayak.core.text import initials as initials_of
from mayak.core.text import localized
from mayak.ui import formats, markup
from mayak.ui.notices import undo_url as undo_url_of
from mayak.ui.words import words

register = template.Library()

for _tag in (
    markup.icon,
    markup.lamp,
    markup.lamp_shape,
    markup.score,
    markup.points,
    markup.kbd,
    markup.avatar,
    markup.ticks,
    markup.meter,
    markup.sparkline,
    markup.bars,
):
    register.simple_tag(_tag)

for _filter in (
    formats.money,
    formats.money_bare,
    formats.number,
    formats.share,
    formats.fraction,
    formats.day,
    formats.day_short,
    formats.day_near,
    formats.weekday_day,
    formats.weekday_short,
    formats.month_bar,
    formats.clock_time,
    formats.days,
    formats.ago_days,
    formats.phone,
    formats.short_name,
):
    register.filter(_filter.__name__, _filter)

register.filter("typography", stringfilter(formats.typography))
register.filter("initials", stringfilter(initials_of))
register.filter("localized", localized)
register.filter("lamp_word", markup.lamp_word)


@register.filter
def undo_url(message: Message) -> str:
    """The address that undoes what a toast tells, or ""."""
    return undo_url_of(message)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control in the look of the product, tied to its error message."""
    css = {CheckboxInput: "box"}.get(type(field.field.widget), "input")
    attrs: dict[str, Any] = {"class": css}
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.id_for_label}_error"}
    drawn = field.as_widget(attrs=attrs)
    if isinstance(field.field.widget, Select):
        return SafeString(f'<span class="select">{drawn}{markup.icon("chevron-down", "s")}</span>')
    return drawn


@register.simple_tag
def ui_words() -> SafeString:
    """The sentences the script shows, as JSON beside the page."""
    return _words_in(get_language() or "")


@lru_cache(maxsize=8)
def _words_in(language: str) -> SafeString:
    with override(language or None):
        return json_script(words(), "mayak-words")


@register.simple_tag
def remembered(template_name: str, **values: Hashable) -> SafeString:
    """A part of the page drawn from nothing but these values and the language: drawn once for all pages alike.

    What is of one request (tokens, addresses, the clock) must not stand in such a template.
    """
    draw = _drawn_from.__wrapped__ if settings.DEBUG else _drawn_from
    return draw(template_name, get_language() or "", tuple(values.items()))


@lru_cache(maxsize=1024)
def _drawn_from(template_name: str, _language: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))
