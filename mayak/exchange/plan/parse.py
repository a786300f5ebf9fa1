"""From cells to values: the columns of a sheet as fast readers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Field, PositiveSmallIntegerField
from django.utils.translation import gettext as _

from mayak.exchange.plan.draft import Draft
from mayak.exchange.problems import BadValueError
from mayak.exchange.sources.sheet import Row, Sheet
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.exchange.timezones import read_timezone
from mayak.exchange.values import clean, reader_of, text_of

# Cells of these kinds repeat a lot: what was read once is remembered.
REPEATING = {Kind.DAY, Kind.MONTH, Kind.CHOICE, Kind.ROLES, Kind.YES_NO, Kind.INTEGER, Kind.WORDS, Kind.INN}
REMEMBERED = 20_000
SMALLEST_MAXIMUM = 32_767
SHOWN_LENGTH = 200


def field_of(table: Table, column: Column) -> "Field[Any, Any] | None":
    """The model's field that a column is stored in."""
    for field in table.model._meta.concrete_fields:
        if column.field and field.column == column.field:
            return field
    return None


class ColumnReader:
    """Reads the cells of one column, remembering what repeats."""

    def __init__(self, table: Table, column: Column, index: int) -> None:
        self.column = column
        self.index = index
        field = field_of(table, column)
        maximum = getattr(field, "max_length", None) if isinstance(field, CharField) else None
        self.maximum_length = maximum if column.kind is Kind.TEXT else None
        self.is_small = isinstance(field, PositiveSmallIntegerField)
        self.read = read_timezone if column.code == "timezone" else reader_of(column)
        self.remembered: dict[Any, Any] = {}
        self.remembers = column.kind in REPEATING

    def value_of(self, cell: Any) -> Any:
        """The value of a cell that is not empty."""
        if self.remembers and isinstance(cell, str):
            found = self.remembered.get(cell)
            if found is None:
                if len(self.remembered) > REMEMBERED:
                    self.remembered.clear()
                found = self.remembered[cell] = self._checked(cell)
            return found
        return self._checked(cell)

    def _checked(self, cell: Any) -> Any:
        value = self.read(cell)
        if self.maximum_length and len(value) > self.maximum_length:
            raise BadValueError(_("longer than %(maximum)d characters") % {"maximum": self.maximum_length})
        if self.is_small and isinstance(value, int) and value > SMALLEST_MAXIMUM:
            raise BadValueError(_("too large"))
        return value


class SheetParser:
    """Turns the rows of a sheet into drafts."""

    def __init__(self, sheet: Sheet, source: int) -> None:
        self.sheet = sheet
        self.source = source
        self.readers = [
            ColumnReader(sheet.table, column, index) for index, column in enumerate(sheet.columns) if column is not None
        ]
        self.width = len(sheet.headers)
        self.titles = set(sheet.table.titled_by)

    def drafts(self) -> Iterator[Draft]:
        """Every data row, read."""
        for number, cells in self.sheet.rows():
            yield self._draft(number, cells)

    def _draft(self, number: int, cells: Row) -> Draft:
        draft = Draft(number, self.source)
        draft.cells = cells
        values, width = draft.values, len(cells)
        for reader in self.readers:
            code = reader.column.code
            cell = clean(cells[reader.index]) if reader.index < width else None
            if cell is None:
                values[code] = None
                if reader.column.required:
                    draft.errors.append((code, "", _("empty, but required")))
                continue
            try:
                values[code] = reader.value_of(cell)
            except BadValueError as error:
                draft.errors.append((code, text_of(cell)[:SHOWN_LENGTH], str(error)))
                values[code] = None
            if reader.column.kind in (Kind.REFERENCE, Kind.DEFINITION, Kind.QUANTITIES) or code in self.titles:
                draft.raw[code] = text_of(cell)[:SHOWN_LENGTH]
        if width > self.width and any(str(cell or "").strip() for cell in cells[self.width :]):
            reason = _("more cells than headers: is a delimiter inside a cell not quoted?")
            draft.errors.append(("", str(cells[self.width])[:SHOWN_LENGTH], reason))
        return draft
