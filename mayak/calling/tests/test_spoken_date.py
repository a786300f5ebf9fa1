"""One typed line: the day, who does it, a promise to pay."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayak.calling.domain.spoken_date import read_line
from mayak.core.calendar import WorkingCalendar

# Wednesday, 18 November 2026; the calendar is the Russian one.
TODAY = date(2026, 11, 18)
CALENDAR = WorkingCalendar()


def day_in(text: str, today: date = TODAY) -> date | None:
    return read_line(text, today=today, calendar=CALENDAR).due_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("тихая на вебинар в среду", date(2026, 11, 25)),
        ("завтра", date(2026, 11, 19)),
        ("выслать завтра", date(2026, 11, 19)),
        ("послезавтра", date(2026, 11, 20)),
        ("сегодня до обеда", date(2026, 11, 18)),
        ("до конца дня", date(2026, 11, 18)),
        ("до пятницы", date(2026, 11, 20)),
        ("к пятнице", date(2026, 11, 20)),
        ("в пт", date(2026, 11, 20)),
        ("пн", date(2026, 11, 23)),
        ("во вторник", date(2026, 11, 24)),
        ("в следующий понедельник", date(2026, 11, 23)),
        ("в следующую пятницу", date(2026, 11, 27)),
        ("25 ноября", date(2026, 11, 25)),
        ("к 1 декабря", date(2026, 12, 1)),
        ("не позднее 3 декабря 2026 г.", date(2026, 12, 3)),
        ("15.12", date(2026, 12, 15)),
        ("до 15.12.2026", date(2026, 12, 15)),
        ("15.12.26", date(2026, 12, 15)),
        ("2026-12-15", date(2026, 12, 15)),
        ("10 ноября", date(2027, 11, 10)),
        ("до 25-го", date(2026, 11, 25)),
        ("25 числа", date(2026, 11, 25)),
        ("10 числа", date(2026, 12, 10)),
        ("через неделю", date(2026, 11, 25)),
        ("через две недели", date(2026, 12, 2)),
        ("через 3 дня", date(2026, 11, 23)),
        ("через 3 рабочих дня", date(2026, 11, 23)),
        ("через пару дней", date(2026, 11, 20)),
        ("через месяц", date(2026, 12, 18)),
        ("к концу месяца", date(2026, 11, 30)),
        ("до конца недели", date(2026, 11, 20)),
        ("на этой неделе", date(2026, 11, 20)),
        ("на следующей неделе", date(2026, 11, 23)),
        ("в начале следующей недели", date(2026, 11, 23)),
        ("до конца следующей недели", date(2026, 11, 27)),
        ("в начале следующего месяца", date(2026, 12, 1)),
        ("в конце квартала", date(2026, 12, 30)),
        ("tomorrow", date(2026, 11, 19)),
        ("by Friday", date(2026, 11, 20)),
        ("on 25 November", date(2026, 11, 25)),
        ("November 25th", date(2026, 11, 25)),
        ("in a week", date(2026, 11, 25)),
        ("in 2 weeks", date(2026, 12, 2)),
        ("in three working days", date(2026, 11, 23)),
        ("by the end of the month", date(2026, 11, 30)),
        ("next week", date(2026, 11, 23)),
        ("next Friday", date(2026, 11, 27)),
    ],
)
def test_days_as_people_say_them(text: str, day: date) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "выслать расчёт", "счёт 2187", "15.12.2020", "31.02", "32.01", "версия 4.2.1", "среднее значение", "монитор"],
)
def test_no_day_is_made_up(text: str) -> None:
    assert day_in(text) is None


def test_a_counted_day_moves_off_the_weekend() -> None:
    friday = date(2026, 11, 20)
    assert day_in("завтра", friday) == date(2026, 11, 23)
    assert day_in("через день", friday) == date(2026, 11, 23)


def test_a_named_day_stays_as_said() -> None:
    assert day_in("в субботу") == date(2026, 11, 21)
    assert day_in("25 числа", date(2026, 10, 20)) == date(2026, 10, 25)


def test_the_end_of_a_month_is_its_last_working_day() -> None:
    assert day_in("до конца месяца", date(2026, 10, 5)) == date(2026, 10, 30)


def test_the_rest_of_the_line_keeps_its_spelling() -> None:
    spoken = read_line("Тихая на вебинар в среду", today=TODAY, calendar=CALENDAR)
    assert spoken.text == "Тихая на вебинар"


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("я вышлю счёт завтра", "us"),
        ("вышлем расчёт до пятницы", "us"),
        ("позвоню в пн", "us"),
        ("расчёт на 12 месяцев к пятнице", "us"),
        ("оплатит счёт", "client"),
        ("пришлёт акты до пятницы", "client"),
        ("подпишут договор 25 ноября", "client"),
        ("тихая на вебинар в среду", "client"),
        ("we will send the offer by Friday", "us"),
        ("they will sign by Friday", "client"),
    ],
)
def test_who_has_to_do_it(text: str, owner: str) -> None:
    assert read_line(text, today=TODAY, calendar=CALENDAR, surnames=["Тихая"]).owner == owner


def test_a_promise_to_pay() -> None:
    spoken = read_line("оплатит счёт 2187 до пятницы 48 600", today=TODAY, calendar=CALENDAR)
    assert spoken.is_promise
    assert (spoken.invoice_number, spoken.amount, spoken.due_date) == ("2187", Decimal(48600), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("оплатят 25 ноября 12 500,50 руб.", Decimal("12500.50")),
        ("оплатит 48 тыс. в пятницу", Decimal(48000)),
        ("оплата 36750 ₽ завтра", Decimal(36750)),
        ("оплатит в пятницу", None),
        ("pays 1200 on Friday", Decimal(1200)),
    ],
)
def test_the_sum_of_a_promise(text: str, amount: Decimal | None) -> None:
    spoken = read_line(text, today=TODAY, calendar=CALENDAR)
    assert spoken.is_promise
    assert spoken.amount == amount


def test_our_own_payment_is_no_promise() -> None:
    assert not read_line("я вышлю счёт на оплату завтра", today=TODAY, calendar=CALENDAR).is_promise


@given(
    text=st.text(alphabet="абвгдпятницуследующ 0123456789./-завтрчеконмсиl", max_size=60),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_day_is_never_in_the_past(text: str, today: date) -> None:
    found = day_in(text, today)
    assert found is None or found >= today
