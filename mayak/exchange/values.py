"""How cells become values. Every reader takes a cleaned cell and raises BadValueError with the reason."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from stdnum.ru import inn as inn_numbers

from mayak.card.words import source_code
from mayak.core import clock
from mayak.core.money import parse_amount, roubles
from mayak.exchange.contact_points import read_emails, read_phones
from mayak.exchange.export.neutral import restored
from mayak.exchange.problems import BadValueError
from mayak.exchange.repair import INVISIBLE, ODD_SPACE
from mayak.exchange.tables import words
from mayak.exchange.tables.spec import Column, Kind, folded_label

FIRST_EXCEL_DAY = date(1899, 12, 30)
MOST_AMOUNT = Decimal(10) ** 12
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?:[ ,T]+(.+))?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(.+))?$")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?$")
_MONTH = re.compile(r"(?:(\d{4})[-./](\d{1,2})|(\d{1,2})[-./](\d{4}))$")
_INTEGER = re.compile(r"[+-]?\d+(?:[.,]0+)?$")


def clean(cell: Any) -> Any:
    """The cell without odd and outer spaces; None when nothing is left."""
    if isinstance(cell, str):
        text = cell.strip() if cell.isascii() else ODD_SPACE.sub(" ", INVISIBLE.sub("", cell)).strip()
        # An apostrophe in front of what a spreadsheet would run as a formula (export puts it there).
        return (restored(text) if text[:1] == "'" else text) or None
    if isinstance(cell, float) and cell != cell:
        return None
    return cell


def text_of(cell: Any) -> str:
    """A cell as text: 11.0 of a workbook is "11", a day is ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


def reader_of(column: Column) -> Callable[[Any], Any]:
    """The function that reads the column's cells."""
    if column.kind in (Kind.REFERENCE, Kind.DEFINITION):
        return text_of
    if column.kind is Kind.TEXT:
        return _text_reader(column.maximum)
    if column.kind in (Kind.CHOICE, Kind.ROLES):
        assert column.choices is not None
        read_one = _choice_reader(column.choices)
        return read_one if column.kind is Kind.CHOICE else lambda cell: _read_roles(cell, read_one)
    if column.kind is Kind.WORDS:
        return lambda cell: read_words(text_of(cell), column.maximum)
    return {
        Kind.INTEGER: read_integer,
        Kind.AMOUNT: read_amount,
        Kind.DAY: read_day,
        Kind.MOMENT: read_moment,
        Kind.MONTH: read_month,
        Kind.YES_NO: read_yes_no,
        Kind.PHONES: lambda cell: read_phones(text_of(cell)),
        Kind.EMAILS: lambda cell: read_emails(text_of(cell)),
        Kind.INN: read_inn,
        Kind.CANCELLED: read_cancelled,
        Kind.QUANTITIES: lambda cell: read_quantities(text_of(cell)),
        Kind.SOURCE: lambda cell: source_code(_text_reader(column.maximum)(cell)),
    }[column.kind]


def _text_reader(maximum: int) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        text = text_of(cell)
        if "\x00" in text:
            text = text.replace("\x00", "")
        if maximum and len(text) > maximum:
            raise BadValueError(_("longer than %(maximum)d characters") % {"maximum": maximum})
        return text

    return read


def _choice_reader(choices: Any) -> Callable[[Any], str]:
    by_word: dict[str, str] = choices.by_word

    def read(cell: Any) -> str:
        code = by_word.get(folded_label(text_of(cell)))
        if code is None:
            raise BadValueError(_("no such value; allowed: %(allowed)s") % {"allowed": choices.allowed})
        return code

    return read


def _read_roles(cell: Any, read_one: Callable[[Any], str]) -> list[str]:
    """Roles through comma. A comma inside a role's own words («лицо, принимающее решение») is understood."""
    text = text_of(cell)
    try:
        return [read_one(text)]
    except BadValueError:
        parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    found: list[str] = []
    place = 0
    while place < len(parts):
        pair = ", ".join(parts[place : place + 2])
        try:
            code, step = read_one(pair), 2
        except BadValueError:
            code, step = read_one(parts[place]), 1
        if code not in found:
            found.append(code)
        place += step if place + 1 < len(parts) else 1
    return found


def read_words(text: str, maximum: int = 200) -> list[str]:
    """Words through comma or semicolon, each once, in the order written."""
    found = list(dict.fromkeys(part.strip() for part in re.split(r"[,;]", text) if part.strip()))
    if any(len(word) > maximum for word in found):
        raise BadValueError(_("longer than %(maximum)d characters") % {"maximum": maximum})
    return found


def read_integer(cell: Any) -> int:
    """A whole number, not negative."""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, int):
        number = cell
    elif isinstance(cell, float):
        if not cell.is_integer():
            raise BadValueError(_("not a whole number"))
        number = int(cell)
    else:
        text = text_of(cell).replace(" ", "")
        if not _INTEGER.match(text):
            raise BadValueError(_("not a whole number"))
        number = int(re.split(r"[.,]", text)[0])
    if number < 0:
        raise BadValueError(_("less than zero"))
    if number > 2_147_483_647:
        raise BadValueError(_("too large"))
    return number


