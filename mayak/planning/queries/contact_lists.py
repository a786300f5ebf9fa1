"""Lists of contacts and how they are counted: one definition behind every number and the rows it opens (W6, R2)."""

from datetime import date
from enum import StrEnum

from django.db.models import Q

from mayak.core import clock
from mayak.work.models import ActivityKind, ActivityState


class ContactList(StrEnum):
    """What a number of a day's table counts."""

    DONE = "done"
    EFFECTIVE = "effective"
    ENTERED = "entered"
    ATTEMPTS = "attempts"
    AHEAD = "ahead"
    OVERDUE = "overdue"


# An outcome says whether a talk took place; a done contact without one is a talk unless it was a letter.
_REACHED = Q(outcome__is_reached=True) | Q(outcome=None) & ~Q(kind=ActivityKind.MAIL)
_UNREACHED = Q(outcome__is_reached=False) | Q(outcome=None, kind=ActivityKind.MAIL)
_DONE = Q(state=ActivityState.DONE)


def listed(chosen: ContactList, since: date, until: date) -> Q:
    """The condition on contacts of a list, for the office's days ``since`` to ``until`` (inclusive).

    ``AHEAD``: still planned by the end of these days, late ones included; ``OVERDUE``: planned for a day before
    ``since`` and not held.
    """
    start, end = clock.start_of(since), clock.end_of(until)
    held = _DONE & Q(done_at__gte=start, done_at__lt=end)
    planned = Q(state=ActivityState.PLANNED)
    return {
        ContactList.DONE: held & _REACHED,
        ContactList.EFFECTIVE: held & Q(outcome__is_effective=True),
        ContactList.ENTERED: held & _REACHED & Q(is_product_entered=True),
        ContactList.ATTEMPTS: held & _UNREACHED,
        ContactList.AHEAD: planned & Q(planned_at__lt=end),
        ContactList.OVERDUE: planned & Q(planned_at__lt=start),
    }[chosen]
