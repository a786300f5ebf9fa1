"""Cells: dates, amounts, yes/no, phones, enumerations as people write them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mayak.exchange import values
from mayak.exchange.contact_points import read_emails, read_phones, write_points
from mayak.exchange.problems import BadValueError
from mayak.exchange.tables import BY_CODE, TABLES, words
from mayak.exchange.tables.spec import Choices, Kind
from mayak.exchange.timezones import read_timezone

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    "cell",
    ["2026-03-31", "31.03.2026", "31.03.26", "31/03/2026", "31.03.2026 14:05", date(2026, 3, 31), 46112, 46112.5],
)
def test_a_day_in_every_form(cell: Any) -> None:
    assert values.read_day(cell) == date(2026, 3, 31)


@pytest.mark.parametrize("cell", ["31.02.1987", "2026-13-01", "soon", "12", "31.03.2026 25:00", 0.5])
def test_no_day(cell: Any) -> None:
    with pytest.raises(BadValueError):
        values.read_day(cell)


@pytest.mark.parametrize("cell", ["31.03.2026 14:05", "2026-03-31T14:05:00", datetime(2026, 3, 31, 14, 5)])  # noqa: DTZ001
def test_a_moment_is_in_the_office_time_zone(cell: Any) -> None:
    assert values.read_moment(cell) == datetime(2026, 3, 31, 14, 5, tzinfo=MOSCOW)


@pytest.mark.parametrize("cell", ["2026-03", "03.2026", "01.03.2026", "2026-03-15", date(2026, 3, 1)])
def test_a_month_in_every_form(cell: Any) -> None:
    assert values.read_month(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["1234.56", "1234,56", "1 234,56", "1\u00a0234,56", 1234.56, "1 234,56 ₽"])
def test_an_amount_in_every_form(cell: Any) -> None:
    assert values.read_amount(values.clean(cell)) == Decimal("1234.56")


@pytest.mark.parametrize("cell", ["12a", "1.2.3", "1,234", "–"])
def test_no_amount(cell: str) -> None:
    with pytest.raises(BadValueError):
        values.read_amount(cell)


@pytest.mark.parametrize(("cell", "expected"), [("Да", True), ("нет", False), (1, True), ("0", False), ("TRUE", True)])
def test_yes_and_no(cell: Any, expected: bool) -> None:
    assert values.read_yes_no(cell) is expected


def test_phones_with_marks_extension_and_kind() -> None:
    assert read_phones("*8 (999) 000-00-13, доб. 12 (раб.), -+7 999 000 00 14; 12-34") == [
        ["+79990000013", "12", "work", True, False],
        ["+79990000014", "", "mobile", False, True],
        ["12-34", "", "work", False, False],
    ]


def test_points_written_are_read_back() -> None:
    points = read_phones("*8 999 000-00-13 доб. 12 (личный), -84950000014")
    assert read_phones(write_points(points)) == points
    both = read_phones("*-8 999 000-00-13, - 84950000014")
    assert [point[3:] for point in both] == [[True, True], [False, True]]
    assert read_phones(write_points(both)) == both
    mails = read_emails("*A@Firm.EXAMPLE, -b@firm.example (личный)")
    assert read_emails(write_points(mails)) == mails


def test_a_mailbox_that_is_none() -> None:
    with pytest.raises(BadValueError, match="firm"):
        read_emails("a@@firm")


def test_roles_with_a_comma_inside() -> None:
    read = values.reader_of(BY_CODE["persons"].by_code["roles"])
    assert read("КлП, лицо, принимающее решение; user") == ["key_user", "decision_maker", "user"]


@pytest.mark.parametrize(("cell", "expected"), [("МСК+2", "Asia/Yekaterinburg"), ("UTC+3", "Europe/Moscow")])
def test_time_zones(cell: str, expected: str) -> None:
    assert read_timezone(cell) == expected


@pytest.mark.parametrize("cell", ["123", "12345678901", "77070838ОЗ"])
def test_no_inn(cell: str) -> None:
    with pytest.raises(BadValueError):
        values.read_inn(cell)


def test_an_inn_as_a_number_gets_its_zeros_back() -> None:
    assert values.read_inn(140.0) == "0000000140"


def test_quantities() -> None:
    assert values.read_quantities("семинар*2, калькулятор; семинар") == [("семинар", 3), ("калькулятор", 1)]


def test_every_code_and_label_of_an_enumeration_is_read() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.kind is Kind.CHOICE and column.choices:
                read = values.reader_of(column)
                for code, labels in column.choices.words.items():
                    assert {read(word) for word in (code, *labels)} == {code}, (table.code, column.code)


def test_enumerations_have_the_codes_of_the_models() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.kind is Kind.CHOICE and column.choices:
                field = table.model._meta.get_field(column.field)
                assert set(column.choices.words) == {code for code, _label in field.choices}, (table.code, column.code)  # type: ignore[union-attr]


def test_no_enumeration_has_a_word_of_two_meanings() -> None:
    for name, choices in vars(words).items():
        if isinstance(choices, Choices):
            folded = [word for code, labels in choices.words.items() for word in {*map(str.lower, labels)}]
            assert len(folded) == len(set(folded)), name
