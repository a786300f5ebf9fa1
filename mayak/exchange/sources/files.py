"""From a path to recognised tables: a folder, a workbook, a table, a bank statement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from python_calamine import CalamineError

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources import bank, delimited
from mayak.exchange.sources.contents import content_of
from mayak.exchange.sources.header import Header, find_header, head_of
from mayak.exchange.sources.recognise import (
    Memories,
    known_headers,
    remembered,
    table_instead,
    table_named,
    table_with_headers,
)
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.sources.source import Form, Source, sheet_names, statement_source, text_source
from mayak.exchange.sources.targets import Target, map_headers
from mayak.exchange.tables import TABLES
from mayak.exchange.tables.money import PAYMENTS
from mayak.exchange.tables.spec import Table

TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
BOOK_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
# A sheet of our own workbook of samples that holds no table.
EXPLANATIONS = ("Пояснения", "Explanations")
ORDER = {table.code: place for place, table in enumerate(TABLES)}


@dataclass
class Found:
    """What a path holds: recognised tables in the order of bringing in, and what was not recognised and why."""

    sheets: list[Sheet] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Guess:
    """What a source seems to be: its table (None: nobody knows), by what, its header and where its columns go."""

    table: Table | None
    by: str
    header: Header
    targets: list[Target | None] = field(default_factory=list)
    left: frozenset[int] = frozenset()


def find_sheets(path: Path, memories: Memories | None = None) -> Found:
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
        for sheet in _sheets_of(item, str(item.relative_to(path)) if path.is_dir() else item.name, memories or {}):
            if isinstance(sheet, Sheet):
                found.sheets.append(sheet)
            else:
                found.unknown.append(sheet)
    if not found.sheets:
        if not path.is_dir() and not known and (reason := _why_unreadable(path, path.name)):
            found.unknown.append((path.name, reason))
        reasons = "; ".join(f"{name}: {reason.rstrip('.')}" for name, reason in found.unknown[:5])
        raise UnusableInputError(
            _("No table was recognised in %(path)s.") % {"path": path.name} + (f" {reasons}." if reasons else ""),
            hint=_("Name files or sheets after the tables (clients, persons, invoices…) and keep their headers."),
        )
    found.sheets.sort(key=lambda sheet: ORDER[sheet.table.code])
    return found


def _sheets_of(path: Path, name: str, memories: Memories) -> Iterator[Sheet | tuple[str, str]]:
    try:
        if path.stat().st_size == 0:
            yield name, _("the file is empty")
            return
        for source in sources_of(path, name):
            yield _recognised(source, memories)
    except (CalamineError, BadZipFile) as error:
        yield name, _why_unreadable(path, name) or _("not a workbook that can be read (%(error)s)") % {"error": error}
    except OSError as error:
        yield name, _("cannot be read (%(error)s)") % {"error": error.strerror or error}


def _why_unreadable(path: Path, name: str) -> str:
    """What its content shows the file to be, with advice; "" when it seems to be a workbook all the same."""
    try:
        if content_of(path, name).is_archive:
            return _("archives are opened by the page only: unpack it and name the folder")
    except UnusableInputError as error:
        return str(error).removeprefix(f"{name}: ")
    return ""


def sources_of(path: Path, name: str) -> Iterator[Source]:
    """What a file holds, by its suffix and content; a note beside the tables holds nothing."""
    if path.suffix.lower() in BOOK_SUFFIXES:
        for sheet_name in sheet_names(path):
            if sheet_name in EXPLANATIONS:
                continue
            source = Source(path, name, Form.BOOK, sheet_name)
            if next(source.read(), None) is not None:
                yield source
    elif bank.is_statement(path):
        yield statement_source(path, name)
    elif path.suffix.lower() != ".txt" or not _is_prose(path) or table_named(path.stem):
        yield text_source(path, name)


def _is_prose(path: Path) -> bool:
    """Whether a .txt has no delimiter in its first line: a note beside the tables, no table."""
    first = delimited.read_head(path, delimited.encoding_of(path)).lstrip().partition("\n")[0]
    return not any(delimiter in first for delimiter in ";\t|") and first.count(",") < 2


def guess_of(source: Source, called: list[str], memories: Memories) -> Guess:
    """What the source seems to be by its names, by memory, by its headers."""
    if source.form is Form.STATEMENT:
        words = list(bank.HEADER)
        return Guess(PAYMENTS, "form", Header(1, 1, words), map_headers(PAYMENTS, words))
    named = next((table for each in called if (table := table_named(each))), None)
    header = find_header(head_of(source.read()), lambda texts: known_headers(texts, named))
    if memory := remembered(memories, header.words):
        table, targets, left, _memory = memory
        by = "name" if named is table else "memory"
        return Guess(table, by, header, targets, frozenset(left))
    if named and (other := _truer(source, named)):
        return other
    table_found = named or table_with_headers(header.words)
    if table_found is None:
        return Guess(None, "", header)
    return Guess(table_found, "name" if named else "headers", header, map_headers(table_found, header.words))


def _truer(source: Source, named: Table) -> Guess | None:
    """What the headers say when they contradict the name."""
    header = find_header(head_of(source.read()), known_headers)
    table = table_instead(named, header.words)
    return Guess(table, "headers", header, map_headers(table, header.words)) if table else None


def names_of(source: Source, stem: str, is_only_sheet: bool) -> list[str]:
    """The names by which a source may be known: its sheet's, and the file's when it has no other sheet."""
    if source.form is not Form.BOOK:
        return [stem]
    return [source.sheet, stem] if is_only_sheet else [source.sheet]


def sheet_of(source: Source, guess: Guess, name: str) -> Sheet:
    """The source as rows of its table."""
    assert guess.table is not None
    return Sheet(
        source.file,
        name,
        guess.table,
        guess.header.row,
        guess.targets,
        guess.header.words,
        source.read,
        guess.by,
        source.described,
        guess.header.rows,
        guess.left,
    )


def _recognised(source: Source, memories: Memories) -> Sheet | tuple[str, str]:
    name = source.sheet or source.path.stem
    is_only = source.form is not Form.BOOK or len(sheet_names(source.path)) == 1
    guess = guess_of(source, names_of(source, source.path.stem, is_only), memories)
    if guess.table is None:
        place = source.file if name in source.file else f"{source.file}: {name}"
        return place, _("neither its name nor its headers are those of a table")
    if not any(guess.targets):
        return source.file, _("no header of the table “%(table)s” was found") % {"table": guess.table.title}
    if source.form is Form.STATEMENT:
        name = source.file
    return sheet_of(source, guess, name)
