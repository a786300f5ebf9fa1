"""The person page (C4): everything about one contact person, asked in one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from mayak.clients.domain.zones import zone_of
from mayak.clients.models import Client, Person
from mayak.clients.queries import PersonCard, people_of
from mayak.clients.queries.person import (
    ConsentLine,
    Origin,
    PointLine,
    RegimeLine,
    RubricLine,
    consents_of,
    employer_regimes_of,
    points_of,
    regimes_of,
    rubrics_of,
)
from mayak.clients.services.deeds import UNDO_DAYS
from mayak.core import clock
from mayak.core.calendar import working_calendar
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import day as as_day
from mayak.core.questions import moment as as_moment
from mayak.desk.queries.timeline import Timeline, Wanted, timeline_of
from mayak.planning.domain.call_check import CallCheck
from mayak.planning.queries.person_check import check_of_person
from mayak.usage.models import EventKind

ACTIVITY_DAYS = 90
HISTORY = 12


@dataclass(frozen=True)
class Doings:
    """What the person did in 90 days; ``last_login`` and ``last_portal`` whenever."""

    logins: int
    last_login: date | None
    questions: int
    rating: Decimal | None
    videos: int
    portal: int
    last_portal: date | None
    last_talk: datetime | None


@dataclass(frozen=True)
class Lesson:
    """A training, or an event the person is invited to."""

    name: str
    day: date
    valid_until: date | None
    is_ahead: bool


@dataclass(frozen=True)
class OpenThing:
    """An open agreement, planned contact or case with the person. ``kind``: agreement, contact, case."""

    kind: str
    pk: int
    title: str
    due: date | None


@dataclass(frozen=True)
class DeedLine:
    """What was done to the person and can be taken back."""

    pk: int
    title: str
    made_at: datetime
    told_by: str


@dataclass(frozen=True)
class FileLine:
    """A file kept with the person."""

    pk: int
    name: str
    is_photo: bool
    size: int
    added_at: datetime
    added_by_id: int | None


@dataclass(frozen=True)
class PersonPage:
    """Everything the page shows. ``place``: of the person among those of the client, from 1; 0 beyond the list."""

    people: tuple[PersonCard, ...]
    points: tuple[PointLine, ...]
    regimes: tuple[RegimeLine, ...]
    employer_regimes: tuple[str, ...]
    consents: tuple[ConsentLine, ...]
    rubrics: tuple[RubricLine, ...]
    doings: Doings
    lessons: tuple[Lesson, ...]
    open_things: tuple[OpenThing, ...]
    history: Timeline
    earlier_history: Timeline | None
    files: tuple[FileLine, ...]
    deeds: tuple[DeedLine, ...]
    place: int
    previous: PersonCard | None
    following: PersonCard | None
    call: CallCheck


_DEEDS = """
SELECT d.id, d.title, d.made_at, d.told->>'told_by' AS told_by FROM clients_persondeed d
WHERE (d.person_id = %(person_id)s OR d.other_id = %(person_id)s) AND d.undone_at IS NULL
  AND d.made_at >= %(undo_since)s
