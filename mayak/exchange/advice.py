"""What to do about a bad cell, where the reason alone does not say it."""

from django.utils.translation import gettext as _

from mayak.exchange.problems import BadValueError
from mayak.exchange.tables import BY_CODE
from mayak.exchange.tables.spec import Column, Kind
from mayak.exchange.values import clean, reader_of


def advice_for(column: Column | None, value: str) -> str:
    """One sentence in the active language; empty when the reason is enough."""
    if column is None:
        return ""
    if column.kind is Kind.INN and "E+" in value.upper():
        return ""
    if not value:
        return _("Fill in the cell.") if column.required else ""
    if column.kind is Kind.REFERENCE:
        return _("Write an id that stands in the table “%(table)s”, or add that row to the table.") % {
            "table": BY_CODE[column.table].title
        }
    return "" if _can_be_read(column, value) else _how_to_write(column.kind)


def _can_be_read(column: Column, value: str) -> bool:
    """Whether the cell is wrong because of others (a day before another one), not in itself."""
    try:
        cell = clean(value)
        return cell is None or bool(reader_of(column)(cell)) or True
    except (BadValueError, KeyError):
        return False


def _how_to_write(kind: Kind) -> str:
    words = {
        Kind.DAY: _("Write the day as 31.03.2026."),
        Kind.MOMENT: _("Write the day as 31.03.2026, with a time as 31.03.2026 14:05."),
        Kind.MONTH: _("Write the month as 2026-03."),
        Kind.AMOUNT: _("Write the sum as 1234,56."),
        Kind.INTEGER: _("Write a whole number."),
        Kind.YES_NO: _("Write yes or no."),
        Kind.INN: _("Format the cell as text, so that leading zeros stay."),
        Kind.PHONES: _("Write phones through a comma: +7 999 000-00-13, 8 999 000-00-14."),
        Kind.EMAILS: _("Write mailboxes through a comma: name@firm.example."),
    }
    return words.get(kind, "")
