"""Every form in which tables come: encodings, delimiters, headers, workbooks, names."""

from datetime import date
from pathlib import Path

import pytest

from mayak.clients.models import Client
from mayak.exchange.problems import UnusableInputError
from mayak.exchange.services import plan_import
from mayak.exchange.sources.contents import OLE
from mayak.exchange.sources.delimited import delimiter_of, encoding_of
from mayak.exchange.tests.makers import (
    BASE,
    CLIENTS,
    STAFF,
    WHOLE,
    Rows,
    bring,
    numbers,
    write_book,
    write_folder,
    write_table,
)
from mayak.money.models import Payment

pytestmark = pytest.mark.django_db

RUSSIAN = [
    ["КОД", "Наименование", "ИНН", "вид  сопровождения", "Отключен", "Клиент с"],
    ["11", 'ООО «Ёлка; и "ко"»', "7707083893", "ДС", "", "01.02.2020"],
]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_table(tmp_path / "Клиенты.csv", RUSSIAN, encoding=encoding, delimiter=delimiter)
    assert numbers(bring(path), "clients") == (1, 0, 0, 0)
    client = Client.objects.get()
    assert (client.name, client.service_mode, client.since_date) == ('ООО «Ёлка; и "ко"»', "remote", date(2020, 2, 1))


@pytest.mark.parametrize("quoted", ['1;"Ромашка;remote', '1;Ромашка;"remote', '"1;Ромашка;remote'])
def test_a_mark_never_closed_swallows_no_rows_in_silence(tmp_path: Path, quoted: str) -> None:
    path = tmp_path / "Клиенты.csv"
    path.write_text(f"id;name;service_mode\n0;Астра;remote\n{quoted}\n2;Лютик;remote\n", "utf-8")
    with pytest.raises(UnusableInputError, match="3"):
        bring(path)
    assert not Client.objects.exists()


def test_marks_inside_a_cell_and_lines_inside_quotes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "Клиенты.csv"
    path.write_text('id;name;service_mode\n1;Труба 6" и 8;remote\n2;"ООО ""Две\nстроки""";remote', "utf-8")
    assert numbers(bring(path), "clients") == (2, 0, 0, 0)


def test_zero_bytes_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "Клиенты.csv"
    path.write_bytes("id;name;service_mode\n1\0;Ром\0ашка;remote\n".encode())
    assert bring(path).is_complete
    assert Client.objects.get(external_id="1").name == "Ромашка"


def test_a_workbook_with_typed_cells(tmp_path: Path) -> None:
    rows: Rows = [
        ["Код", "Наименование", "ИНН", "Вид сопровождения", "Клиент с"],
        [11, "Ромашка", 140, "КС", date(2020, 2, 1)],
    ]
    assert bring(write_book(tmp_path / "office.xlsx", {"Клиенты": rows})).is_complete
    client = Client.objects.get()
    assert (client.external_id, client.inn, client.since_date) == ("11", "0000000140", date(2020, 2, 1))


def test_a_sheet_without_a_name_goes_by_the_file_or_its_headers(tmp_path: Path) -> None:
    write_book(tmp_path / "01_Клиенты (2026).xlsx", {"Лист1": CLIENTS_ONLY})
    write_table(
        tmp_path / "выгрузка.csv", [["Логин", "Код", "Имя", "Фамилия", "Роль"], ["a", "1", "А", "Б", "эксперт"]]
    )
    report = bring(tmp_path)
    assert numbers(report, "clients") == numbers(report, "staff") == (1, 0, 0, 0)


CLIENTS_ONLY = [["id", "name", "service_mode"], ["1", "Ромашка", "ДС"]]


def test_titles_and_empty_rows_around_the_table(tmp_path: Path) -> None:
    rows = [["Отчёт о клиентах"], [], *CLIENTS_ONLY[:1], ["", "", ""], *CLIENTS_ONLY[1:], []]
    assert numbers(bring(write_table(tmp_path / "clients.csv", rows)), "clients") == (1, 0, 0, 0)


