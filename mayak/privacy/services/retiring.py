"""What goes by itself: old lines of the journal, files of exports, and persons who left, if the office says so."""

from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mayak.audit.retention import in_portions
from mayak.cases.models import Case
from mayak.clients.models import Consent, Person
from mayak.core import clock
from mayak.money.models import Promise
from mayak.privacy.models import Erasure, PersonExport
from mayak.privacy.office_settings import ERASE_LEFT, KEEP_ACCESSES
from mayak.privacy.services.erasing import erase_now
from mayak.privacy.services.exporting import drop_files
from mayak.work.models import Activity, Agreement

EXPORT_DAYS = 7
PORTION = 5000
A_NIGHT = 200
DAYS_OF_A_MONTH = 30.44
_ACCESSES = """
DELETE FROM privacy_dataaccess WHERE id IN (SELECT id FROM privacy_dataaccess WHERE at < %s ORDER BY at LIMIT %s)
"""


def forget_accesses() -> int:
    """Delete the lines of the journal older than the office keeps them; how many."""
    until = clock.start_of(clock.day_of(clock.real_now())) - timedelta(days=KEEP_ACCESSES.value)

    def portion() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_ACCESSES, [until, PORTION])
            return int(cursor.rowcount)

    return in_portions(portion)


def forget_exports() -> int:
    """Remove the files of exports made more than a week ago; how many."""
    oldest = clock.real_now() - timedelta(days=EXPORT_DAYS)
    return drop_files(PersonExport.objects.filter(created_at__lt=oldest))


def left_before(months: int) -> date:
    """The last day on which a person must have left to be erased after so many months."""
    return clock.day_of(clock.real_now()) - timedelta(days=round(months * DAYS_OF_A_MONTH))


def those_who_left(months: int) -> QuerySet[Person]:
    """Persons who left so many months ago and whom nothing needs any more, the longest gone first."""
    of_person = Q(person=OuterRef("pk"))
    needed = (
        Exists(Activity.objects.filter(of_person, state="planned"))
        | Exists(Agreement.objects.filter(of_person, state="open"))
        | Exists(Case.objects.filter(of_person, closed_at=None))
        | Exists(Promise.objects.filter(of_person, expected_date__gte=clock.today()))
        | Exists(Consent.objects.filter(of_person, withdrawn_date=None))
    )
    gone = Person.objects.filter(left_date__lte=left_before(months), erasure=None)
    return gone.exclude(needed).select_related("client").order_by("left_date", "pk")


def erase_those_who_left() -> int:
    """Erase those whose term is over, some hundreds a night; how many. Does nothing while the office names no term."""
    months = ERASE_LEFT.value
    if not months:
        return 0
    number = 0
    for person in those_who_left(months)[:A_NIGHT]:
        erasure = Erasure.objects.create(
            person=person,
            reason=_("left more than %(months)d months ago, nothing needs the data") % {"months": months},
            asked_at=clock.real_now(),
        )
        erase_now(erasure=erasure)
        number += 1
    return number
