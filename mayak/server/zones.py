"""The time zones an office may choose: Russia's first, as distances from Moscow, then all others."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOSCOW = "Europe/Moscow"
# Old second names of zones, and technical ones, would only lengthen the list.
LEFT_OUT = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/", "posix", "right/")

Group = tuple[str, list[tuple[str, str]]]


def zone_groups() -> list[Group]:
    """(group, [(zone, label)]) in the language of now, west to east."""
    return _groups(get_language() or settings.LANGUAGE_CODE, datetime.now(UTC).date().toordinal())


@cache
def _groups(language: str, day: int) -> list[Group]:
    # Once a day, because zones change their clocks.
    now = datetime.now(UTC)
    offsets = {zone: _offset(zone, now) for zone in available_timezones() if _is_offered(zone)}
    territories = get_global("zone_territories")
    # Equal clocks: Moscow itself leads, then the alphabet.
    russian = sorted(
        (
            (offset, zone != MOSCOW, _city(zone, language), zone)
            for zone, offset in offsets.items()
            if territories.get(zone) == "RU"
        ),
    )
    others = sorted((offset, zone) for zone, offset in offsets.items() if territories.get(zone) != "RU")
    moscow = offsets[MOSCOW]
    return [
        (
            _("Russia"),
            [(zone, f"{_from_moscow(offset - moscow)} · {city}") for offset, _is_later, city, zone in russian],
        ),
        (_("Other time zones"), [(zone, f"UTC{_hours(offset)} · {zone}") for offset, zone in others]),
    ]


def default_zone() -> str:
    """The setting MAYAK_TIMEZONE, else the zone of this machine; Moscow where the machine keeps UTC."""
    named = os.environ.get("MAYAK_TIMEZONE") or machine_zone()
    return named if named in available_timezones() and _is_offered(named) and named != "UTC" else settings.TIME_ZONE


def machine_zone(root: Path = Path("/etc")) -> str:
    """The zone this machine is set to: TZ, /etc/timezone or what /etc/localtime points to; empty when unknown."""
    if named := os.environ.get("TZ", "").lstrip(":"):
        return named
    try:
        return (root / "timezone").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        pass
    try:
        return str((root / "localtime").readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""


def _is_offered(zone: str) -> bool:
    return zone == "UTC" or ("/" in zone and not zone.startswith(LEFT_OUT))


def _offset(zone: str, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _city(zone: str, language: str) -> str:
    return str(get_timezone_location(zone, locale=language, return_city=True))


def _from_moscow(distance: timedelta) -> str:
    return _("MSK") + (_hours(distance) if distance else "")


def _hours(distance: timedelta) -> str:
    minutes = int(distance.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours}" + (f":{rest:02}" if rest else "")
