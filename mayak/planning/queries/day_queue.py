"""The day of one member of staff (W9): whom to call, why, on which number, and how the day goes.

Four statements: the pool; reasons and the day so far; the clients chosen with their people; the calendar.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.clients.domain.zones import zone_of
from mayak.clients.models import PersonRole
from mayak.core import clock
from mayak.core.calendar import WorkingCalendar, working_calendar
from mayak.core.prepared import prepared_cursor
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import day as as_day
from mayak.core.questions import moment as as_moment
from mayak.core.text import localized
from mayak.money.queries import PROMISE_STANDS
from mayak.planning.domain.call_check import CallCheck, check_call
from mayak.planning.domain.day_queue import (
    Group,
    Progress,
    QueueLine,
    QueueReason,
    ReasonKind,
    Standing,
    cut,
    line_of,
    needed_by,
    ordered,
)
from mayak.planning.domain.redial import number_index
from mayak.planning.queries import day_sql

# Group 6 wants clients with nothing planned within so many days and not reached in the last so many.
NOTHING_PLANNED_DAYS = 3
NOT_REACHED_DAYS = 7
# Attempts on one number before the next one is offered (W6).
ATTEMPTS_A_NUMBER = 3


@dataclass(frozen=True)
class BestPerson:
    """Whom to talk to and on which number (W9)."""

    pk: int
    name: str
    position: str
    roles: tuple[str, ...]
    number: str
    numbers: tuple[str, ...]
    topics: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The role that matters for the talk: decision maker before key user before the others; "" for none."""
        for role in (PersonRole.DECISION_MAKER, PersonRole.KEY_USER, PersonRole.INFLUENCER, PersonRole.RESPONSIBLE):
            if role in self.roles:
                return str(PersonRole(role).label)
        return ""


@dataclass(frozen=True)
class DayLine:
    """A line of the day with everything that is shown of it. Sums in roubles."""

    line: QueueLine
    client_id: int
    name: str
    necessity: Decimal | None
    certainty: Decimal | None
    stake: Decimal
    debt: Decimal
    overdue_days: int
    paid_until: date | None
    last_talk_at: datetime | None
    person: BestPerson | None
    check: CallCheck
    activity_id: int | None
    stage: str
    cycle_step: int | None
    instead_of: str

    @property
    def group(self) -> Group:
        """Its group of the six."""
        return self.line.group

    @property
    def reasons(self) -> tuple[QueueReason, ...]:
        """Why it is here, the leading reason first."""
        return self.line.reasons

    @property
    def at(self) -> datetime | None:
        """The agreed moment or that of the call-back, if there is one."""
        timed = [one for one in self.reasons if one.kind in {ReasonKind.FIXED, ReasonKind.CALL_BACK}]
        return min((one.deadline for one in timed), default=None)


@dataclass(frozen=True)
class DoneContact:
    """A contact closed today."""

    pk: int
    client_id: int
    client: str
    done_at: datetime
    outcome: str
    minutes: int | None
    is_reached: bool
    is_effective: bool
    is_entered: bool


@dataclass(frozen=True)
class WaitingCase:
    """An open case that waits for a reaction."""

    pk: int
    client_id: int
    client: str
    kind: str
    title: str
    due_date: date | None


@dataclass(frozen=True)
class DayAgreement:
    """What we have to keep today or should have kept before."""

    pk: int
    client_id: int
    client: str
    text: str
    due_date: date
    is_kept: bool


@dataclass(frozen=True)
class DayQueue:
    """The day of one member of staff. ``now_line``: the line to call now, None when the queue is finished."""

    day: date
    lines: tuple[DayLine, ...]
    now_line: DayLine | None
    progress: Progress
    done: tuple[DoneContact, ...]
    cases: tuple[WaitingCase, ...]
    agreements: tuple[DayAgreement, ...]


