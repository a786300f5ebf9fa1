"""What the tables of the tabs share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from mayak.clients.models import Person
from mayak.desk.queries.tables import Cell
from mayak.desk.queries.window import Frame
from mayak.ui.formats import clock_time, day_short


def taken(rows: QuerySet[Any], limit: int) -> list[Any]:
    """The first rows and one more, which tells that there are more."""
    return list(rows[: limit + 1])


def more(rows: list[Any], limit: int) -> bool:
    """Whether there are more rows than shown."""
    return len(rows) > limit


def person_name(person: Person | None) -> str:
    """First and last name, "" for nobody."""
    return person.short_name if person else ""


def at(moment: Any) -> Cell:
    """A moment: the day, the time below."""
    return Cell(day_short(moment), "nowrap", sub=clock_time(moment) if moment else "")


def marked(frame: Frame, moment: date | datetime | None, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a row, the first with the mark "since the last contact" when the row is newer."""
    return [replace(cells[0], is_new=True), *cells[1:]] if frame.news.has(moment) else cells