ORDER BY d.id DESC
"""
_FILES = """
SELECT id, name, is_photo, size, added_at, added_by_id FROM clients_personattachment WHERE person_id = %(person_id)s
ORDER BY is_photo DESC, added_at DESC, id DESC
"""
_DOINGS = """
SELECT
  (SELECT coalesce(sum(u.logins), 0) FROM usage_usageday u WHERE u.client_id = %(client_id)s
     AND u.person_id = %(person_id)s AND u.day > %(since)s AND u.day <= %(today)s) AS logins,
  (SELECT max(u.day) FROM usage_usageday u WHERE u.client_id = %(client_id)s AND u.person_id = %(person_id)s
     AND u.logins > 0 AND u.day <= %(today)s) AS last_login,
  (SELECT json_build_object('count', count(*), 'rating', round(avg(h.rating), 1)) FROM usage_hotlinerequest h
    WHERE h.person_id = %(person_id)s AND h.asked_at >= %(since_at)s AND h.asked_at < %(until)s) AS hotline,
  (SELECT json_build_object('videos', coalesce(sum(a.count) FILTER (WHERE a.action = 'video' AND a.day > %(since)s), 0),
       'visits', coalesce(sum(a.count) FILTER (WHERE a.action = 'visit' AND a.day > %(since)s), 0), 'last', max(a.day))
     FROM usage_portalaction a WHERE a.client_id = %(client_id)s AND a.person_id = %(person_id)s
      AND a.day <= %(today)s) AS portal,
  (SELECT max(c.done_at) FROM work_activity c LEFT JOIN work_outcome o ON o.id = c.outcome_id
    WHERE c.client_id = %(client_id)s AND c.person_id = %(person_id)s AND c.state = 'done' AND c.done_at < %(until)s
      AND coalesce(o.is_reached, true)) AS last_talk
"""
_LESSONS = """
SELECT * FROM (
  SELECT t.program AS name, t.day, t.valid_until_date AS valid_until, false AS is_ahead, '' AS kind
    FROM usage_training t WHERE t.person_id = %(person_id)s AND t.day <= %(today)s
  UNION ALL
  SELECT e.name, coalesce(n.day, e.day), NULL, e.day > %(today)s, e.kind
    FROM usage_attendance n JOIN usage_event e ON e.id = n.event_id
   WHERE n.person_id = %(person_id)s AND (n.is_attended OR (n.is_invited AND e.day > %(today)s))
) l ORDER BY is_ahead DESC, day DESC LIMIT 5
"""
_OPEN = """
SELECT 'agreement' AS kind, g.id, g.text AS title, g.due_date AS due FROM work_agreement g
 WHERE g.client_id = %(client_id)s AND g.person_id = %(person_id)s AND g.state = 'open'
UNION ALL
SELECT 'contact', a.id, a.goal, (a.planned_at AT TIME ZONE %(zone)s)::date FROM work_activity a
 WHERE a.client_id = %(client_id)s AND a.person_id = %(person_id)s AND a.state = 'planned'
UNION ALL
SELECT 'case', c.id, c.title, c.due_date FROM cases_case c
 WHERE c.client_id = %(client_id)s AND c.person_id = %(person_id)s AND c.closed_at IS NULL
ORDER BY due NULLS LAST, kind, id
"""


def page_of(person: Person, client: Client, former: Person | None) -> PersonPage:
    """The whole page: one statement, a second one for the history at a former client (``former``, if visible)."""
    today = clock.today()
    until = clock.end_of(today)
    people = people_of(client.pk, today)
    points, regimes = points_of(person.pk), regimes_of(person.pk)
    employer, consents = employer_regimes_of(client.pk, today), consents_of(person.pk, today)
    rubrics = rubrics_of(person.pk, today, until)
    doings, lessons, things = (
        _doings_of(client.pk, person.pk),
        _lessons_of(person.pk),
        open_things_of(client.pk, person.pk),
    )
    history = timeline_of(client.pk, today, until, size=HISTORY, wanted=Wanted(person_id=person.pk))
    files, deeds = _files_of(person.pk), _deeds_of(person.pk)
    call = _call_check_of(person, client, today)
    ask(people, points, regimes, employer, consents, rubrics, doings, lessons, things, history, files, deeds, call)
    earlier = None
    if former is not None:
        question = timeline_of(former.client_id, today, until, size=HISTORY, wanted=Wanted(person_id=former.pk))
        ask(question)
        earlier = question.answer
    at = next((n for n, each in enumerate(people.answer) if each.pk == person.pk), -1)
    return PersonPage(
        people=people.answer,
        points=points.answer,
        regimes=regimes.answer,
        employer_regimes=employer.answer,
        consents=consents.answer,
        rubrics=rubrics.answer,
        doings=doings.answer,
        lessons=lessons.answer,
        open_things=things.answer,
        history=history.answer,
        earlier_history=earlier,
        files=files.answer,
        deeds=deeds.answer,
        place=at + 1,
        previous=people.answer[at - 1] if at > 0 else None,
        following=people.answer[at + 1] if 0 <= at < len(people.answer) - 1 else None,
        call=call.answer,
    )


def _call_check_of(person: Person, client: Client, today: date) -> Question[CallCheck]:
    """May the person be called now (P4): the page says it as the client's window does."""
    return check_of_person(
        client_id=client.pk,
        person_id=person.pk,
        today=today,
        now=clock.now(),
        zone=zone_of(client.timezone, clock.office_zone(), region=client.region),
        calendar=working_calendar(),
    )