def day_queue_of(*, staff: Staff, day: date, now: datetime) -> DayQueue:
    """The queue of a member of staff for a day as it stands at a moment (W9)."""
    params = _params(staff, day)
    planned: Question[list[Row]] = Question(day_sql.PLANNED, params, list)
    overdue: Question[list[Row]] = Question(day_sql.overdue(PROMISE_STANDS), params, list)
    necessity: Question[list[Row]] = Question(day_sql.NECESSITY, params, list)
    done = Question(day_sql.DONE_TODAY, params, lambda rows: [_done(row) for row in rows])
    cases = Question(day_sql.MY_CASES, params, lambda rows: tuple(_case(row) for row in rows))
    agreements = Question(day_sql.MY_AGREEMENTS, params, lambda rows: tuple(_agreement(row) for row in rows))
    ask(planned, overdue, necessity, done, cases, agreements)
    lines = _lines(planned.answer, overdue.answer, necessity.answer, day, now)
    contacts = _contacts(planned.answer)
    reached = sum(contact.is_reached for contact in done.answer)
    details = _details(lines, contacts, params)
    ranked = cut(ordered(lines, details.standings), capacity=staff.daily_capacity, done=reached)
    calendar = working_calendar()
    shown = tuple(_day_line(line, contacts.get(line.client_id), details, now, calendar) for line in ranked)
    return DayQueue(
        day=day,
        lines=shown,
        now_line=_now_line(shown, now, {contact.client_id for contact in done.answer}),
        progress=_progress(done.answer, len(shown), staff.daily_capacity, now),
        done=tuple(done.answer),
        cases=cases.answer,
        agreements=agreements.answer,
    )


def _params(staff: Staff, day: date) -> dict[str, Any]:
    scope = scope_of(staff, day)
    with prepared_cursor() as cursor:
        cursor.execute(day_sql.POOL, {"me": staff.pk, "day": day})
        mine, pool, owing = cursor.fetchone()
    planned_until = day + timedelta(days=NOTHING_PLANNED_DAYS)
    talked_since = day - timedelta(days=NOT_REACHED_DAYS - 1)
    return {
        "me": staff.pk,
        "mine": mine or [staff.pk],
        "pool": pool,
        "owing": owing,
        "day": day,
        "start": clock.start_of(day),
        "end": clock.end_of(day),
        "sees_all": scope.sees_all,
        "scope": sorted(scope.staff_ids),
        "planned_until": planned_until,
        "planned_end": clock.end_of(planned_until),
        "talked_since": talked_since,
        "talked_start": clock.start_of(talked_since),
        "capacity": staff.daily_capacity,
    }


def _lines(planned: list[Row], overdue: list[Row], necessity: list[Row], day: date, now: datetime) -> list[QueueLine]:
    reasons: dict[int, list[QueueReason]] = defaultdict(list)
    for row in planned:
        reasons[row["client_id"]].append(_planned_reason(row))
    for row in overdue:
        reasons[row["client_id"]].append(_overdue_reason(row))
    for row in necessity:
        if row["client_id"] not in reasons:
            reasons[row["client_id"]].append(QueueReason(ReasonKind.NECESSITY, clock.start_of(day)))
    return [line_of(client_id, theirs, now) for client_id, theirs in reasons.items()]


def _planned_reason(row: Row) -> QueueReason:
    kind = ReasonKind(row["kind"])
    moment = _moment(row["deadline"])
    deadline = clock.start_of(clock.day_of(moment)) if kind is ReasonKind.PLANNED else moment
    return QueueReason(kind, deadline, row["ref"], row["words"], attempt=row["attempt"])


def _overdue_reason(row: Row) -> QueueReason:
    due = as_day(row["due"])
    assert due is not None
    amount = None if row["amount"] is None else Decimal(row["amount"])
    deadline = clock.end_of(due)
    return QueueReason(
        ReasonKind(row["kind"]), deadline, row["ref"], row["words"], amount=amount, is_ours=row["is_ours"]
    )


def _moment(value: str) -> datetime:
    moment = as_moment(value)
    assert moment is not None
    return moment


def _contacts(planned: list[Row]) -> dict[int, Row]:
    """The planned contact of each client that a call opens: the timed one first, then the oldest."""
    order = {"fixed": 0, "call_back": 1, "planned": 2}
    ranked = sorted(planned, key=lambda row: (order[row["kind"]], row["deadline"], row["ref"]), reverse=True)
    return {row["client_id"]: row for row in ranked}


@dataclass(frozen=True)
class _Details:
    clients: dict[int, Row]
    standings: dict[int, Standing]


def _details(lines: list[QueueLine], contacts: dict[int, Row], params: dict[str, Any]) -> _Details:
    ids = [line.client_id for line in lines]
    if not ids:
        return _Details({}, {})
    agreed = [row["person_id"] for row in contacts.values() if row["person_id"]]
    more = params | {"clients": ids, "agreed": agreed}
    clients = Question(day_sql.CLIENTS, more, lambda rows: {row["id"]: row for row in rows})
    ask(clients)
    standings = {pk: _standing(row) for pk, row in clients.answer.items()}
    return _Details(clients.answer, standings)


