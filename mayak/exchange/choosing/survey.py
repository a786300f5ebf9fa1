"""Looks at a source: its header, its columns with examples, its rows; what it seems to be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from python_calamine import CalamineError

from mayak.exchange.choosing.choices import ColumnChoice, FileChoice, SourceChoice
from mayak.exchange.plan.writer import cell_text
from mayak.exchange.problems import UnusableInputError
from mayak.exchange.repair import is_garbled
from mayak.exchange.sources.files import EXPLANATIONS, Guess, guess_of, names_of, sheet_of
from mayak.exchange.sources.header import Header, head_of, header_at
from mayak.exchange.sources.recognise import Memories, keys_of, likeliest_table, remembered
from mayak.exchange.sources.sheet import Sheet
from mayak.exchange.sources.source import Form, Source, sheet_names, statement_source, text_source
from mayak.exchange.sources.targets import is_error_column, map_headers
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Table

SURVEYED_ROWS = 50_000
SAMPLE = 30
LONGEST_SAMPLE = 200
MOST_VALUES = 1_000
MOST_COLUMNS = 300
UNREADABLE = (CalamineError, BadZipFile, UnusableInputError, UnicodeError, OSError, ValueError)


def sources_in(path: Path, file: FileChoice) -> list[SourceChoice]:
    """The tables of a stored file, not yet looked at. Raises UnusableInputError for an unreadable workbook."""
    if file.form == Form.TEXT:
        source = text_source(path, file.name)
        return [SourceChoice(str(file.id), file.id, file.form, "", source.encoding, source.delimiter)]
    if file.form == Form.STATEMENT:
        return [SourceChoice(str(file.id), file.id, file.form, "", statement_source(path, file.name).encoding)]
    try:
        names = [name for name in sheet_names(path) if name not in EXPLANATIONS]
        filled = [name for name in names if next(Source(path, file.name, Form.BOOK, name).read(), None) is not None]
    except UNREADABLE as error:
        raise UnusableInputError(
            _("%(name)s: the workbook cannot be read.") % {"name": file.name},
            hint=_("Open it in Excel, save it again as .xlsx and upload that."),
        ) from error
    if not filled:
        raise UnusableInputError(
            _("%(name)s: every sheet of the workbook is empty.") % {"name": file.name},
            hint=_("Export the table again and look whether it has rows."),
        )
    return [SourceChoice(f"{file.id}.{place}", file.id, file.form, name) for place, name in enumerate(filled, 1)]


def source_of(choice: SourceChoice, folder: Path, file: FileChoice) -> Source:
    """How the choice is read."""
    return Source(folder / file.stored, file.name, Form(choice.form), choice.sheet, choice.encoding, choice.delimiter)


def look(choice: SourceChoice, source: Source, memories: Memories, *, is_only_sheet: bool) -> None:
    """Fill in what the source seems to be, keeping what a person decided."""
    choice.problem = choice.warning = ""
    try:
        guess = _guess(choice, source, memories, is_only_sheet=is_only_sheet)
        _take(choice, guess)
        _count(choice, source, guess)
        choice.warning = _odd(choice, source)
    except UNREADABLE as error:
        choice.problem = str(error) or _("cannot be read")
        choice.is_taken = False


def _guess(choice: SourceChoice, source: Source, memories: Memories, *, is_only_sheet: bool) -> Guess:
    names = names_of(source, Path(source.file).stem, is_only_sheet)
    guess = guess_of(source, names, memories)
    if choice.is_header_chosen and source.form is not Form.STATEMENT:
        header = header_at(head_of(source.read()), choice.header_row, choice.header_height)
        guess = Guess(guess.table, guess.by, header, map_headers(guess.table, header.words) if guess.table else [])
    if choice.by == "person":
        table = BY_CODE.get(choice.table)
        if table and (table is not guess.table or choice.is_header_chosen):
            guess = _guess_as(table, guess.header, memories)
        elif table is None:
            guess = Guess(None, "", guess.header)
    return guess


def _guess_as(table: Table, header: Header, memories: Memories) -> Guess:
    memory = remembered(memories, header.words)
    if memory and memory[0] is table:
        return Guess(table, "person", header, memory[1], frozenset(memory[2]))
    return Guess(table, "person", header, map_headers(table, header.words))


def _take(choice: SourceChoice, guess: Guess) -> None:
    """The table and the columns; answers of a person to the same headers stay."""
    headers = keys_of([column.header for column in choice.columns])
    former = {key: column for key, column in zip(headers, choice.columns, strict=True) if column.by == "person"}
    same_table = guess.table is not None and choice.table == guess.table.code
    if choice.by != "person":
        choice.by = guess.by
        choice.table = guess.table.code if guess.table else ""
        choice.is_taken = guess.table is not None and any(guess.targets)
    choice.header_row, choice.header_height = max(1, guess.header.row), guess.header.height
    words = guess.header.words[:MOST_COLUMNS]
    targets = (guess.targets or [None] * len(words))[: len(words)]
    own = map_headers(guess.table, words) if guess.table else targets
    choice.columns = []
    for place, (header, key, target) in enumerate(zip(words, keys_of(words), targets, strict=True)):
        is_error = is_error_column(header)
        code = target.code if target else "" if place in guess.left or is_error else None
        by = "" if code is None else "header" if is_error or (target and target == own[place]) else "memory"
        column = ColumnChoice(header, code, by)
        if same_table and key in former:
            column.target, column.by = former[key].target, "person"
        choice.columns.append(column)
    choice.known = sum(1 for column in choice.columns if column.target)
    if guess.table is None:
        choice.known = likeliest_table(words)[1]


def _count(choice: SourceChoice, source: Source, guess: Guess) -> None:
    """Rows, and of each column the first cells, how many are filled and how many differ."""
    table = guess.table or TABLES[0]
    sheet = sheet_of(source, Guess(table, "", guess.header, guess.targets or [None] * len(guess.header.words)), "")
    seen: list[set[Any]] = [set() for _column in choice.columns]
    choice.rows = choice.surveyed = 0
    for cells in _cells(sheet):
        choice.rows += 1
        if choice.rows > SURVEYED_ROWS:
            continue
        choice.surveyed += 1
        for column, values, cell in zip(choice.columns, seen, cells, strict=False):
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            column.filled += 1
            if len(column.sample) < SAMPLE:
                shown = cell_text(cell)
                column.sample.append(shown[:LONGEST_SAMPLE] if isinstance(shown, str) else shown)
            if len(values) < MOST_VALUES:
                values.add(cell)
    for column, values in zip(choice.columns, seen, strict=True):
        column.values = len(values)
    choice.left_out = len(sheet.left_out)


def _cells(sheet: Sheet) -> Iterator[Any]:
    for _number, cells in sheet.rows():
        yield cells


def _odd(choice: SourceChoice, source: Source) -> str:
    """What makes one doubt the reading: garbled letters, one column only, no rows."""
    if source.form is Form.STATEMENT:
        return ""
    texts = [column.header for column in choice.columns]
    texts += [cell for column in choice.columns for cell in column.sample[:5] if isinstance(cell, str)]
    if any(is_garbled(text) for text in texts) or "\ufffd" in "".join(texts):
        return _("garbled letters: try another encoding; if none is right, save the file again as UTF-8 or .xlsx")
    if source.form is Form.TEXT and len(choice.columns) == 1:
        return _("one column only: is the separator right?")
    return "" if choice.rows else _("no rows below the header")
