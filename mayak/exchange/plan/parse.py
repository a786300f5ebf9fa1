"""From cells to values: the columns of a sheet as fast readers. What was damaged is mended and noted."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import CharField, Field, PositiveSmallIntegerField
from django.utils.translation import gettext as _

from mayak.exchange.plan.draft import Draft
from mayak.exchange.problems import BadValueError
from mayak.exchange.repair import after_refusal, before_reading, check_spoiled, tidied
from mayak.exchange.sources.sheet import Row, Sheet
from mayak.exchange.sources.targets import NAME_PARTS, Target
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.exchange.timezones import read_timezone
from mayak.exchange.values import clean, reader_of, text_of

# Cells of these kinds repeat a lot: what was read once is remembered.
REPEATING = {
    *(Kind.DAY, Kind.MONTH, Kind.CHOICE, Kind.ROLES, Kind.YES_NO, Kind.INTEGER, Kind.WORDS, Kind.INN, Kind.SOURCE),
}
REMEMBERED = 20_000
SMALLEST_MAXIMUM = 32_767
SHOWN_LENGTH = 200
# In numbers a no-break space separates thousands: a notation, no damage.
NUMBERS = {Kind.AMOUNT, Kind.INTEGER}
_INITIALS = re.compile(r"(\w\.)(?=\w)")
Repair = tuple[str, str, str]


def field_of(table: Table, column: Column) -> "Field[Any, Any] | None":
    """The model's field that a column is stored in."""
    for field in table.model._meta.concrete_fields:
        if column.field and field.column == column.field:
            return field
    return None


class ColumnReader:
    """Reads the cells of one column, remembering what repeats."""

    def __init__(self, table: Table, column: Column, index: int, kind: str = "") -> None:
        self.column = column
        self.code = column.code
        self.index = index
        self.point_kind = kind
        field = field_of(table, column)
        maximum = getattr(field, "max_length", None) if isinstance(field, CharField) else None
        self.maximum_length = maximum if column.kind in (Kind.TEXT, Kind.SOURCE) else None
        self.is_small = isinstance(field, PositiveSmallIntegerField)
        self.read = read_timezone if column.code == "timezone" else reader_of(column)
        self.before = before_reading(column)
        self.after = after_refusal(column)
        self.tells_spaces = column.kind not in NUMBERS
        self.keeps_raw = (
            column.kind in (Kind.REFERENCE, Kind.DEFINITION, Kind.QUANTITIES) or column.code in table.titled_by
        )
        self.remembered: dict[str, Any] = {}
        self.remembers = column.kind in REPEATING

    def fill(self, draft: Draft, cells: Row) -> None:
        """The draft's value of the column."""
        code = self.code
        raw = cells[self.index] if self.index < len(cells) else None
        # Shorter than reading again: days, codes and figures repeat from row to row.
        if self.remembers and isinstance(raw, str) and (known := self.remembered.get(raw)) is not None:
            draft.values[code] = known
            if self.keeps_raw:
                draft.raw[code] = raw.strip()[:SHOWN_LENGTH]
            return
        cell = clean(raw)
        if cell is None:
            draft.values[code] = None
            if self.column.required:
                draft.errors.append((code, "", _("empty, but required")))
            return
        try:
            value, repair = self._value_of(raw, cell)
        except BadValueError as error:
            draft.errors.append((code, text_of(cell)[:SHOWN_LENGTH], str(error)))
            value, repair = None, None
        draft.values[code] = value
        if repair:
            draft.repairs.append((code, *repair))
            cell = repair[1]
        elif self.remembers and isinstance(raw, str) and value is not None:
            if len(self.remembered) > REMEMBERED:
                self.remembered.clear()
            self.remembered[raw] = value
        if self.keeps_raw:
            draft.raw[code] = text_of(cell)[:SHOWN_LENGTH]

    def _value_of(self, raw: Any, cell: Any) -> tuple[Any, Repair | None]:
        """The value of a cell that is not empty, and what had to be mended for it."""
        reason = ""
        if isinstance(raw, str):
            check_spoiled(raw)
            if self.tells_spaces:
                reason = tidied(raw.strip())[1]
        if self.before and (mended := self.before(cell)):
            cell, reason = mended
        try:
            value = self._checked(cell)
        except BadValueError:
            mended = self.after(cell) if self.after else None
            if not mended:
                raise
            cell, reason = mended
            value = self._checked(cell)
        if not reason:
            return value, None
        shown = value if self.column.kind in (Kind.DAY, Kind.MOMENT, Kind.MONTH, Kind.CANCELLED) else cell
        return value, (text_of(raw)[:SHOWN_LENGTH], text_of(shown)[:SHOWN_LENGTH], reason)

    def _checked(self, cell: Any) -> Any:
        value = self.read(cell)
        if self.maximum_length and len(value) > self.maximum_length:
            raise BadValueError(_("longer than %(maximum)d characters") % {"maximum": self.maximum_length})
        if self.is_small and isinstance(value, int) and value > SMALLEST_MAXIMUM:
            raise BadValueError(_("too large"))
        return value


