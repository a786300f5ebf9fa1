"""Typical damage: what is mended is shown, what has no sure reading is an error with advice, nothing is guessed."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ru import inn as inn_numbers

from mayak.clients.models import Client, Contract, Person
from mayak.exchange import repair
from mayak.exchange.models import ImportRun
from mayak.exchange.problems import BadValueError
from mayak.exchange.sources.header import find_header
from mayak.exchange.sources.recognise import known_headers
from mayak.exchange.sources.targets import map_headers
from mayak.exchange.tables import BY_CODE
from mayak.exchange.tests.damaged import EXPECTED, WRONG, write_damaged
from mayak.exchange.tests.makers import bring, write_table
from mayak.exchange.values import FIRST_EXCEL_DAY, read_day


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_damaged(tmp_path / "damaged")
    for name in WRONG:
        (made / name).unlink()
    return made


@pytest.mark.django_db
def test_the_damaged_folder_comes_in_as_far_as_it_is_sure(folder: Path) -> None:
    report = bring(folder)
    found = {
        code: (numbers["created"], numbers["failed"], report.repaired.get(code, 0))
        for code, numbers in report.tables.items()
    }
    assert found == EXPECTED, [(line.table, line.row, line.reason) for line in report.failures]
    client = Client.objects.get(external_id="12")
    assert (client.name, client.inn, client.since_date) == ("Лютик Плюс", "7707083893", date(2026, 3, 31))
    assert Client.objects.get(external_id="13").name == "Клён"
    assert Client.objects.get(external_id="14").inn == "7707083893"
    person = Person.objects.get(external_id="P1")
    assert (person.last_name, person.first_name, person.middle_name) == ("Рощина", "Анна", "Олеговна")
    assert {(phone.number, phone.kind) for phone in person.phones.all()} == {
        ("+79990000013", "work"),
        ("+79990000014", "mobile"),
    }
    amounts = {contract.number: str(contract.monthly_amount) for contract in Contract.objects.all()}
    assert amounts == {"1": "12500.00", "2": "8000.50", "3": "-1000.00"}


@pytest.mark.django_db
def test_repairs_and_left_out_rows_are_told(folder: Path) -> None:
    report = bring(folder)
    assert any(line.value == "7707083893.0" and line.repaired == "7707083893" for line in report.repairs)
    left_out = {(note["table"], note["value"]) for note in report.notes}
    assert {("clients", "Итого"), ("persons", "Всего: 5"), ("persons", "Код"), ("invoices", "1.0")} & left_out
    assert {"column": "Увлечения", "file": "выгрузка_лица_17-11.csv", "table": "persons"} in report.unmapped


@pytest.mark.django_db
def test_bad_rows_keep_their_cells(folder: Path) -> None:
    bring(folder)
    run = ImportRun.objects.latest("pk")
    row = run.rows.get(table="clients", action="error", key="15")
    assert row.raw is not None
    assert row.raw[:3] == ["15", "Осина", "7.7E+09"]
    assert run.sources[row.source]["headers"][2] == "Реквизиты / ИНН"


@pytest.mark.django_db
def test_what_was_mended_once_is_no_change_the_next_time(folder: Path) -> None:
    bring(folder)
    again = bring(folder)
    assert all(numbers["created"] == numbers["updated"] == 0 for numbers in again.tables.values())


# --- properties -----------------------------------------------------------------------------------------------

_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def right_inn(nine: int) -> str:
    """A ten-digit INN with the check digit it needs."""
    digits = f"{nine:09}"
    return digits + str(sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11 % 10)


inns = st.integers(10_000_000, 999_999_999).map(right_inn)


@given(inns)
def test_an_inn_survives_every_way_of_saving_it_as_a_number(inn: str) -> None:
    for cell in (f"{inn}.0", f"{inn},0", float(inn), int(inn), f"{inn[0]}.{inn[1:]}E+09", inn.lstrip("0")):
        mended = repair.mend_inn(cell)
        text = str(mended[0] if mended else cell)
        assert text.removesuffix(".0") == inn or (inn[0] == "0" and "E" in str(cell))


@given(inns, st.integers(2, 8))
def test_an_inn_with_lost_digits_is_refused(inn: str, kept: int) -> None:
    with pytest.raises(BadValueError):
        repair.mend_inn(f"{inn[0]}.{inn[1:kept]}E+09")


@given(st.integers(10_000_000, 99_999_999))
def test_a_short_inn_is_never_guessed(eight: int) -> None:
    """Nine digits get their zero only when the check digit agrees."""
    text = f"{eight}5"
    if inn_numbers.is_valid(f"0{text}"):
        assert repair.mend_inn(text) == (f"0{text}", repair.mend_inn(text)[1])  # type: ignore[index]
    else:
        with pytest.raises(BadValueError):
            repair.mend_inn(text)


@given(st.integers(79_000_000_000, 79_999_999_999))
def test_a_phone_survives_being_a_number(number: int) -> None:
    digits = str(number)
    for cell in (f"{digits}.0", f"{digits[0]}.{digits[1:]}E+10", f"{digits[0]},{digits[1:]}e+10"):
        mended = repair.mend_phones(cell)
        assert mended is not None
        assert mended[0] == digits


MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
DAYS = st.dates(min_value=read_day("1930-01-01"), max_value=read_day("2090-12-31"))


@given(DAYS)
def test_a_day_in_words_and_in_other_spellings(day: date) -> None:
    spelled = (
        f"{day.day} {MONTHS[day.month - 1]} {day.year} г.",
        f"{day.day:02} {MONTHS[day.month - 1]} {day.year} года",
        f"{day.year}/{day.month:02}/{day.day:02}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year} г.",
        str(day.toordinal() - FIRST_EXCEL_DAY.toordinal()),
    )
    for cell in spelled:
        mended = repair.mend_day(cell)
        assert mended is not None, cell
        assert read_day(mended[0]) == day, cell


@given(st.decimals(0, 99_999_999, places=2))
def test_an_amount_with_thousands_and_currency(amount: object) -> None:
    whole, _point, kopecks = f"{amount:.2f}".partition(".")
    grouped = f"{int(whole):,}"
    for cell in (f"{grouped.replace(',', ' ')},{kopecks} руб.", f"{grouped}.{kopecks}", f"₽ {whole}.{kopecks}"):
        mended = repair.mend_amount(cell)
        text = mended[0] if mended else cell
        assert text.replace(" ", "").replace(",", ".") == f"{whole}.{kopecks}", cell


@pytest.mark.parametrize("cell", ["1,234", "12.500"])
def test_thousands_or_a_fraction_is_asked(cell: str) -> None:
    with pytest.raises(BadValueError):
        repair.mend_amount(cell)


@pytest.mark.parametrize("cell", ["#N/A", "#Н/Д", "#ССЫЛКА!", "#####", "Ромашк\ufffd", "?????? ??"])
def test_spoiled_cells_are_refused(cell: str) -> None:
    with pytest.raises(BadValueError):
        repair.check_spoiled(cell)


@pytest.mark.parametrize("cell", ["#хештег", "Почему?", "Рёбра и Сёмга", "Ñandú", "ООО «Р»", "№ 5 (С-3)"])
def test_sound_text_is_not_taken_for_spoiled(cell: str) -> None:
    repair.check_spoiled(cell)


@given(st.text("абвгдежзийклмнопрстуфхцчшщыэюяАБВ", min_size=3))
def test_garbled_russian_is_seen(text: str) -> None:
    try:
        garbled = text.encode().decode("cp1251")
    except UnicodeDecodeError:
        return
    assert repair.is_garbled(garbled)
    assert not repair.is_garbled(text)


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя РС .,-", max_size=60))
def test_russian_text_is_never_taken_for_garbled(text: str) -> None:
    assert not repair.is_garbled(text)


# --- headers --------------------------------------------------------------------------------------------------


def test_two_rows_of_headers() -> None:
    table = BY_CODE["persons"]
    head = [
        ["Код", "Организация", "ФИО", "Телефон", "", "Почта"],
        ["", "", "", "раб.", "моб.", ""],
        ["P1", "11", "Рощина Анна", "1", "2", ""],
    ]
    header = find_header(head, lambda texts: known_headers(texts, table))
    assert (header.row, header.height) == (2, 2)
    assert [target.code if target else "" for target in map_headers(table, header.words)] == [
        "id",
        "client",
        "full_name",
        "phones:work",
        "phones:mobile",
        "emails",
    ]


def test_a_title_above_is_no_group() -> None:
    head = [["Отчёт"], ["Код", "Наименование", "ИНН"], ["1", "Ромашка", ""]]
    assert find_header(head, known_headers).height == 1


def test_a_first_row_with_gaps_is_no_header() -> None:
    head = [["id", "name", "inn"], ["a", "", ""], ["b", "Лютик", ""]]
    assert find_header(head, known_headers).row == 1


@pytest.mark.django_db
def test_a_client_called_total_comes_in(tmp_path: Path) -> None:
    rows = [["id", "name", "service_mode"], ["1", "Всего", "ДС"], ["Итого", "Ромашка", "ДС"], ["Итого", "", ""]]
    report = bring(write_table(tmp_path / "clients.csv", rows))
    assert report.tables["clients"]["created"] == 2
    assert report.is_complete


@pytest.mark.django_db
def test_headers_speak_when_a_sheet_is_named_after_another_table(tmp_path: Path) -> None:
    book = tmp_path / "база.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("Клиенты")
        sheet.write_row(0, 0, ["Код клиента", "Название", "Режим"])
        sheet.write_row(1, 0, ["K-1", "Кедр", "ДС"])
        sheet.write_row(2, 0, ["", "Всего клиентов:", 1])
        sheet = made.add_worksheet("Контакты")
        sheet.write_row(0, 0, ["Код", "Клиент", "ФИО", "Телефон", "Почта"])
        sheet.write_row(1, 0, ["P-1", "K-1", "Кедрова Ольга", "8 999 000-00-21", "kedr@firm.example"])
    report = bring(book)
    assert {code: (numbers["created"], numbers["failed"]) for code, numbers in report.tables.items()} == {
        "clients": (1, 0),
        "persons": (1, 0),
    }
    assert [note["value"] for note in report.notes] == ["Всего клиентов:"]
