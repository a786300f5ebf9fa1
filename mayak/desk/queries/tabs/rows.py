"""What the tables of the tabs share."""

from typing import Any

from django.db.models import QuerySet

from mayak.clients.models import Person
from mayak.desk.queries.tables import Cell
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