class JoinedReader:
    """Several columns of the file that make one: phones of each kind, more mailboxes, words."""

    def __init__(self, readers: list[ColumnReader]) -> None:
        self.readers = readers
        self.code = readers[0].code
        for reader in readers:
            reader.remembers = False

    def fill(self, draft: Draft, cells: Row) -> None:
        """What all the columns say, each thing once."""
        joined: list[Any] = []
        for reader in self.readers:
            reader.fill(draft, cells)
            for item in draft.values[self.code] or []:
                if reader.column.kind in (Kind.PHONES, Kind.EMAILS):
                    item = _of_kind(item, reader.point_kind)
                    if any(known[:2] == item[:2] for known in joined):
                        continue
                elif item in joined:
                    continue
                joined.append(item)
        draft.values[self.code] = joined or None


def _of_kind(point: list[Any], kind: str) -> list[Any]:
    """The phone or mailbox with the kind that its column stands for."""
    return [*point[:2], kind, *point[3:]] if kind else point


class NameReader:
    """A full name in one cell: last, first and middle name by spaces."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        columns = [table.by_code[code] for code in NAME_PARTS if code in table.by_code]
        self.parts = [ColumnReader(table, column, place) for place, column in enumerate(columns)]
        self.index = index

    def fill(self, draft: Draft, cells: Row) -> None:
        """The parts of the name, each read as its own column would be."""
        raw = cells[self.index] if self.index < len(cells) else None
        cell = clean(raw)
        text = "" if cell is None else _INITIALS.sub(r"\1 ", text_of(cell).replace(",", " "))
        words = text.split(None, len(self.parts) - 1)
        for reader in self.parts:
            reader.fill(draft, words)


Reader = ColumnReader | JoinedReader | NameReader


def readers_of(table: Table, targets: "list[Target | None]") -> list[Reader]:
    """A reader for each column that the file fills."""
    found: dict[str, list[ColumnReader]] = {}
    readers: list[Reader] = []
    for index, target in enumerate(targets):
        if target is None:
            continue
        if target.is_name:
            readers.append(NameReader(table, index))
        else:
            found.setdefault(target.column.code, []).append(ColumnReader(table, target.column, index, target.kind))
    for group in found.values():
        is_joined = len(group) > 1 or group[0].point_kind
        readers.append(JoinedReader(group) if is_joined else group[0])
    return readers


class SheetParser:
    """Turns the rows of a sheet into drafts."""

    def __init__(self, sheet: Sheet, source: int) -> None:
        self.sheet = sheet
        self.source = source
        self.fillers: list[Callable[[Draft, Row], None]] = [
            reader.fill for reader in readers_of(sheet.table, sheet.targets)
        ]
        self.width = len(sheet.headers)

    def drafts(self) -> Iterator[Draft]:
        """Every data row, read."""
        for number, cells in self.sheet.rows():
            yield self._draft(number, cells)

    def _draft(self, number: int, cells: Row) -> Draft:
        draft = Draft(number, self.source)
        draft.cells = cells
        for fill in self.fillers:
            fill(draft, cells)
        if len(cells) > self.width and any(str(cell or "").strip() for cell in cells[self.width :]):
            reason = _("more cells than headers: is a delimiter inside a cell not quoted?")
            draft.errors.append(("", str(cells[self.width])[:SHOWN_LENGTH], reason))
        return draft
