"""A folder of tables damaged as real ones are: by spreadsheets, old systems and people. Everything in it is made up.

``write_damaged(folder)`` writes it; ``EXPECTED`` says what a careful reading makes of each table. Used by the tests of
the wizard, of the plan and by the journey in the browser.
"""

from datetime import date
from pathlib import Path

import xlsxwriter

NBSP, ZERO_WIDTH, SOFT = "\u00a0", "\u200b", "\u00ad"
# Table → (rows that come in, rows that are bad, rows in which something is mended).
EXPECTED = {
    "staff": (2, 0, 0),
    "clients": (5, 2, 4),
    "persons": (4, 1, 4),
    "contracts": (3, 1, 3),
    "invoices": (3, 1, 1),
    "payments": (1, 0, 0),
}
# Files that are no tables: each is refused with advice while the others come in.
WRONG = {
    "скан договора.pdf": b"%PDF-1.7 made up",
    "фото.png": b"\x89PNG\r\n\x1a\n made up",
    "пустой.csv": b"",
}
STATEMENT = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка=DOS
РасчСчет=40702810000000000001
СекцияДокумент=Платежное поручение
Номер=15
Дата=20.01.2026
Сумма=6 777,50
ПлательщикСчет=40702810000000000009
ПлательщикИНН=7707083893
ПолучательСчет=40702810000000000001
НазначениеПлатежа=Оплата по счету 5
КонецДокумента
"""


def write_damaged(folder: Path) -> Path:
    """Write the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _staff(folder / "Сотрудники.csv")
    _clients(folder / "Клиенты.xlsx")
    _persons(folder / "выгрузка_лица_17-11.csv")
    _contracts(folder / "Договоры 2026.csv")
    _invoices(folder / "счета.xlsx")
    (folder / "kl_to_1c.txt").write_bytes(STATEMENT.encode("cp866"))
    (folder / "прайс_2026.csv").write_text("Товар;Остаток;Полка\nБумага;12;А-3\n", "utf-8")
    for name, content in WRONG.items():
        (folder / name).write_bytes(content)
    return folder


def _staff(path: Path) -> None:
    """cp866 with commas; no damage to the cells."""
    path.write_bytes(
        "Код,Логин,Фамилия,Имя,Роль\nS1,damaged.ladova,Ладова,Вера,эксперт\nS2,damaged.burov,Буров,Иван,ПМ\n".encode(
            "cp866"
        )
    )


def _clients(path: Path) -> None:
    """A title above, a header of two rows with merged cells, numbers for INN, formula errors, totals, blank rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.write(0, 0, "Отчёт о клиентах на 17.11.2026")
        bold = book.add_format({"bold": True})
        for place, title in enumerate(("Код", "Наименование")):
            sheet.merge_range(2, place, 3, place, title, bold)
        sheet.merge_range(2, 2, 2, 3, "Реквизиты", bold)
        sheet.write_row(3, 2, ["ИНН", "Адрес"])
        for place, title in enumerate(("Вид сопровождения", "Специалист", "Клиент с"), 4):
            sheet.merge_range(2, place, 3, place, title, bold)
        rows = [
            ["11", "Ромашка", 7707083893.0, "Москва", "ДС", "S1", 43862],
            ["12", f"Лютик{NBSP}Плюс", "7707083893.0", "", "КС", "S1", "31 марта 2026 г."],
            [13, f"Клё{SOFT}н{ZERO_WIDTH}", 500100732259, "Тверь", "ДС", "", "31/03/2026"],
            ["14", "Берёза", "7.707083893E+09", "", "ДС", "", "2026.03.31"],
            ["15", "Осина", "7.7E+09", "", "ДС", "", ""],
            ["16", "#Н/Д", "", "", "ДС", "", ""],
            ["17", "Ель", "", "", "ДС", "S2", ""],
        ]
        for number, row in enumerate(rows, 4):
            sheet.write_row(number, 0, row)
        sheet.write_row(12, 0, ["Итого", "", "", "", 7])


def _persons(path: Path) -> None:
    """cp1251 with other people's headers: a full name, two phones, a hobby; headers once more in the middle."""
    header = "Код;Организация;ФИО полностью;Долж.;Тел. раб.;Тел. моб.;ДР;Увлечения"
    lines = [
        header,
        "P1;11;Рощина Анна Олеговна;бухгалтер;8(999)000-00-13;7.9990000014E+10;24.11.84;дача, йога",
        "P2;12;Тихая Лидия;юрист;79990000015.0;;;",
        header,
        "P3;13;Лугова А.П.;;;7.9E+10;31 мая 1987;",
        "P4;11;Береговой Павел;директор;+7 999 000-00-16;;30000;рыбалка",
        "P5;14;Таёжный Олег Игоревич;;;89990000017;;",
        "Всего: 5;;;;;;;",
    ]
    path.write_bytes("\r\n".join(lines).encode("cp1251"))


def _contracts(path: Path) -> None:
    """UTF-16 with tabs; dates in words and as serials, amounts with currency and separators of thousands."""
    lines = [
        "Номер\tКлиент\tДата\tДействует до\tСумма в месяц",
        "1\t11\t01.02.2025\t31 января 2027 г.\t12 500,00 руб.",
        "2\t12\t46034\t31.12.26\t8'000.50",
        "3\t13\t2026/01/12\t\t(1 000)",
        "4\t14\t02/28/2026\t\t1,234",
        "Итого\t\t\t\t21 500,50",
    ]
    path.write_bytes("\n".join(lines).encode("utf-16"))


def _invoices(path: Path) -> None:
    """A workbook with typed dates, numbers of the columns under the header, and a formula that failed."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy", "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Счета")
        sheet.write_row(0, 0, ["Номер", "Клиент", "Дата", "Период", "Сумма"])
        sheet.write_row(1, 0, [1, 2, 3, 4, 5])
        sheet.write_row(2, 0, ["9101", "11", date(2026, 1, 10), "январь 2026", 12500])
        sheet.write_row(3, 0, ["9102", "12", date(2026, 1, 10), "2026-01", f"8{NBSP}000,50 ₽"])
        sheet.write_row(4, 0, ["9103", "13", date(2026, 1, 10), "01.2026", 100])
        sheet.write_row(5, 0, ["9104", "17", date(2026, 1, 10), "2026-01", "#REF!"])
        sheet.write_row(6, 0, ["Всего", "", "", "", 20600.5])
