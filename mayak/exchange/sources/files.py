"""From a path to recognised tables: a folder, a workbook, a table, a bank statement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources import bank, delimited
from mayak.exchange.sources.recognise import known_headers, table_named, table_with_headers
from mayak.exchange.sources.sheet import Row, Sheet, find_header, map_header
from mayak.exchange.tables import TABLES

TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
BOOK_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}


@dataclass
class Found:
    """What a path holds: recognised tables in the order of bringing in, and what was not recognised and why."""

    sheets: list[Sheet] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def find_sheets(path: Path) -> Found:
    """All tables below a path. Raises UnusableInputError when there is none to read."""
    if not path.exists():
        raise UnusableInputError(_("There is no file or folder %(path)s.") % {"path": path}, hint=_("Check the path."))
    files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    known = [
        item
        for item in files
        if item.suffix.lower() in TEXT_SUFFIXES | BOOK_SUFFIXES and not item.name.startswith((".", "~$"))
    ]
    found = Found()
    for item in known:
        for sheet in _sheets_of(item, str(item.relative_to(path)) if path.is_dir() else item.name):
            if isinstance(sheet, Sheet):
                found.sheets.append(sheet)
            else:
                found.unknown.append(sheet)
    if not found.sheets:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in found.unknown[:5])
        raise UnusableInputError(
            _("No table was recognised in %(path)s.") % {"path": path.name} + (f" {reasons}." if reasons else ""),
            hint=_("Name files or sheets after the tables (clients, persons, invoices…) and keep their headers."),
        )
    order = {table.code: place for place, table in enumerate(TABLES)}
    found.sheets.sort(key=lambda sheet: order[sheet.table.code])
    return found


def _sheets_of(path: Path, name: str) -> Iterator[Sheet | tuple[str, str]]:
    try:
        if path.stat().st_size == 0:
            yield name, _("the file is empty")
        elif path.suffix.lower() in BOOK_SUFFIXES:
            yield from _sheets_of_book(path, name)
        elif bank.is_statement(path):
            yield bank.sheet_of(path, name)
        elif path.suffix.lower() != ".txt" or not _is_prose(path) or table_named(path.stem):
            yield _sheet_of_text(path, name)
    except (CalamineError, BadZipFile) as error:
        yield name, _("not a workbook that can be read (%(error)s)") % {"error": error}
    except OSError as error:
        yield name, _("cannot be read (%(error)s)") % {"error": error.strerror or error}


def _is_prose(path: Path) -> bool:
    """Whether a .txt has no delimiter in its first line: a note beside the tables, no table."""
    first = delimited.read_head(path, delimited.encoding_of(path)).lstrip().partition("\n")[0]
    return not any(delimiter in first for delimiter in ";\t") and first.count(",") < 2


def _sheet_of_text(path: Path, name: str) -> Sheet | tuple[str, str]:
    encoding = delimited.encoding_of(path)
    delimiter = delimited.delimiter_of(delimited.read_head(path, encoding))
    read = partial(delimited.rows_of, path, encoding, delimiter)
    shown = {"\t": "TAB"}.get(delimiter, delimiter)
    return _recognised(name, path.stem, [path.stem], read, f"{encoding.upper().replace('-SIG', ' BOM')}, {shown}")


def _sheets_of_book(path: Path, name: str) -> Iterator[Sheet | tuple[str, str]]:
    with path.open("rb") as stream:
        names = CalamineWorkbook.from_filelike(stream).sheet_names
    for sheet_name in names:
        read = partial(_rows_of_sheet, path, sheet_name)
        if next(read(), None) is None:
            continue
        called = [sheet_name, path.stem] if len(names) == 1 else [sheet_name]
        yield _recognised(name, sheet_name, called, read, path.suffix[1:].lower())


def _rows_of_sheet(path: Path, sheet_name: str) -> Iterator[Row]:
    """Rows with the numbers Excel shows: rows left out at the top are given back."""
    with path.open("rb") as stream:
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_name(sheet_name)
        for _blank in range(sheet.start[0] if sheet.start else 0):
            yield []
        yield from sheet.iter_rows()


def _recognised(
    file: str, name: str, called: list[str], read: partial[Iterator[Row]], form: str
) -> Sheet | tuple[str, str]:
    table = next((table for each in called if (table := table_named(each))), None)
    by = "name"
    number, header = find_header(read(), lambda cells: known_headers(cells, table))
    if table is None:
        by, table = "headers", table_with_headers(header)
    if table is None:
        place = file if name in file else f"{file}: {name}"
        return place, _("neither its name nor its headers are those of a table")
    headers, columns, repeated = map_header(table, header)
    if not any(columns):
        return file, _("no header of the table “%(table)s” was found") % {"table": table.title}
    return Sheet(file, name, table, number, columns, headers, read, by, form, repeated)