def read_amount(cell: Any) -> Decimal:
    """Roubles: 1234.56, 1234,56, 1 234,56."""
    try:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            amount = roubles(repr(cell))
        else:
            amount = parse_amount(text_of(cell))
    except (ValueError, ArithmeticError) as error:
        raise BadValueError(_("not an amount; write 1234.56 or 1 234,56")) from error
    if abs(amount) >= MOST_AMOUNT:
        raise BadValueError(_("too large"))
    return amount


def read_day(cell: Any) -> date:
    """A day: 2026-03-31, 31.03.2026, a spreadsheet's date; a time after it is dropped."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _split_moment(cell)[0]


def read_moment(cell: Any) -> datetime:
    """A moment in the office's time zone; a day alone is its first moment."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=clock.office_zone())
    if isinstance(cell, date):
        return clock.start_of(cell)
    day, clock_time = _split_moment(cell)
    return datetime.combine(day, clock_time, tzinfo=clock_time.tzinfo or clock.office_zone())


def _split_moment(cell: Any) -> tuple[date, time]:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_serial(float(cell))
    text = text_of(cell)
    match = _ISO.match(text)
    if match:
        year, month, day = (int(match[n]) for n in (1, 2, 3))
    else:
        match = _DAY.match(text)
        if not match:
            raise BadValueError(_("not a date; write 2026-03-31 or 31.03.2026"))
        day, month, year = (int(match[n]) for n in (1, 2, 3))
        if year < 100:
            year += 2000 if year < 70 else 1900
    try:
        result = date(year, month, day)
    except ValueError as error:
        raise BadValueError(_("there is no such day in the calendar")) from error
    if not 1900 <= year <= 2200:
        raise BadValueError(_("the year is out of reach (1900 to 2200)"))
    return result, _time_of(match[4])


def _time_of(text: str | None) -> time:
    if not text:
        return time.min
    match = _TIME.match(text.strip())
    if not match:
        raise BadValueError(_("not a time; write 14:05"))
    zone = ""
    if match[5]:
        zone = "+00:00" if match[5] == "Z" else match[5]
    fraction = f".{(match[4] or '0').ljust(6, '0')}"
    try:
        return time.fromisoformat(f"{int(match[1]):02}:{match[2]}:{match[3] or '00'}{fraction}{zone}")
    except ValueError as error:
        raise BadValueError(_("not a time; write 14:05")) from error


def _of_serial(number: float) -> tuple[date, time]:
    """A spreadsheet's day number; its fraction is the time, rounded to the second."""
    if not 1 <= number <= 109_574:
        raise BadValueError(_("not a date; write 2026-03-31 or 31.03.2026"))
    seconds = round(number * 86_400)
    moment = datetime.combine(FIRST_EXCEL_DAY, time.min) + timedelta(seconds=seconds)
    return moment.date(), moment.time()


def read_month(cell: Any) -> date:
    """A month: 2026-03, 03.2026, or any day in it; the first day stands for it."""
    if isinstance(cell, str) and (match := _MONTH.match(cell)):
        year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
        if not 1 <= month <= 12 or not 1900 <= year <= 2200:
            raise BadValueError(_("there is no such month"))
        return date(year, month, 1)
    try:
        return read_day(cell).replace(day=1)
    except BadValueError as error:
        raise BadValueError(_("not a month; write 2026-03")) from error


def read_yes_no(cell: Any) -> bool:
    """Yes or no: да/нет, 1/0, true/false."""
    word = text_of(cell).lower()
    if word in words.YES:
        return True
    if word in words.NO:
        return False
    raise BadValueError(_("neither yes nor no"))


def read_cancelled(cell: Any) -> date | bool:
    """The day of cancelling, or True: cancelled since its issue; False: not cancelled."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float) and cell in (0, 1):
        return bool(cell)
    if isinstance(cell, str) and cell.lower() in words.YES | words.NO:
        return cell.lower() in words.YES
    return read_day(cell)


def read_inn(cell: Any) -> str:
    """An INN of 10 or 12 digits. A workbook's number gets its lost leading zeros back."""
    text = text_of(cell).replace(" ", "")
    if not text.isascii() or not text.isdigit():
        raise BadValueError(_("an INN has digits only"))
    if isinstance(cell, int | float) and len(text) < 12:
        text = text.zfill(10 if len(text) <= 10 else 12)
    if len(text) not in (10, 12):
        raise BadValueError(_("an INN has 10 or 12 digits"))
    return text


def is_right_inn(text: str) -> bool:
    """Whether the check digits are right."""
    return bool(inn_numbers.is_valid(text))


def read_quantities(text: str) -> list[tuple[str, int]]:
    """Names with quantities, ``seminar*2, calculator``; a name twice adds up."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;]", text):
        name, star, number = part.rpartition("*")
        if not star:
            name, number = part, "1"
        name = name.strip()
        if not name and not number.strip():
            continue
        if not number.strip().isdecimal() or not name:
            raise BadValueError(_("write name*quantity through comma"))
        if not 0 < int(number) <= 32_767:
            raise BadValueError(_("too large"))
        found[name] = found.get(name, 0) + int(number)
    return list(found.items())
