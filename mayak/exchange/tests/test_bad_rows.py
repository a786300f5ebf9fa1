"""Bad rows as a workbook: as read, with the reason in front; mended and uploaded they come in."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from mayak.clients.models import Client, Person
from mayak.exchange.export.bad_rows import write_bad_rows
from mayak.exchange.models import ImportRun
from mayak.exchange.tests.makers import BASE, Rows, bring, write_folder, write_table

pytestmark = pytest.mark.django_db
DAMAGED: Rows = [
    ["Код", "Наименование", "ИНН", "Вид сопровождения", "Клиент с", "Плательщик"],
    ["007", "Ромашка", "0012345678", "ДС", "31.03.2020", ""],
    ["008", "=1+1", "0012345678", "ДС", "32.03.2020", ""],
    ["009", "", "12", "Нечто", "01.03.2020", ""],
    ["010", "Плющ", "", "ДС", "01.03.2020", "009"],
]


def book_of(run: ImportRun, tmp_path: Path) -> tuple[Path, dict[str, list[list[Any]]]]:
    path = tmp_path / "mistakes.xlsx"
    path.write_bytes(write_bad_rows(run).read())
    book = CalamineWorkbook.from_path(str(path))
    return path, {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def mend(path: Path, sheets: dict[str, list[list[Any]]], cells: dict[tuple[int, int], str]) -> Path:
    """The same workbook with other cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(line, column, cells.get((line, column), cell))
    return path


def test_bad_rows_come_back_mended(tmp_path: Path) -> None:
    report = bring(write_table(tmp_path / "Клиенты.csv", DAMAGED, encoding="cp1251"))
    assert report.tables["clients"]["failed"] == 3
    run = ImportRun.objects.latest("pk")
    path, sheets = book_of(run, tmp_path)
    (rows,) = sheets.values()
    assert rows[0] == ["Ошибка", *DAMAGED[0]]
    assert [row[1:3] for row in rows[1:]] == [["008", "'=1+1"], ["009", ""], ["010", "Плющ"]]
    assert "Клиент с" in rows[1][0]
    assert "31.03.2026" in rows[1][0]
    mended = mend(path, sheets, {(1, 5): "31.03.2020", (2, 2): "Лютик", (2, 3): "", (2, 4): "ДС"})
    again = bring(mended)
    assert again.failures == []
    assert again.unmapped == []
    assert sorted(Client.objects.values_list("external_id", "name", "inn")) == [
        ("007", "Ромашка", "0012345678"), ("008", "=1+1", "0012345678"), ("009", "Лютик", ""), ("010", "Плющ", "")
    ]  # fmt: skip


def test_a_repeated_key_uploaded_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    first: Rows = [["Код", "Наименование", "Вид сопровождения"], ["1", "Ромашка", "ДС"], ["1", "Повтор", "ДС"]]
    assert bring(write_table(tmp_path / "Клиенты.csv", first)).tables["clients"]["failed"] == 1
    path, sheets = book_of(ImportRun.objects.latest("pk"), tmp_path)
    (rows,) = sheets.values()
    assert rows[1][1:3] == ["", "Повтор"]
    assert "«1»" in rows[1][0]
    assert bring(path).tables["clients"]["failed"] == 1
    assert list(Client.objects.values_list("name", flat=True)) == ["Ромашка"]
    bring(mend(path, sheets, {(1, 1): "2"}))
    assert sorted(Client.objects.values_list("name", flat=True)) == ["Повтор", "Ромашка"]


def test_every_source_has_its_sheet_and_cells_keep_their_kind(tmp_path: Path) -> None:
    bring(write_folder(tmp_path / "office", BASE))
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as book:
        for name in ("Лица", "Контактные лица 2"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Код", "Клиент", "Фамилия", "Ритм звонков, дней", "Роли"])
            sheet.write_row(1, 0, [f"{name} 1", "нет такого", "Тихая", 14, True])
    assert bring(path).tables["persons"]["failed"] == 2
    _path, sheets = book_of(ImportRun.objects.latest("pk"), tmp_path)
    assert list(sheets) == ["Контактные лица", "Контактные лица (2)"]
    assert [rows[1][3:] for rows in sheets.values()] == [["Тихая", 14.0, True]] * 2
    assert Person.objects.filter(last_name="Тихая").count() == 0


def test_a_required_column_that_the_file_lacks_gets_a_place(tmp_path: Path) -> None:
    rows: Rows = [["Код", "Наименование", "ИНН"], ["011", "Клевер", ""], ["012", "Осока", "12"]]
    assert bring(write_table(tmp_path / "Клиенты.csv", rows)).tables["clients"]["failed"] == 2
    path, sheets = book_of(ImportRun.objects.latest("pk"), tmp_path)
    (told,) = sheets.values()
    assert told[0] == ["Ошибка", *rows[0], "Вид сопровождения"]
    assert all("Вид сопровождения" in row[0] for row in told[1:])
    again = bring(mend(path, sheets, {(1, 4): "ДС", (2, 3): "", (2, 4): "ДС"}))
    assert again.failures == []
    assert Client.objects.filter(external_id__in=["011", "012"]).count() == 2


def test_no_bad_rows_is_an_empty_workbook(tmp_path: Path) -> None:
    bring(write_folder(tmp_path / "office", BASE))
    _path, sheets = book_of(ImportRun.objects.latest("pk"), tmp_path)
    assert [rows for rows in sheets.values() if rows] == []
