"""Agreements as people type them: «тихая на вебинар в среду», «оплатит счёт 2187 до пятницы 48 600».

Reads the day, who has to do it and a promise to pay out of one line, in Russian and English. Rules for the day:

* a named day (25 ноября, 15.12, пятница, 20th) stays as said, also on a day off; a weekday is the next one after
  today, «следующая среда» the one of the next week; a day without a year is the next such day;
* a counted day (завтра, через три дня) moves to the next working day when it falls on a day off;
* the end of a week, month, quarter or year is its last working day; the start of one its first;
* a day in the past is never recognised.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mayak.core.calendar import WorkingCalendar

US = "us"
CLIENT = "client"


@dataclass(frozen=True)
class Spoken:
    """What a line says. ``text``: the line without its date; ``due_date`` None: no date recognised.

    ``amount`` (roubles) and ``invoice_number`` only for a promise to pay.
    """

    text: str
    due_date: date | None
    owner: str
    is_promise: bool = False
    amount: Decimal | None = None
    invoice_number: str = ""


_MONTHS = (
    r"янв\w*|jan(?:uary)?",
    r"фев\w*|feb(?:ruary)?",
    r"мар(?:т\w*)?|mar(?:ch)?",
    r"апр\w*|apr(?:il)?",
    r"ма[йяею]|may",
    r"июн\w*|june?",
    r"июл\w*|july?",
    r"авг\w*|aug(?:ust)?",
    r"сен\w*|sept?(?:ember)?",
    r"окт\w*|oct(?:ober)?",
    r"ноя\w*|nov(?:ember)?",
    r"дек\w*|dec(?:ember)?",
)
_WEEKDAYS = (
    r"понедельник\w*|пн|mon(?:day)?",
    r"вторник\w*|вт|tue(?:s(?:day)?)?",
    r"сред[аыеу]|ср|wed(?:nesday)?",
    r"четверг\w*|чт|thu(?:rs(?:day)?)?",
    r"пятниц\w*|пт|fri(?:day)?",
    r"суббот\w*|сб|sat(?:urday)?",
    r"воскресень\w*|вс|sun(?:day)?",
)
_NUMBERS = {
    "один": 1, "одну": 1, "a": 1, "an": 1, "one": 1, "пару": 2, "два": 2, "две": 2, "two": 2, "three": 3, "три": 3,
    "четыре": 4, "four": 4, "пять": 5, "five": 5, "шесть": 6, "six": 6, "семь": 7, "seven": 7, "восемь": 8,
    "десять": 10, "ten": 10,
}  # fmt: skip
_BEFORE = r"(?<![\w.])(?:(?:не\s+позднее|до|к|ко|на|в|во|с|со|by|on|until|till|before|due|for)\s+)?"
_AFTER = r"(?![\w])"
_NEXT = r"(?:(?P<next>следующ\w+|след\.?|next)\s+|(?:эт\w+|ближайш\w+|this)\s+)?"

Reading = Callable[[re.Match[str], date, WorkingCalendar], date | None]


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(today: date, month: int, day: int, year: str | None) -> date | None:
    """The day in the given year, else the next such day from today on."""
    if year:
        full = int(year) + (2000 if len(year) == 2 else 0)
        return _safe(full, month, day)
    this_year = _safe(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    return _safe(today.year + 1, month, day)


def _iso(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    return _safe(int(found["y"]), int(found["m"]), int(found["d"]))


def _numeric(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    return _coming(today, int(found["m"]), int(found["d"]), found["y"])


def _month_number(text: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if re.fullmatch(month, text))


def _named(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    return _coming(today, _month_number(found["month"]), int(found["d"]), found["y"])


def _of_month(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    day = int(found["d"])
    first = today.replace(day=1)
    for shift in range(3):
        month = _months_later(first, shift)
        wanted = _safe(month.year, month.month, day)
        if wanted is not None and wanted >= today:
            return wanted
    return None


def _near(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    word = re.sub(r"\s+", " ", found["word"])
    if word in {"сегодня", "today", "до конца дня", "к концу дня", "end of the day", "eod"}:
        return today
    shift = 2 if word in {"послезавтра", "the day after tomorrow", "day after tomorrow"} else 1
    return calendar.on_or_after(today + timedelta(days=shift))


def _count(text: str | None) -> int:
    if not text:
        return 1
    return int(text) if text.isdigit() else _NUMBERS[text]


def _counted(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    count, unit = _count(found["n"]), found["unit"]
    if count > 400:
        return None
    if unit.startswith(("раб", "work", "business")):
        return calendar.add(today, count)
    if unit.startswith(("дн", "ден", "day", "сут")):
        return calendar.on_or_after(today + timedelta(days=count))
    if unit.startswith(("нед", "week")):
        return calendar.on_or_after(today + timedelta(weeks=count))
    return calendar.on_or_after(_months_later(today, count))


def _months_later(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        found = _safe(year, month, last)
        if found is not None:
            return found
    return date(year, month, day.day)


def _weekday(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    wanted = next(number for number, names in enumerate(_WEEKDAYS) if re.fullmatch(names, found["weekday"]))
    if found["next"]:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _period(found: re.Match[str], today: date, calendar: WorkingCalendar) -> date | None:
    unit, is_next = found["unit"], bool(found["next"])
    start, end = _bounds(unit, today)
    if is_next:
        start, end = _bounds(unit, end + timedelta(days=1))
    edge = found["edge"] or ""
    if edge.startswith(("нач", "start", "beg")) or (is_next and not edge):
        return calendar.on_or_after(max(start, today))
    last = end
    while not calendar.is_working(last) and last > today:
        last -= timedelta(days=1)
    return max(last, today)


def _bounds(unit: str, day: date) -> tuple[date, date]:
    """The first and last day of the week, month, quarter or year of a day."""
    if unit.startswith(("нед", "week")):
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    if unit.startswith(("год", "year")):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    months = 3 if unit.startswith(("кв", "quarter")) else 1
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, _months_later(start, months) - timedelta(days=1)


_NUMBER = rf"(?P<n>\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_PERIOD = r"(?P<unit>недел\w+|месяц\w*|квартал\w*|год\w*|week|month|quarter|year)"
_YEAR = r"(?P<y>20\d\d)"
_ORDINAL = r"(?:st|nd|rd|th)"
_THE_DAY = (
    r"(?P<word>сегодня|послезавтра|завтра|(?:до|к)\s+конц[ау]\s+дня|(?:the\s+)?day\s+after\s+tomorrow"
    r"|tomorrow|today|end\s+of\s+the\s+day|eod)"
)
_UNIT = (
    r"(?P<unit>рабоч\w+\s+д\w+|working\s+days?|business\s+days?|дн\w+|день|сут\w+|недел\w+|месяц\w*"
    r"|days?|weeks?|months?)"
)
_EDGE = r"(?P<edge>конц[аеу]?|конец|начал[аеу]|end|start|beginning)"
_SOURCES: tuple[tuple[str, Reading], ...] = (
    (_BEFORE + _YEAR + r"-(?P<m>\d\d?)-(?P<d>\d\d?)" + _AFTER, _iso),
    (
        _BEFORE + r"(?P<d>\d\d?)[./](?P<m>\d\d?)(?:[./](?P<y>20\d\d|\d\d))?(?:\s*г(?:ода|\.)?)?(?![\w.]\d|\w)",
        _numeric,
    ),
    (
        _BEFORE
        + rf"(?P<d>\d\d?)(?:-?го|-?е|{_ORDINAL})?\s+(?:of\s+)?{_MONTH}\.?(?:\s+{_YEAR}(?:\s*г(?:ода|\.)?)?)?"
        + _AFTER,
        _named,
    ),
    (_BEFORE + rf"{_MONTH}\.?\s+(?:the\s+)?(?P<d>\d\d?){_ORDINAL}?(?:,?\s+{_YEAR})?" + _AFTER, _named),
    (_BEFORE + rf"(?:the\s+)?(?P<d>\d\d?)(?:-?го(?:\s+числа)?|\s+числ[ао]|{_ORDINAL})" + _AFTER, _of_month),
    (_BEFORE + _THE_DAY + _AFTER, _near),
    (rf"(?<!\w)(?:через|in|within)\s+(?:{_NUMBER}\s+)?{_UNIT}" + _AFTER, _counted),
    (_BEFORE + rf"(?:the\s+)?{_EDGE}\s+(?:of\s+)?(?:the\s+)?{_NEXT}{_PERIOD}" + _AFTER, _period),
    (_BEFORE + rf"(?P<edge>)(?:(?P<next>следующ\w+|next)|эт\w+|this)\s+{_PERIOD}" + _AFTER, _period),
    (_BEFORE + _NEXT + rf"(?P<weekday>{'|'.join(_WEEKDAYS)})" + _AFTER, _weekday),
)
# The first reading that finds a day wins: exact dates before counted ones, weekdays last.
_READINGS = tuple((re.compile(source), reading) for source, reading in _SOURCES)

_OURS = re.compile(
    r"(?<!\w)(?:я|мы|с\s+нас|от\s+нас|нам\s+надо|(?:вы|при|по|пере)шл(?:ю|ем)|отправ(?:лю|им)|направ(?:лю|им)|подготов(?:лю|им)"
    r"|сдела(?:ю|ем)|(?:пере|по)?звон(?:ю|им)|запи(?:шу|шем)|покаж(?:у|ем)|подключ(?:у|им)|уточн(?:ю|им)|узна(?:ю|ем)"
    r"|подбер(?:у|ем)|соглас(?:ую|уем)|привез(?:у|ем)|при(?:ду|еду|едем|дем)|напомн(?:ю|им)|выстав(?:лю|им)|рассчита(?:ю|ем)"
    r"|провер(?:ю|им)|i|we|i'll|we'll|our\s+side)(?!\w)"
)
_THEIRS = re.compile(
    r"(?<!\w)(?:он|она|они|клиент\w*|с\s+них|от\s+них|(?:вы|при|по|пере)шл(?:ет|ют)|(?:о|за|до)плат(?:ит|ят)|перечисл(?:ит|ят)"
    r"|погас(?:ит|ят)|отправ(?:ит|ят)|направ(?:ит|ят)|подпи(?:шет|шут)|верн(?:ет|ут)|соглас(?:ует|уют)|реш(?:ит|ат)"
    r"|посмотр(?:ит|ят)|провер(?:ит|ят)|прид(?:ет|ут)|сообщ(?:ит|ат)|передаст|передадут|обсуд(?:ит|ят)|(?:пере|по)?звон(?:ит|ят)"
    r"|узна(?:ет|ют)|подготов(?:ит|ят)|сдела(?:ет|ют)|ответ(?:ит|ят)|изуч(?:ит|ат)|попробу(?:ет|ют)|войд(?:ет|ут)|зайд(?:ет|ут)"
    r"|he|she|they|client|pays?|will\s+pay|they'll|he'll|she'll)(?!\w)"
)
_PAYS = re.compile(r"(?<!\w)(?:(?:о|за|до)плат\w*|перечисл\w*|погас\w*|pay|pays|payment|paid)(?!\w)")
_INVOICE = re.compile(r"(?<!\w)(?:сч[её]т\w*|invoices?|bill)\s*(?:№|no\.?|n|#|номер)?\s*(?P<number>[\w/-]*\d[\w/-]*)")
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<sum>\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:[.,](?P<kop>\d{1,2}))?\s*"
    r"(?P<thousand>тыс\w*\.?|т\.?\s?р\.?|к(?!\w))?\s*(?P<unit>руб\w*\.?|р\.?(?!\w)|₽|rub|roubles?)?(?!\w)"
)
_SPACES = re.compile(r"\s+")


def read_line(text: str, *, today: date, calendar: WorkingCalendar, surnames: Iterable[str] = ()) -> Spoken:
    """What one typed line says. ``surnames``: last names at the client; a line that names one is the client's.

    The owner is who speaks in the verb («вышлю», «вышлем»: us; «оплатит», «пришлёт»: the client), else the client
    when a person of theirs is named, else us.
    """
    folded = text.lower().replace("ё", "е")
    due, span = _due_date(folded, today, calendar)
    rest, rest_folded = (_cut(text, span), _cut(folded, span)) if span else (text, folded)
    owner = _owner(rest_folded, surnames)
    is_promise = owner == CLIENT and bool(_PAYS.search(rest_folded))
    invoice, amount = _payment(rest_folded) if is_promise else ("", None)
    return Spoken(
        text=_SPACES.sub(" ", rest).strip(" ,;—–-"),
        due_date=due,
        owner=owner,
        is_promise=is_promise,
        amount=amount,
        invoice_number=invoice,
    )


def _due_date(folded: str, today: date, calendar: WorkingCalendar) -> tuple[date | None, tuple[int, int] | None]:
    for pattern, reading in _READINGS:
        for found in pattern.finditer(folded):
            day = reading(found, today, calendar)
            if day is not None and day >= today:
                return day, found.span()
    return None, None


def _cut(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {text[span[1] :]}"


def _owner(folded: str, surnames: Iterable[str]) -> str:
    if _OURS.search(folded):
        return US
    if _THEIRS.search(folded) or _PAYS.search(folded):
        return CLIENT
    words = set(re.findall(r"\w+", folded))
    named = {name.lower().replace("ё", "е") for name in surnames if name}
    return CLIENT if words & named else US


def _payment(folded: str) -> tuple[str, Decimal | None]:
    """Invoice number and sum of a promise; a bare number below 100 is no sum."""
    found = _INVOICE.search(folded)
    number = found["number"] if found else ""
    rest = _cut(folded, found.span()) if found else folded
    for match in _AMOUNT.finditer(rest):
        amount = Decimal(re.sub(r"\D", "", match["sum"])) + Decimal(f"0.{match['kop'] or 0}")
        if match["thousand"]:
            amount *= 1000
        if amount >= 100 or match["unit"]:
            return number, amount
    return number, None