def test_unknown_columns_are_told_and_not_dropped_silently(tmp_path: Path) -> None:
    rows = [["id", "name", "service_mode", "Любимый цвет"], ["1", "Ромашка", "ДС", "синий"]]
    report = bring(write_table(tmp_path / "clients.csv", rows))
    assert report.unmapped == [{"file": "clients.csv", "table": "clients", "column": "Любимый цвет"}]
    assert report.is_complete


def test_a_file_that_is_no_table_is_a_failure_beside_the_good_ones(tmp_path: Path) -> None:
    write_folder(tmp_path, {"clients": CLIENTS_ONLY, "прайс": [["Товар", "Цена"], ["x", "1"]]})
    report = bring(tmp_path)
    assert [failure.value for failure in report.failures] == ["прайс.csv"]
    assert Client.objects.count() == 1


def test_a_protected_book_is_told_as_such(tmp_path: Path) -> None:
    write_folder(tmp_path, {"clients": CLIENTS_ONLY})
    (tmp_path / "persons.xlsx").write_bytes(OLE + "EncryptedPackage".encode("utf-16-le"))
    (failure,) = bring(tmp_path).failures
    assert "парол" in failure.reason


def test_a_note_beside_the_tables_is_no_failure(tmp_path: Path) -> None:
    write_table(tmp_path / "clients.csv", CLIENTS_ONLY)
    (tmp_path / "README.txt").write_text("Выгрузка от 31 марта, для переезда\n", encoding="utf-8")
    assert bring(tmp_path).is_complete


@pytest.mark.parametrize("name", ["missing", "empty", "image.xlsx"])
def test_nothing_to_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "image.xlsx").write_bytes(b"\x89PNG")
    with pytest.raises(UnusableInputError):
        plan_import(path=tmp_path / name)


def test_folder_and_workbook_of_the_whole_office_are_the_same(tmp_path: Path) -> None:
    first = bring(write_folder(tmp_path / "folder", WHOLE, encoding="cp1251"))
    assert first.failures == []
    again = bring(write_book(tmp_path / "office.xlsx", WHOLE))
    assert again.failures == []
    assert {table: row["unchanged"] for table, row in again.tables.items()} == {
        table: row["created"] for table, row in first.tables.items()
    }


def test_the_delimiter_is_not_fooled_by_quoted_text() -> None:
    assert delimiter_of('id;"name";service_mode\n1;"a, b, c, d";ДС\n') == ";"
    assert delimiter_of('"Код","Полное наименование","Вид сопровождения"\n') == ","


def test_cp1251_is_the_last_resort(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Код".encode("cp1251"))
    assert encoding_of(path) == "cp1251"


STATEMENT = """1CClientBankExchange
Кодировка=Windows
РасчСчет=40702810000000000001
СекцияДокумент=Платежное поручение
Номер=15
Дата=20.01.2026
Сумма=6 777,50
ПлательщикСчет=40702810000000000009
ПлательщикИНН=7707083893
ПолучательСчет=40702810000000000001
НазначениеПлатежа=Оплата по счету 5
 за январь
КонецДокумента
СекцияДокумент=Платежное поручение
Дата=21.01.2026
Сумма=1.00
ПлательщикСчет=40702810000000000001
ПолучательСчет=40702810000000000002
КонецДокумента
СекцияДокумент=Платежное поручение
Дата=22.01.2026
Сумма=10
ПолучательСчет=40702810000000000001
"""


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8"])
def test_a_bank_statement(tmp_path: Path, encoding: str) -> None:
    text = STATEMENT.replace("Windows", "DOS") if encoding == "cp866" else STATEMENT
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(text.encode(encoding))
    assert numbers(bring(path), "payments") == (2, 0, 0, 0)
    assert numbers(bring(path), "payments") == (0, 0, 2, 0)
    payment = Payment.objects.get(payer_inn="7707083893")
    assert (str(payment.amount), payment.purpose) == ("6777.50", "Оплата по счету 5 за январь")


def test_base_tables_import_in_any_order_of_files(tmp_path: Path) -> None:
    write_folder(tmp_path, {f"{9 - place}_{name}": rows for place, (name, rows) in enumerate(BASE.items())})
    assert bring(tmp_path).failures == []
    assert STAFF[0][0] == CLIENTS[0][0] == "id"
