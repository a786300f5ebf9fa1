"""Writing the tables: a folder of CSV files, or one workbook."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.utils.translation import gettext as _

from mayak.exchange.export.neutral import neutralised
from mayak.exchange.export.rows import as_text, rows_of
from mayak.exchange.problems import UnusableInputError
from mayak.exchange.tables import TABLES
from mayak.exchange.tables.spec import Table

ROWS_OF_A_SHEET = 1_000_000


def export_office(
    *, path: Path, tables: Sequence[Table] = TABLES, say: Callable[[str], None] = lambda text: None
) -> dict[str, int]:
    """Write tables to ``path`` (.xlsx: one workbook; else a folder of CSV); the number of rows by table.

    All of them show the office of one moment. Raises UnusableInputError when the place cannot be written.
    """
    is_book = path.suffix.lower() == ".xlsx"
    if path.exists() and path.is_dir() == is_book:
        raise UnusableInputError(
            _("%(path)s exists already and is something else.") % {"path": path},
            hint=_("Name a folder for CSV files, or a file that ends in .xlsx."),
        )
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if not connection.in_atomic_block or len(connection.savepoint_ids) == 0:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return _write_book(path, tables, say) if is_book else _write_folder(path, tables, say)
    except OSError as error:
        raise UnusableInputError(
            _("%(path)s cannot be written: %(error)s.") % {"path": path, "error": error.strerror or error},
            hint=_("Choose another place."),
        ) from error


def _write_folder(folder: Path, tables: Sequence[Table], say: Callable[[str], None]) -> dict[str, int]:
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in tables:
        say(table.title)
        with (folder / f"{table.code}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow([column.code for column in table.columns])
            counts[table.code] = 0
            for row in rows_of(table):
                writer.writerow([neutralised(as_text(value)) for value in row])
                counts[table.code] += 1
    return counts


def _write_book(path: Path, tables: Sequence[Table], say: Callable[[str], None]) -> dict[str, int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    counts = {}
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            "head": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "dd.mm.yyyy"}),
            "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        for table in tables:
            say(table.title)
            counts[table.code] = _write_sheets(book, table, formats)
    return counts


def _write_sheets(book: Any, table: Table, formats: dict[str, Any]) -> int:
    sheet = None
    number = 0
    for number, row in enumerate(rows_of(table), 1):
        place = (number - 1) % ROWS_OF_A_SHEET
        if place == 0:
            sheet = _new_sheet(book, table, (number - 1) // ROWS_OF_A_SHEET, formats)
        for column, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, place + 1, column, value, formats)
    if sheet is None:
        _new_sheet(book, table, 0, formats)
    return number


def _new_sheet(book: Any, table: Table, part: int, formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(f"{table.code} ({part + 1})" if part else table.code)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.code, formats["head"])
    return sheet


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        # A spreadsheet's day fraction loses microseconds: such a moment stays text.
        if value.microsecond:
            sheet.write_string(row, column, as_text(value))
        else:
            sheet.write_datetime(row, column, value, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, neutralised(str(value)))
