"""The rows that stayed out as a workbook: as they were read, with what is wrong in front; to be mended and uploaded."""

import tempfile
from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from mayak.exchange.advice import advice_for
from mayak.exchange.export.neutral import neutralised
from mayak.exchange.models import ImportRun, PlanAction, PlanRow
from mayak.exchange.problems import is_same_key
from mayak.exchange.sources.targets import ERROR_COLUMN, FULL_NAME, NAME_PARTS
from mayak.exchange.tables import BY_CODE

SHEET_NAME_LENGTH = 31
# A workbook keeps fifteen digits of a number.
MOST_EXACT = 10**15


def write_bad_rows(run: ImportRun) -> IO[bytes]:
    """The workbook, at its beginning; one sheet for each table of the import that has bad rows."""
    target = tempfile.TemporaryFile(prefix="mayak-mistakes-")  # noqa: SIM115
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    rows = PlanRow.objects.filter(run=run, action=PlanAction.ERROR).order_by("source", "row", "pk")
    with xlsxwriter.Workbook(target, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "error": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#8a2c0d"}),
            "bad": book.add_format({"bg_color": "#ffd9c7", "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
        }
        writer = _Writer(book, run, formats)
        for row in rows.iterator(chunk_size=2000):
            writer.write(row)
        if not writer.sheets:
            book.add_worksheet(ERROR_COLUMN)
    target.seek(0)
    return target


class _Writer:
    """Opens a sheet for each source when its first bad row comes."""

    def __init__(self, book: Any, run: ImportRun, formats: dict[str, Any]) -> None:
        self.book = book
        self.run = run
        self.formats = formats
        self.sheets: set[str] = set()
        self.source: int | None = None
        self.sheet: Any = None
        self.line = 0
        self.columns: list[str] = []

    def write(self, row: PlanRow) -> None:
        """One row under the last one."""
        if row.source != self.source:
            self._open(row)
        self.line += 1
        errors = row.errors or []
        self.sheet.write_string(self.line, 0, "\n".join(_told(row.table, errors)), self.formats["error"])
        doubled = {
            place for code, _value, reason in errors if is_same_key(reason) for place in self._key(row.table, code)
        }
        bad = {self._place(code) for code, *_rest in errors} | doubled
        cells = row.raw or []
        for place in range(max(len(cells), len(self.columns))):
            cell = cells[place] if place < len(cells) and place not in doubled else None
            self._write_cell(place + 1, cell, self.formats["bad"] if place in bad else None)

    def _open(self, row: PlanRow) -> None:
        self.source = row.source
        source = self.run.sources[row.source]
        self.columns = source.get("columns") or []
        headers = source.get("headers") or []
        lacking = self._lacking(row)
        if lacking:
            headers = [*headers, *(BY_CODE[row.table].by_code[code].label for code in lacking)]
            self.columns = [*self.columns, *[""] * (len(headers) - len(lacking) - len(self.columns)), *lacking]
        self.sheet = self.book.add_worksheet(self._free_name(BY_CODE[row.table].label))
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_column(0, 0, 48)
        self.sheet.set_column(1, max(1, len(self.columns)), 16)
        self.sheet.write_string(0, 0, ERROR_COLUMN, self.formats["head"])
        for place, header in enumerate(headers):
            self.sheet.write_string(0, place + 1, neutralised(header), self.formats["head"])
        self.line = 0

    def _lacking(self, row: PlanRow) -> list[str]:
        """Required columns that the file lacks and its new rows need: they get a place to be filled in."""
        wanted = [c.code for c in BY_CODE[row.table].columns if c.required and self._place(c.code) < 0]
        if not wanted:
            return []
        rows = PlanRow.objects.filter(run=self.run, action=PlanAction.ERROR, source=row.source)
        told = {code for errors in rows.values_list("errors", flat=True).iterator() for code, *_rest in errors or []}
        return [code for code in wanted if code in told]

    def _free_name(self, label: str) -> str:
        name, number = label[:SHEET_NAME_LENGTH], 2
        while name in self.sheets:
            name, number = f"{label[: SHEET_NAME_LENGTH - 6]} ({number})", number + 1
        self.sheets.add(name)
        return name

    def _key(self, table: str, code: str) -> set[int]:
        """The places left empty in a row that repeats a key: as it stands it would change the row that has gone in."""
        spec = BY_CODE[table]
        needed = spec.by_code.get(code)
        codes = {code} if needed is not None and needed.required else {code, *spec.key[:1]}
        return {self._place(each) for each in codes} - {-1}

    def _place(self, code: str) -> int:
        """Where the file has a column; -1: nowhere."""
        for place, target in enumerate(self.columns):
            if target == code or target.startswith(f"{code}:") or (target == FULL_NAME and code in NAME_PARTS):
                return place
        return -1

    def _write_cell(self, column: int, cell: Any, bad: Any) -> None:
        if cell is None or cell == "":
            if bad:
                self.sheet.write_blank(self.line, column, None, bad)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(self.line, column, cell, bad)
        elif isinstance(cell, int | float) and abs(cell) < MOST_EXACT:
            self.sheet.write_number(self.line, column, cell, bad)
        else:
            # As text: leading zeros, long numbers and days stay what they were.
            self.sheet.write_string(self.line, column, neutralised(str(cell)), bad or self.formats["text"])


def _told(table: str, errors: Iterable[list[str]]) -> list[str]:
    """Column, reason and advice of each mistake."""
    columns = BY_CODE[table].by_code
    lines = []
    for code, value, reason in errors:
        column = columns.get(code)
        head = f"{column.label}: " if column else ""
        advice = advice_for(column, value)
        if is_same_key(reason):
            head = f"{head}{_('“%(value)s”') % {'value': value}}, "
            advice = _("Give this row a key of its own, or delete it here.")
        lines.append(f"{head}{reason}. {advice}".rstrip(". ") + ".")
    return lines
