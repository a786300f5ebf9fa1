"""One readable thing of a file: a text table, a sheet of a workbook, a bank statement; and how it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from python_calamine import CalamineWorkbook

from mayak.exchange.sources import bank, delimited
from mayak.exchange.sources.sheet import Row


class Form(StrEnum):
    """What a file is by its content."""

    TEXT = "text"
    BOOK = "book"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Source:
    """Where rows come from. ``file`` is the name people know, ``sheet`` that of a workbook's sheet."""

    path: Path
    file: str
    form: Form
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""

    def read(self) -> Iterator[Row]:
        """All rows, from the first."""
        if self.form is Form.BOOK:
            return rows_of_sheet(self.path, self.sheet)
        if self.form is Form.STATEMENT:
            return bank.rows_of(self.path, self.encoding)
        return delimited.rows_of(self.path, self.encoding, self.delimiter, called=self.file)

    @property
    def described(self) -> str:
        """Encoding and delimiter, or what kind of file it is."""
        if self.form is Form.BOOK:
            return self.path.suffix[1:].lower()
        if self.form is Form.STATEMENT:
            return f"1C, {self.encoding.upper()}"
        delimiter = {"\t": "TAB"}.get(self.delimiter, self.delimiter)
        return f"{self.encoding.upper().replace('-SIG', ' BOM')}, {delimiter}"


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook."""
    with path.open("rb") as stream:
        return list(CalamineWorkbook.from_filelike(stream).sheet_names)


def rows_of_sheet(path: Path, sheet_name: str) -> Iterator[Row]:
    """Rows with the numbers Excel shows: rows and columns left out at the top and the left are given back."""
    with path.open("rb") as stream:
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_name(sheet_name)
        for _blank in range(sheet.start[0] if sheet.start else 0):
            yield []
        yield from sheet.iter_rows()


def text_source(path: Path, file: str) -> Source:
    """A text table with the encoding and the delimiter that its content shows."""
    encoding = delimited.encoding_of(path)
    delimiter = delimited.delimiter_of(delimited.read_head(path, encoding))
    return Source(path, file, Form.TEXT, encoding=encoding, delimiter=delimiter)


def statement_source(path: Path, file: str) -> Source:
    """A bank statement in the encoding it names."""
    return Source(path, file, Form.STATEMENT, encoding=bank.encoding_of(path))
