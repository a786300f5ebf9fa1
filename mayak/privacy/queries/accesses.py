"""Who saw, took out and erased personal data."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from mayak.accounts.models import EventKind, SecurityEvent, Staff
from mayak.clients.models import Client, Person
from mayak.core import clock
from mayak.privacy.models import DataAccess, Deed, Subject

PAGE = 50
REFUSED = 10


@dataclass(frozen=True)
class Line:
    """One line of the journal."""

    at: datetime
    who: str
    deed: str
    is_view: bool
    client: str
    client_id: int | None
    person: str
    person_id: int | None


@dataclass(frozen=True)
class Chosen:
    """Whose lines: of a member of staff, of a deed, within days (inclusive); ``before``: earlier than this line."""

    staff_id: int | None = None
    deed: str = ""
    from_date: date | None = None
    to_date: date | None = None
    before: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether some lines are left out."""
        return bool(self.staff_id or self.deed or self.from_date or self.to_date)


Page = tuple[list[Line], int | None]


def accesses_of_client(client_id: int, chosen: Chosen) -> Page:
    """Who had the data of a client or its people before the eyes, the newest first, and the key to go on. 3-4 SQL."""
    return _page(DataAccess.objects.filter(client_id=client_id), chosen)


def accesses_of_person(person: Person, chosen: Chosen) -> Page:
    """Who saw the person's page or the client's, which shows the same phones; who took out and erased. 3-4 SQL."""
    own = Q(subject=Subject.PERSON, subject_id=person.pk)
    whole = Q(subject=Subject.CLIENT, subject_id=person.client_id)
    return _page(DataAccess.objects.filter(own | whole), chosen)


def accesses_of_office(chosen: Chosen) -> Page:
    """The whole journal, filtered. 3-4 SQL."""
    return _page(DataAccess.objects.all(), chosen)


def refusals_at(client_id: int) -> list[tuple[datetime, str]]:
    """The latest who asked for a client that is not theirs, from the security journal. 2 SQL."""
    try:
        address = reverse("client", kwargs={"pk": client_id})
    except NoReverseMatch:
        return []
    events = SecurityEvent.objects.filter(kind=EventKind.NOT_THEIRS, detail__startswith=address).order_by("-pk")
    rows = list(events.values_list("at", "staff_id")[:REFUSED])
    names = _staff({staff for _at, staff in rows if staff})
    return [(at, names.get(staff or 0, "")) for at, staff in rows]


def _page(rows: "QuerySet[DataAccess]", chosen: Chosen) -> Page:
    if chosen.staff_id:
        rows = rows.filter(staff_id=chosen.staff_id)
    if chosen.deed:
        rows = rows.filter(deed=chosen.deed)
    if chosen.from_date:
        rows = rows.filter(at__gte=clock.start_of(chosen.from_date))
    if chosen.to_date:
        rows = rows.filter(at__lt=clock.end_of(chosen.to_date))
    if chosen.before is not None:
        last = DataAccess.objects.filter(pk=chosen.before).values("at")[:1]
        rows = rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=chosen.before))
    found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return _told(shown), shown[-1].pk if len(found) > PAGE else None


def _told(rows: list[DataAccess]) -> list[Line]:
    staff = _staff({row.staff_id for row in rows})
    clients = dict(Client.objects.filter(pk__in={row.client_id for row in rows}).values_list("pk", "name"))
    asked = {row.subject_id for row in rows if row.subject == Subject.PERSON}
    people = {person.pk: person.full_name for person in Person.objects.filter(pk__in=asked)} if asked else {}
    return [
        Line(
            at=row.at,
            who=staff.get(row.staff_id, ""),
            deed=str(Deed(row.deed).label),
            is_view=row.deed == Deed.SEEN,
            client=clients.get(row.client_id or 0, ""),
            client_id=row.client_id,
            person=people.get(row.subject_id, "") if row.subject == Subject.PERSON else "",
            person_id=row.subject_id if row.subject == Subject.PERSON and row.subject_id in people else None,
        )
        for row in rows
    ]


def _staff(keys: set[int]) -> dict[int, str]:
    return {person.pk: person.full_name for person in Staff.objects.filter(pk__in=keys)}
