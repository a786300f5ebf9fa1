"""Typical damage that spreadsheets and old systems do to cells, undone where there is one sure reading.

``before_reading`` looks at cells that would be read wrongly, ``after_refusal`` at cells that could not be read. Both
give the mended cell with the reason shown to people, or None: nothing to mend. What has no sure reading raises
BadValueError that says what to do in the file.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from stdnum.ru import inn as inn_numbers

from mayak.exchange.problems import BadValueError
from mayak.exchange.tables.spec import Column, Kind

Mended = tuple[Any, str]

# Excel's day numbers that stand for a day of our clients' lives: 1910 to 2100.
SERIALS = (3_654, 73_415)
_EXPONENT = re.compile(r"([+-]?\d+)(?:[.,](\d+))?[eEеЕ]\+?(\d{1,2})$")
_POINT_ZERO = re.compile(r"(\+?\d{5,})[.,]0+$")
_SERIAL = re.compile(r"\d{4,5}(?:[.,]\d+)?$")
_FORMULA_ERROR = re.compile(
    r"#(?:N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!|SPILL!|CALC!)$",
    re.IGNORECASE,
)
_NARROW = re.compile(r"#{3,}$")
_LOST_LETTERS = re.compile(r"(?=.*\?{3})[?\s.,«»\"()-]{4,}$")
# A leading byte of Russian UTF-8 and a following one, seen through cp1251, cp1252 or Latin-1.
_SUSPECT = re.compile("[РС][^А-я ]|[ÐÑ][^A-Za-zÀ-ÿ ]|[ÐÑ][\u0080-\u00bf]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
ODD_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_MONTH_STEMS = (
    "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH_NAME = re.compile(
    r"(январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
    r"|янв|фев(?:р)?|мар|апр|июн|июл|авг|сент?|окт|ноя(?:б)?|дек"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$",
    re.IGNORECASE,
)
_YEAR_WORD = re.compile(r"\s*(?:г\.?|года?|year)\s*$", re.IGNORECASE)
_SPELLED_DAY = re.compile(r"«?\"?(\d{1,2})»?\"?[\s./-]+([а-яёa-z]{3,9})\.?[\s,./-]+(\d{4}|\d{2})$", re.IGNORECASE)
_SPELLED_MONTH = re.compile(r"([а-яёa-z]{3,9})\.?[\s./-]+(\d{4}|\d{2})$", re.IGNORECASE)
_OTHER_DAY = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})$|(\d{1,2})-(\d{1,2})-(\d{4})$|(\d{4})(\d{2})(\d{2})$")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}")
_CURRENCY = re.compile(r"(?:₽|руб(?:л(?:ей|я|ь))?\.?|р\.|rub|rur)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(['’ .,])\d{3})(?:\1\d{3})*(?:[.,](\d{1,2}))?$")


def check_spoiled(cell: str) -> None:
    """Refuse what a spreadsheet writes instead of a value, and letters that are lost. Raises BadValueError."""
    if cell.isascii() and cell[0] != "#" and "???" not in cell:
        return
    if cell[0] == "#":
        if _FORMULA_ERROR.match(cell):
            raise BadValueError(_("a formula failed in the spreadsheet: correct it or type the value, then save again"))
        if _NARROW.match(cell):
            raise BadValueError(_("the column was too narrow to be saved: make it wider and save again"))
    elif "\ufffd" in cell or ("???" in cell and _LOST_LETTERS.match(cell)):
        raise BadValueError(_("letters were lost when the file was saved: save it again as UTF-8 or .xlsx"))
    elif is_garbled(cell):
        raise BadValueError(
            _("garbled letters: choose another encoding of this file, or save it again as UTF-8 or .xlsx")
        )


def is_garbled(text: str) -> bool:
    """Whether Russian text was read as another encoding: its bytes, taken back, are good UTF-8."""
    if not _SUSPECT.search(text):
        return False
    for encoding in ("cp1251", "cp1252", "latin-1"):
        try:
            restored = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if len(restored) < len(text) and any("а" <= letter.lower() <= "я" for letter in restored):
            return True
    return False


def tidied(cell: str) -> tuple[str, str]:
    """The text without characters nobody sees and with plain spaces; the reason, or "" when nothing was there."""
    if cell.isascii():
        return cell, ""
    tidy, hidden = INVISIBLE.subn("", cell)
    tidy, spaces = ODD_SPACE.subn(" ", tidy)
    if hidden:
        return tidy, _("invisible characters taken out")
    return tidy, _("no-break spaces made plain") if spaces else ""


def _whole_of(text: str, lost: str) -> Mended | None:
    """Digits of a number that a spreadsheet wrote as 7.707083893E+09 or 7707083893.0. ``lost``: digits are gone."""
    if match := _POINT_ZERO.match(text):
        return match[1], _("it was saved as a number with a fraction")
    match = _EXPONENT.match(text)
    if not match:
        return None
    digits, fraction, power = match[1], match[2] or "", int(match[3])
    # A digit short: it was 0, or the spreadsheet rounded; nobody knows.
    if len(fraction) < power or fraction[power:].strip("0") or power > 25:
        raise BadValueError(lost)
    return digits + fraction[:power], _("it was saved as a rounded number, all digits are there")


def _digits_lost() -> str:
    return _("digits were lost when it was saved as a number: format the column as text and save again")


def mend_inn(cell: Any) -> Mended | None:
    """An INN saved as a number: its fraction goes, a lost leading zero comes back when the check digits agree."""
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number:
        if cell != int(cell):
            raise BadValueError(_("an INN has digits only"))
        text = str(int(cell))
        if len(text) in (10, 12) or len(text) > 12:
            return None
        return text.zfill(10 if len(text) < 10 else 12), _("leading zeros given back")
    text = re.sub(r"[\s-]", "", str(cell))
    mended = _whole_of(text, _digits_lost())
    digits, reason = mended or (text, "")
    if digits.isascii() and digits.isdigit() and len(digits) in (9, 11):
        padded = digits.zfill(len(digits) + 1)
        if not inn_numbers.is_valid(padded):
            raise BadValueError(
                _("an INN has 10 or 12 digits; with a leading zero its check digit is wrong: look it up")
            )
        return padded, _("leading zeros given back")
    return (digits, reason) if reason else None


def mend_phones(cell: Any) -> Mended | None:
    """A phone number saved as a number."""
    if isinstance(cell, float) and cell.is_integer() and cell < 1e15:
        return None  # an ordinary number cell: its digits are whole
    return _whole_of(str(cell).strip(), _digits_lost())


def mend_key(cell: Any) -> Mended | None:
    """A key, a number or a code that a spreadsheet rounded. Other text is left as it is."""
    if not isinstance(cell, str) or not _EXPONENT.match(cell) or "+" not in cell:
        return None
    return _whole_of(cell, _digits_lost())


def mend_serial(cell: Any) -> Mended | None:
    """A spreadsheet's day number in a number cell: read as a day, and shown."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and SERIALS[0] <= cell <= SERIALS[1]:
        return cell, _("a spreadsheet's day number")
    return None


