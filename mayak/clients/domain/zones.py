"""Where the client's clock stands: card, else region, else the code of a landline, else the office's zone.

A mobile number tells no time zone, so only landlines are asked.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumberType, timezone

from mayak.core.text import folded

# Zone → what the names of its regions contain (folded: lower case, ё as е). Moscow time is the rest of Russia
# west of the Urals and stands by name only where offices write it.
_REGIONS: dict[str, tuple[str, ...]] = {
    "Europe/Kaliningrad": ("калининград",),
    "Europe/Samara": ("самарск", "самара", "удмурт", "ижевск"),
    "Europe/Saratov": ("саратов",),
    "Europe/Ulyanovsk": ("ульяновск",),
    "Europe/Astrakhan": ("астрахан",),
    "Asia/Yekaterinburg": (
        "свердловск", "екатеринбург", "пермск", "пермь", "башкортостан", "башкир", "уфа", "челябинск", "курган",
        "оренбург", "тюмен", "ханты", "югра", "ямало",
    ),
    "Asia/Omsk": ("омск",),
    "Asia/Novosibirsk": ("новосибирск",),
    "Asia/Tomsk": ("томск",),
    "Asia/Barnaul": ("алтай", "барнаул"),
    "Asia/Novokuznetsk": ("кемеров", "кузбасс", "новокузнецк"),
    "Asia/Krasnoyarsk": ("красноярск", "хакас", "абакан", "тыва", "тува", "кызыл"),
    "Asia/Irkutsk": ("иркутск", "бурят", "улан-удэ"),
    "Asia/Chita": ("забайкал", "чита"),
    "Asia/Yakutsk": ("якут", "саха", "амурск", "благовещенск"),
    "Asia/Vladivostok": ("приморск", "владивосток", "хабаровск", "еврейск", "биробиджан"),
    "Asia/Sakhalin": ("сахалин",),
    "Asia/Magadan": ("магадан",),
    "Asia/Kamchatka": ("камчат", "чукот", "анадыр"),
    "Europe/Moscow": ("москва", "московск", "санкт-петербург", "ленинград"),
}  # fmt: skip


class ZoneSource(StrEnum):
    """Where a client's time zone is known from."""

    CARD = "card"
    REGION = "region"
    LANDLINE = "landline"
    OFFICE = "office"


ZONES = tuple(sorted({*_REGIONS, "Europe/Volgograd", "Europe/Kirov", "Europe/Simferopol", "Asia/Srednekolymsk"}))


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    return _zone(name) is not None


def zone_and_source(
    name: str, fallback: ZoneInfo, *, region: str = "", numbers: Iterable[str] = ()
) -> tuple[ZoneInfo, ZoneSource]:
    """The client's time zone and what tells it."""
    told = [(ZoneSource.CARD, name), (ZoneSource.REGION, region_zone(region))]
    told += [(ZoneSource.LANDLINE, landline_zone(number)) for number in numbers]
    for source, zone in told:
        found = _zone(zone)
        if found is not None:
            return found, source
    return fallback, ZoneSource.OFFICE


def zone_of(name: str, fallback: ZoneInfo, *, region: str = "", numbers: Iterable[str] = ()) -> ZoneInfo:
    """The client's time zone; ``numbers`` are E.164 numbers of the client's people."""
    return zone_and_source(name, fallback, region=region, numbers=numbers)[0]


@lru_cache(maxsize=1024)
def region_zone(region: str) -> str:
    """The IANA name of the zone of a Russian region as people write it; "" when it is not recognised."""
    text = folded(region)
    if not text:
        return ""
    return next((zone for zone, stems in _REGIONS.items() if any(_contains(text, stem) for stem in stems)), "")


def _contains(text: str, stem: str) -> bool:
    """Whether a word of the text begins with the stem: Томская is not Омская."""
    return any(word.startswith(stem) for word in (text, *text.replace(".", " ").replace(",", " ").split()))


@lru_cache(maxsize=4096)
def landline_zone(number: str) -> str:
    """The zone of a landline's code when it is the only one; "" for mobiles and codes of several zones."""
    try:
        parsed = phonenumbers.parse(number, "RU")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.number_type(parsed) != PhoneNumberType.FIXED_LINE:
        return ""
    zones = timezone.time_zones_for_number(parsed)
    return zones[0] if len(zones) == 1 else ""


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