def _doings_of(client_id: int, person_id: int) -> Question[Doings]:
    today = clock.today()
    since = today - timedelta(days=ACTIVITY_DAYS)
    params = {
        "client_id": client_id,
        "person_id": person_id,
        "today": today,
        "until": clock.end_of(today),
        "since": since,
        "since_at": clock.end_of(since),
    }

    def read(rows: list[Row]) -> Doings:
        row = rows[0]
        rating = row["hotline"]["rating"]
        return Doings(
            logins=row["logins"],
            last_login=as_day(row["last_login"]),
            questions=row["hotline"]["count"],
            rating=None if rating is None else Decimal(rating),
            videos=row["portal"]["videos"],
            portal=row["portal"]["visits"],
            last_portal=as_day(row["portal"]["last"]),
            last_talk=as_moment(row["last_talk"]),
        )

    return Question(_DOINGS, params, read)


def _deeds_of(person_id: int) -> Question[tuple[DeedLine, ...]]:
    params = {"person_id": person_id, "undo_since": clock.real_now() - timedelta(days=UNDO_DAYS)}

    def read(rows: list[Row]) -> tuple[DeedLine, ...]:
        return tuple(
            DeedLine(row["id"], row["title"], datetime.fromisoformat(row["made_at"]), row["told_by"] or "")
            for row in rows
        )

    return Question(_DEEDS, params, read)


def _files_of(person_id: int) -> Question[tuple[FileLine, ...]]:
    def read(rows: list[Row]) -> tuple[FileLine, ...]:
        return tuple(
            FileLine(
                row["id"],
                row["name"],
                row["is_photo"],
                row["size"],
                datetime.fromisoformat(row["added_at"]),
                row["added_by_id"],
            )
            for row in rows
        )

    return Question(_FILES, {"person_id": person_id}, read)


def _lessons_of(person_id: int) -> Question[tuple[Lesson, ...]]:
    def read(rows: list[Row]) -> tuple[Lesson, ...]:
        kinds = {str(kind): str(label).capitalize() for kind, label in EventKind.choices}
        return tuple(
            Lesson(
                name=f"{kinds[row['kind']]} «{row['name']}»" if row["kind"] in kinds else row["name"],
                day=date.fromisoformat(row["day"]),
                valid_until=as_day(row["valid_until"]),
                is_ahead=row["is_ahead"],
            )
            for row in rows
        )

    return Question(_LESSONS, {"person_id": person_id, "today": clock.today()}, read)


def open_things_of(client_id: int, person_id: int) -> Question[tuple[OpenThing, ...]]:
    """What is open with a person: agreements, planned contacts, cases, by their day."""
    params = {"client_id": client_id, "person_id": person_id, "zone": clock.office_zone().key}

    def read(rows: list[Row]) -> tuple[OpenThing, ...]:
        return tuple(OpenThing(row["kind"], row["id"], row["title"], as_day(row["due"])) for row in rows)

    return Question(_OPEN, params, read)


__all__ = ["Doings", "Lesson", "OpenThing", "Origin", "PersonPage", "open_things_of", "page_of"]
