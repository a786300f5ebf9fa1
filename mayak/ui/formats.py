"""How values are written for people: sums, numbers, days, phones, typography, in the active language.

Plain functions without templates or database; the filters of the same names in ``templatetags/ui.py`` call them.
Spaces inside a value never break (NBSP).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import phonenumbers
from django.utils.translation import get_language

from mayak.core import clock
from mayak.core.text import NBSP, plural_ru

Number = Decimal | int | float
NOTHING = "—"
MINUS = "\u2212"

MONTHS_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTHS_SHORT_RU = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
MONTHS_BAR_RU = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS_RU = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
WEEKDAYS_SHORT_RU = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
WEEKDAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def is_russian() -> bool:
    """Whether the active language is Russian (also when none is active)."""
    return (get_language() or "ru").startswith("ru")


def number(value: Number | None, places: int | None = None) -> str:
    """A number with grouped thousands and the language's decimal sign; ``places`` rounds half up."""
    if value is None:
        return NOTHING
    exact: int | Decimal = value if isinstance(value, int) and not places else _rounded(value, places)
    written = f"{abs(exact):,d}" if isinstance(exact, int) else f"{abs(exact):,f}"
    if is_russian():
        written = written.replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{written}" if exact < 0 else written


def _rounded(value: Number, places: int | None) -> Decimal:
    exact = Decimal(str(value))
    return exact if places is None else exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def money(value: Number | None, kopecks: str = "") -> str:
    """A sum in roubles: ``1 234 567,50 ₽``; ``kopecks="0"`` leaves the kopecks out (rounded half up)."""
    if value is None:
        return NOTHING
    return f"{number(value, 0 if str(kopecks) == '0' else 2)}{NBSP}₽"


def money_bare(value: Number | None) -> str:
    """A sum for a column whose head names the currency: ``48 600,00``; nothing owed is a dash."""
    return number(value, 2) if value else NOTHING


def share(value: Number | None) -> str:
    """A share 0…1 as whole per cent: ``63 %``."""
    return NOTHING if value is None else f"{number(Decimal(str(value)) * 100, 0)}{NBSP}%"


def fraction(value: Number | None) -> str:
    """A necessity or weight 0…1 with two places: ``0,65``."""
    return number(value, 2)


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return clock.day_of(value) if value.tzinfo else value.date()
    return value


def day(value: date | datetime | None) -> str:
    """``18 ноября``, with the year when it is not the clock's year: ``18 ноября 2025``."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    month = (MONTHS_RU if is_russian() else MONTHS_EN)[when.month - 1]
    year = "" if when.year == clock.today().year else f"{NBSP}{when.year}"
    return f"{when.day}{NBSP}{month}{year}"


def day_short(value: date | datetime | None) -> str:
    """``23 окт``, with the year when it is not the clock's year: ``23 окт 2025``."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    month = MONTHS_SHORT_RU[when.month - 1] if is_russian() else MONTHS_EN[when.month - 1][:3]
    year = "" if when.year == clock.today().year else f"{NBSP}{when.year}"
    return f"{when.day}{NBSP}{month}{year}"


def weekday_day(value: date | datetime | None) -> str:
    """``среда, 18 ноября``."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    return f"{(WEEKDAYS_RU if is_russian() else WEEKDAYS_EN)[when.weekday()]}, {day(when)}"


def weekday_short(value: date | datetime | None) -> str:
    """``ср, 25 ноября``: the day of an agreement."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    name = WEEKDAYS_SHORT_RU[when.weekday()] if is_russian() else WEEKDAYS_EN[when.weekday()][:3]
    return f"{name}, {day(when)}"


def day_near(value: date | datetime | None) -> str:
    """``сегодня``, ``завтра``, ``вчера``, else the short day."""
    if value is None:
        return NOTHING
    words = {0: ("сегодня", "today"), 1: ("завтра", "tomorrow"), -1: ("вчера", "yesterday")}
    pair = words.get((_as_day(value) - clock.today()).days)
    if pair is None:
        return day_short(value)
    return pair[0] if is_russian() else pair[1]


