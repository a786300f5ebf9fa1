"""Time zones as offices write them."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from mayak.exchange.problems import BadValueError
from mayak.exchange.tables import words
from mayak.exchange.values import text_of

_OFFSET = re.compile(r"([A-ZА-Я]{3})?\s*([+-]\s*\d{1,2})?(?::?00)?$", re.IGNORECASE)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def read_timezone(cell: Any) -> str:
    """An IANA name; MSK, MSK+2, UTC+5 (and the Russian abbreviation) become one."""
    text = text_of(cell)
    if text in _names():
        return text
    match = _OFFSET.match(text)
    base = words.ZONE_BASES.get((match[1] or "UTC").upper()) if match else None
    if match and base is not None:
        offset = base + int((match[2] or "0").replace(" ", ""))
        if -12 <= offset <= 14:
            return words.ZONES.get(offset) or f"Etc/GMT{-offset:+d}"
    raise BadValueError(_("no such time zone; write Europe/Moscow or MSK+2"))
