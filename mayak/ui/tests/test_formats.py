"""How values are written, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from mayak.core import clock
from mayak.ui import formats


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.frozen_at(datetime(2026, 11, 18, 9, 0, tzinfo=UTC)), translation.override("ru"):
        yield


def plain(text: str) -> str:
    """NBSP shown as ~ so that a test says where a line must not break."""
    return text.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (Decimal("1234567.5"), "1~234~567,50~₽", "1,234,567.50~₽"),
        (Decimal("0"), "0,00~₽", "0.00~₽"),
        (Decimal("-48600"), "\u221248~600,00~₽", "\u221248,600.00~₽"),
        (Decimal("0.005"), "0,01~₽", "0.01~₽"),
        (None, "—", "—"),
    ],
)
def test_money(value: Decimal | None, russian: str, english: str) -> None:
    assert plain(formats.money(value)) == russian
    with translation.override("en"):
        assert plain(formats.money(value)) == english


def test_money_without_kopecks_rounds_half_up() -> None:
    assert plain(formats.money(Decimal("48600.50"), "0")) == "48~601~₽"


def test_nothing_owed_is_a_dash_in_a_column() -> None:
    assert formats.money_bare(Decimal("0")) == "—"
    assert plain(formats.money_bare(Decimal("48600"))) == "48~600,00"


@pytest.mark.parametrize(
    ("value", "places", "shown"), [(1234, None, "1~234"), (Decimal("0.645"), 2, "0,65"), (12.5, None, "12,5")]
)
def test_number(value: formats.Number, places: int | None, shown: str) -> None:
    assert plain(formats.number(value, places)) == shown


def test_share_and_fraction() -> None:
    assert plain(formats.share(Decimal("0.63"))) == "63~%"
    assert formats.fraction(Decimal("0.65")) == "0,65"
    assert formats.fraction(None) == "—"


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (date(2026, 11, 18), "18~ноября", "18~November"),
        (date(2025, 5, 1), "1~мая~2025", "1~May~2025"),
        (None, "—", "—"),
    ],
)
def test_day_names_the_year_only_when_it_is_another(value: date | None, russian: str, english: str) -> None:
    assert plain(formats.day(value)) == russian
    with translation.override("en"):
        assert plain(formats.day(value)) == english


def test_moments_are_days_of_the_office() -> None:
    almost_midnight = datetime(2026, 11, 17, 21, 30, tzinfo=UTC)  # 00:30 of the 18th in Moscow
    assert plain(formats.day(almost_midnight)) == "18~ноября"
    assert formats.clock_time(almost_midnight) == "00:30"


def test_short_days() -> None:
    assert plain(formats.day_short(date(2026, 10, 23))) == "23~окт"
    assert plain(formats.day_short(date(2025, 10, 23))) == "23~окт~2025"
    assert plain(formats.weekday_day(date(2026, 11, 18))) == "среда, 18~ноября"
    assert plain(formats.weekday_short(date(2026, 11, 25))) == "ср, 25~ноября"


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2026, 11, 18), "сегодня"), (date(2026, 11, 19), "завтра"), (date(2026, 11, 17), "вчера"),
     (date(2026, 11, 20), "20~ноя")],
)  # fmt: skip
def test_near_days_have_names(day: date, shown: str) -> None:
    assert plain(formats.day_near(day)) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "1~день"), (2, "2~дня"), (5, "5~дней"), (11, "11~дней"), (21, "21~день"), (112, "112~дней"), (0, "0~дней")],
)
def test_days_agree_with_their_number(count: int, shown: str) -> None:
    assert plain(formats.days(count)) == shown


def test_distance_from_today() -> None:
    assert plain(formats.ago_days(date(2026, 10, 23))) == "26~дней"
    assert formats.ago_days(date(2026, 11, 18)) == "сегодня"
    with translation.override("en"):
        assert plain(formats.ago_days(date(2026, 11, 17))) == "1~day"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("+79990000014", "+7~(999)~000-00-14"),
        ("8 999 000 00 14", "+7~(999)~000-00-14"),
        ("+442079460018", "+44~20~7946~0018"),
        ("внутренний 12", "внутренний 12"),
        ("", ""),
    ],
)
def test_phone(given: str, shown: str) -> None:
    assert plain(formats.phone(given)) == shown


def test_an_extension_speaks_the_language() -> None:
    assert plain(formats.phone("+79990000014 ext. 12")) == "+7~(999)~000-00-14~доб.~12"
    with translation.override("en"):
        assert plain(formats.phone("+79990000014 ext. 12")) == "+7~(999)~000-00-14~ext.~12"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('ООО "Вершина"', "ООО~«Вершина»"),
        ("счёт № 2187 на 12 дней", "счёт №~2187 на~12~дней"),
        ("вышлю счёт и акт", "вышлю счёт и~акт"),
        ("да — нет", "да~— нет"),
        ('дюйм 5"', 'дюйм 5"'),
    ],
)
def test_typography(given: str, shown: str) -> None:
    assert plain(formats.typography(given)) == shown


def test_people_are_called_by_first_and_last_name() -> None:
    assert formats.short_name("Зубова Марина Олеговна") == "Марина Зубова"
    assert formats.short_name("Приёмная") == "Приёмная"