def mend_day(cell: Any) -> Mended | None:
    """A day in words, with the year first, or as a spreadsheet's day number in text."""
    if not isinstance(cell, str):
        return None
    text = _YEAR_WORD.sub("", cell).strip()
    if match := _SPELLED_DAY.match(text):
        month = _month_of(match[2])
        return (f"{match[1]}.{month:02}.{match[3]}", _("a date in words")) if month else None
    if match := _OTHER_DAY.match(text):
        year, month_text, day = (
            (match[1], match[2], match[3])
            if match[1]
            else (match[6], match[5], match[4])
            if match[6]
            else (match[7], match[8], match[9])
        )
        return _calendar(year, month_text, day)
    if _SERIAL.match(text) and SERIALS[0] <= float(text.replace(",", ".")) <= SERIALS[1]:
        return float(text.replace(",", ".")), _("a spreadsheet's day number")
    if (match := _MONTH_FIRST.match(text)) and int(match[1]) <= 12 < int(match[2]) <= 31:
        raise BadValueError(
            _("the month seems to stand first, others of this column may be swapped: save as 2026-03-31")
        )
    return (text, _("a date with a word after it")) if text != cell and text[:1].isdigit() else None


def _calendar(year: str, month: str, day: str) -> Mended | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat(), _("a date in another spelling")


def _month_of(word: str) -> int:
    """1…12, 0: not a month's name."""
    if not _MONTH_NAME.match(word):
        return 0
    stem = word.lower()[:3]
    return 5 if stem == "май" else _MONTH_STEMS.index(stem) % 12 + 1


def mend_month(cell: Any) -> Mended | None:
    """A month in words: «март 2026 г.»."""
    if isinstance(cell, str) and (match := _SPELLED_MONTH.match(_YEAR_WORD.sub("", cell).strip())):
        month, year = _month_of(match[1]), match[2]
        if month:
            return f"{year if len(year) == 4 else '20' + year}-{month:02}", _("a month in words")
    return mend_day(cell)


def mend_amount(cell: Any) -> Mended | None:
    """An amount with a currency, separators of thousands, or in the brackets of accountants."""
    if not isinstance(cell, str):
        return None
    text, reason = _CURRENCY.sub("", cell).strip(), _("currency taken off")
    if text == cell:
        reason = _("separators of thousands taken out")
    if text[:1] == "(" and text[-1:] == ")":
        text, reason = f"-{text[1:-1].strip()}", _("brackets mean less than zero")
    text = text.replace("−", "-").replace("–", "-").strip()
    if match := _EXPONENT.match(text):
        number = Decimal(text.lower().replace("е", "e").replace(",", "."))
        if len(match[2] or "") < int(match[3]):
            raise BadValueError(_digits_lost())
        return format(number, "f"), _("it was saved as a rounded number, all digits are there")
    if match := _GROUPED.match(text):
        separator, last = match[1], match[2]
        if separator in ".," and last is None and text.count(separator) == 1:
            raise BadValueError(_("thousands or a fraction? write 1234.00 or 1,23 without separators of thousands"))
        whole = text[: -len(last) - 1] if last is not None else text
        if last is not None and separator == text[len(whole)]:
            return None
        bare = whole.replace(separator, "")
        return (f"{bare}.{last}" if last else bare), reason
    return (text, reason) if text != cell else None


_ERRORS_FIRST: dict[Kind, Callable[[Any], Mended | None]] = {
    Kind.INN: mend_inn,
    Kind.PHONES: mend_phones,
    Kind.REFERENCE: mend_key,
    Kind.TEXT: mend_key,
    Kind.DAY: mend_serial,
    Kind.MOMENT: mend_serial,
}
_AFTERWARDS: dict[Kind, Callable[[Any], Mended | None]] = {
    Kind.DAY: mend_day,
    Kind.MOMENT: mend_day,
    Kind.CANCELLED: mend_day,
    Kind.MONTH: mend_month,
    Kind.AMOUNT: mend_amount,
}


def before_reading(column: Column) -> Callable[[Any], Mended | None] | None:
    """What looks at the column's cells before they are read."""
    if column.kind is Kind.TEXT and column.code == "phone":
        return mend_phones
    return _ERRORS_FIRST.get(column.kind)


def after_refusal(column: Column) -> Callable[[Any], Mended | None] | None:
    """What looks at the column's cells that could not be read."""
    return _AFTERWARDS.get(column.kind)