def _standing(row: Row) -> Standing:
    talk = as_moment(row["last_talk_at"])
    return Standing(
        necessity=None if row["necessity"] is None else Decimal(row["necessity"]),
        stake=Decimal(row["stake"] or 0),
        last_reached=clock.day_of(talk) if talk else None,
    )


def _day_line(
    line: QueueLine, contact: Row | None, details: _Details, now: datetime, calendar: WorkingCalendar
) -> DayLine:
    row = details.clients[line.client_id]
    standing = details.standings[line.client_id]
    return DayLine(
        line=line,
        client_id=line.client_id,
        name=row["name"],
        necessity=standing.necessity,
        certainty=None if row["certainty"] is None else Decimal(row["certainty"]),
        stake=standing.stake,
        debt=Decimal(row["debt_amount"] or 0),
        overdue_days=row["overdue_days"] or 0,
        paid_until=as_day(row["renewal_date"]) if row["is_prepaid"] else None,
        last_talk_at=as_moment(row["last_talk_at"]),
        person=_person(row, contact["attempt"] if contact else 1) if row["person_id"] else None,
        check=_check(row, now, calendar),
        activity_id=contact["ref"] if contact else None,
        stage=localized(contact["stage"]) if contact and contact["stage"] else "",
        cycle_step=contact["cycle_step"] if contact else None,
        instead_of=(contact["instead_of"] or "") if contact else "",
    )


def _person(row: Row, attempt: int) -> BestPerson:
    numbers = tuple(row["numbers"])
    index = number_index(attempt=attempt, max_attempts=ATTEMPTS_A_NUMBER, numbers=len(numbers))
    return BestPerson(
        pk=row["person_id"],
        name=" ".join(part for part in (row["first_name"], row["last_name"]) if part),
        position=row["position"],
        roles=tuple(row["roles"]),
        number=numbers[index] if numbers else "",
        numbers=numbers,
        topics=tuple(row["topics"]),
    )


def _check(row: Row, now: datetime, calendar: WorkingCalendar) -> CallCheck:
    return check_call(
        now=now,
        zone=zone_of(row["timezone"], clock.office_zone(), region=row["region"], numbers=row["numbers"]),
        calendar=calendar,
        numbers=len(row["numbers"]),
        unwanted_numbers=row["unwanted_numbers"],
        is_consent_withdrawn=row["is_consent_withdrawn"],
        last_tried_at=as_moment(row["last_tried_at"]),
    )


# A fixed time further away than this does not hold back the next call.
SOON = timedelta(minutes=15)


def _now_line(lines: tuple[DayLine, ...], now: datetime, tried: set[int]) -> DayLine | None:
    """The first line whose time has come and that may be called; when nobody may be, one not tried today yet."""
    due = [line for line in lines if line.at is None or line.at <= now + SOON] or lines
    allowed = (line for line in due if line.check.is_allowed)
    untried = (line for line in due if line.client_id not in tried)
    return next(chain(allowed, untried, due), None)


def _progress(done: list[DoneContact], ahead: int, capacity: int, now: datetime) -> Progress:
    reached = [contact for contact in done if contact.is_reached]
    timed = [contact.minutes for contact in reached if contact.minutes]
    planned = max(min(len(reached) + ahead, capacity), len(reached))
    local = now.astimezone(clock.office_zone())
    return Progress(
        planned=planned,
        done=len(reached),
        effective=sum(contact.is_effective for contact in done),
        attempts=len(done) - len(reached),
        entered=sum(contact.is_entered for contact in reached),
        needed=needed_by(local.hour * 60 + local.minute, planned),
        minutes=Decimal(sum(timed)) / len(timed) if timed else None,
    )


def _done(row: Row) -> DoneContact:
    return DoneContact(
        pk=row["id"],
        client_id=row["client_id"],
        client=row["client"],
        done_at=_moment(row["done_at"]),
        outcome=localized(row["outcome"]) if row["outcome"] else "",
        minutes=row["minutes"],
        is_reached=row["is_reached"],
        is_effective=row["is_effective"],
        is_entered=bool(row["is_product_entered"]),
    )


def _case(row: Row) -> WaitingCase:
    return WaitingCase(row["id"], row["client_id"], row["client"], row["kind"], row["title"], as_day(row["due_date"]))


def _agreement(row: Row) -> DayAgreement:
    due = as_day(row["due_date"])
    assert due is not None
    return DayAgreement(row["id"], row["client_id"], row["client"], row["text"], due, row["state"] == "kept")
