"""The workbook of samples: every table with its headers, two made-up rows that come in cleanly, explanations."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from mayak.exchange.export.rows import as_text
from mayak.exchange.sources.files import EXPLANATIONS
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.examples import EXAMPLES
from mayak.exchange.tables.spec import Column, Kind


def cell_of(column: Column, value: Any) -> Any:
    """A code of an enumeration as people write it; anything else as it is."""
    if column.kind is Kind.CHOICE and column.choices and value in column.choices.words:
        return column.choices.words[value][0]
    return value


def header_of(column: Column) -> str:
    """The Russian header; a star marks what a new row cannot do without."""
    return f"{column.label} *" if column.required else column.label


def write_samples() -> BytesIO:
    """The workbook."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        needed = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top", "bg_color": "#E6EFF7"})
        text = book.add_format({"num_format": "@"})
        _explain(book, head)
        for table in TABLES:
            sheet = book.add_worksheet(table.label)
            sheet.freeze_panes(1, 0)
            example = EXAMPLES[table.code]
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, max(12, min(32, len(column.label) + 4)), text)
                sheet.write_string(0, place, header_of(column), needed if column.required else head)
                for row, value in enumerate(example.get(column.code, ("", "")), 1):
                    if value != "":
                        sheet.write_string(row, place, as_text(cell_of(column, value)), text)
    stream.seek(0)
    return stream


def _explain(book: Any, head: Any) -> None:
    """Every column: whether it is needed and how its cells are written."""
    sheet = book.add_worksheet(EXPLANATIONS[0])
    sheet.freeze_panes(1, 0)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        ((_("Table"), 22), (_("Column"), 24), (_("Code"), 18), (_("Required"), 14), (_("How to write it"), 80))
    ):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, title, head)
    number = 1
    for table in TABLES:
        for column in table.columns:
            row = (table.label, column.label, column.code, _("yes") if column.required else "", explained(column))
            for place, value in enumerate(row):
                sheet.write_string(number, place, value)
            number += 1


def explained(column: Column) -> str:
    """How the cells of a column are written."""
    if column.kind is Kind.REFERENCE:
        return _("The code of a row of the table “%(table)s”") % {"table": BY_CODE[column.table].title}
    if column.choices:
        words = "; ".join(" / ".join(words[:2]) for words in column.choices.words.values() if words)
        return _("One of: %(words)s") % {"words": words} if column.kind is Kind.CHOICE else words
    if column.code == "id":
        return _("The row’s key in your system: by it the row is found the next time")
    return {
        Kind.DAY: _("31.03.2026 or 2026-03-31"),
        Kind.MOMENT: _("31.03.2026 14:05, or the day alone"),
        Kind.MONTH: _("2026-03 or 03.2026"),
        Kind.AMOUNT: _("Roubles: 1234.56 or 1 234,56"),
        Kind.INTEGER: _("A whole number"),
        Kind.YES_NO: _("yes or no"),
        Kind.INN: _("10 or 12 digits; format the column as text so that zeros stay"),
        Kind.PHONES: _("Through comma; * before a favourite, - before an unwanted one, the kind in brackets"),
        Kind.EMAILS: _("Through comma; * before a favourite, - before an unwanted one, the kind in brackets"),
        Kind.WORDS: _("Words through comma"),
        Kind.QUANTITIES: _("Names through comma, with quantities: seminar*2, calculator"),
        Kind.CANCELLED: _("The day of cancelling, or yes"),
    }.get(column.kind, "")