def month_bar(value: date) -> str:
    """The month under a bar of a chart: ``ноя``."""
    return MONTHS_BAR_RU[value.month - 1] if is_russian() else MONTHS_EN[value.month - 1][:3]


def clock_time(value: datetime | None) -> str:
    """The office's time of day of a moment: ``11:45``."""
    return NOTHING if value is None else value.astimezone(clock.office_zone()).strftime("%H:%M")


def days(count: int | None) -> str:
    """``26 дней``, ``1 день``; never negative words: the sign is dropped."""
    if count is None:
        return NOTHING
    size = abs(int(count))
    if is_russian():
        return f"{number(size)}{NBSP}{plural_ru(size, 'день', 'дня', 'дней')}"
    return f"{number(size)}{NBSP}{'day' if size == 1 else 'days'}"


def ago_days(value: date | datetime | None) -> str:
    """How many days lie between the day and the clock's today: ``26 дней``; the same day is ``сегодня``."""
    if value is None:
        return NOTHING
    distance = (clock.today() - _as_day(value)).days
    return days(distance) if distance else day_near(value)


def phone(value: str | None, extension: str = "") -> str:
    """``+7 (999) 000-00-14`` for Russian numbers, the international form for others, else as it stands.

    ``extension``: where it is kept beside the number.
    """
    if not value:
        return ""
    shown, own_extension = _grouped(value)
    return f"{shown}{_extension(extension or own_extension)}"


@lru_cache(maxsize=4096)
def _grouped(value: str) -> tuple[str, str]:
    """The number in its groups, and the extension written with it; reading a number takes long."""
    try:
        parsed = phonenumbers.parse(value, "RU")
    except phonenumbers.NumberParseException:
        return value, ""
    if not phonenumbers.is_possible_number(parsed):
        return value, ""
    national = str(parsed.national_number)
    if parsed.country_code == 7 and len(national) == 10:
        area, a, b, c = national[:3], national[3:6], national[6:8], national[8:]
        return f"+7{NBSP}({area}){NBSP}{a}-{b}-{c}", parsed.extension or ""
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(shown).replace(" ", NBSP), ""


def _extension(digits: str | None) -> str:
    word = "доб." if is_russian() else "ext."
    return f"{NBSP}{word}{NBSP}{digits}" if digits else ""


_SHORT_WORD = re.compile(r"(?<![\w\u00a0-])(\w{1,2}|без|для|над|под|при|про|или|что|как) (?=\S)", re.IGNORECASE)
_BEFORE_DASH = re.compile(r" (?=[—–] )")
_NUMBER_WORD = re.compile(r"(\d) (?!\w{1,3}\u00a0)(?=[а-яёa-z%₽])", re.IGNORECASE)
_LEGAL = re.compile(r"\b(ООО|ОАО|ПАО|ЗАО|АО|ИП|МБУ|АНО|ТСЖ|СНТ|ГБУ|НКО) (?=\S)")
_SIGN = re.compile(r"№ (?=\d)")
_OPEN_QUOTE = re.compile(r'(^|[\s(\u00a0])"(?=\S)')


def typography(text: str | None) -> str:
    """Non-breaking spaces after short words, legal forms and numbers, « » for straight quotes (plain text)."""
    return _typeset(text) if text else ""


@lru_cache(maxsize=4096)
def _typeset(text: str) -> str:
    # a list shows the same names, titles and subjects on every page: seven searches in each are worth remembering
    fixed = _OPEN_QUOTE.sub(r"\1«", text).replace('"', "»") if text.count('"') % 2 == 0 else text
    fixed = _LEGAL.sub(rf"\1{NBSP}", fixed)
    fixed = _SIGN.sub(f"№{NBSP}", fixed)
    fixed = _BEFORE_DASH.sub(NBSP, fixed)
    fixed = _SHORT_WORD.sub(rf"\1{NBSP}", fixed)
    return _NUMBER_WORD.sub(rf"\1{NBSP}", fixed)


def short_name(name: str) -> str:
    """First and last name of a full Russian name as people say it: ``Зубова Марина Олеговна`` → ``Марина Зубова``.

    Anything that is not two or three words stays as it is.
    """
    words = name.split()
    return f"{words[1]} {words[0]}" if len(words) == 3 else name
