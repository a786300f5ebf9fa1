"""The client window (C5): everything about one client, asked in one statement."""

from dataclasses import dataclass
from datetime import date, datetime

from mayak.accounts.models import Staff
from mayak.card.queries import CardLine, card_of
from mayak.cases.queries import CaseLine, cases_of
from mayak.clients.queries import ClientHead, PersonCard, PhoneLine, head_of, people_of
from mayak.core import clock
from mayak.core.calendar import WorkingCalendar
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import moment as as_moment
from mayak.core.text import localized
from mayak.desk.domain.layout import Layout, arranged
from mayak.desk.queries.judgement import Judgement, JudgementQuestions
from mayak.desk.queries.news import News, news_of
from mayak.desk.queries.timeline import EVERYTHING, Timeline, Wanted, timeline_of
from mayak.money.queries import MoneyOverview, OpenPromise, money_of, open_promises_of
from mayak.usage.queries import UsageYear, usage_year_of
from mayak.work.queries import OpenAgreement, open_agreements_of


@dataclass(frozen=True)
class NextContact:
    """The next planned contact. ``pk`` of the activity; ``at`` has a time only with ``is_fixed_time``."""

    pk: int
    at: datetime
    is_fixed_time: bool
    kind: str
    goal: str
    stage: str
    executor: str
    executor_id: int
    person_id: int | None


@dataclass(frozen=True)
class Counts:
    """How many rows stand behind the tabs."""

    persons: int
    activities: int
    open_cases: int


@dataclass(frozen=True)
class Talks:
    """When a talk took place last, with anybody and with each person; when anybody tried to call last."""

    last: datetime | None
    by_person: dict[int, datetime]
    last_try: datetime | None


@dataclass(frozen=True)
class Frame:
    """What surrounds every tab: the head, the numbers of the tabs, the right side."""

    head: ClientHead
    counts: Counts
    people: tuple[PersonCard, ...]
    talks: Talks
    next_contact: NextContact | None
    agreements: tuple[OpenAgreement, ...]
    promises: tuple[OpenPromise, ...]
    cases: tuple[CaseLine, ...]
    calendar: WorkingCalendar
    news: News
    layout: Layout
    folded: tuple[str, ...]

    @property
    def best_person(self) -> PersonCard | None:
        """Whom to call: the agreed person, else the key user, else the last one reached, else anybody who works."""
        working = [person for person in self.people if not person.left_date or person.left_date > clock.today()]
        if self.next_contact is not None:
            agreed = next((person for person in working if person.pk == self.next_contact.person_id), None)
            if agreed is not None:
                return agreed
        keys = [person for person in working if "key_user" in person.roles]
        if keys:
            return keys[0]
        spoken = [person for person in working if person.pk in self.talks.by_person]
        if spoken:
            return max(spoken, key=lambda person: self.talks.by_person[person.pk])
        return working[0] if working else None

    @property
    def best_phone(self) -> PhoneLine | None:
        """The number to dial; of a person who withdrew the consent to calls none is."""
        return self.best_person.best_phone if self.best_person else None

    @property
    def refuses_calls(self) -> bool:
        """Whether the person to call withdrew the consent to calls."""
        return self.best_person is not None and self.best_person.refuses_calls


@dataclass(frozen=True)
class Overview:
    """What the sections of the first tab show; pinned ones stand beside every tab, without a timeline."""

    timeline: Timeline
    money: MoneyOverview
    card: tuple[CardLine, ...]
    usage: UsageYear


_NEXT = """
SELECT a.id, a.planned_at, a.is_fixed_time, a.kind, a.goal, s.name AS stage, a.person_id,
  trim(concat_ws(' ', e.first_name, e.last_name)) AS executor, a.executor_id
FROM work_activity a JOIN accounts_staff e ON e.id = a.executor_id LEFT JOIN work_stage s ON s.id = a.stage_id
WHERE a.client_id = %(client_id)s AND a.state = 'planned' ORDER BY a.planned_at, a.id LIMIT 1
"""
_COUNTS = """
SELECT (SELECT count(*) FROM clients_person WHERE client_id = %(client_id)s
          AND (left_date IS NULL OR left_date > %(today)s)) AS persons,
  (SELECT count(*) FROM work_activity WHERE client_id = %(client_id)s AND state = 'done') AS activities,
  (SELECT count(*) FROM cases_case WHERE client_id = %(client_id)s AND closed_at IS NULL) AS open_cases
"""
_TALKS = """
SELECT a.person_id, max(a.done_at) FILTER (WHERE coalesce(o.is_reached, true)) AS at, max(a.done_at) AS tried_at
FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
WHERE a.client_id = %(client_id)s AND a.state = 'done' AND a.done_at < %(until)s GROUP BY a.person_id
"""
_CALENDAR = (
    "SELECT day, is_working FROM core_calendarday WHERE day BETWEEN %(today)s::date - 1 AND %(today)s::date + 30"
)


def _next_of(client_id: int) -> Question[NextContact | None]:
    def read(rows: list[Row]) -> NextContact | None:
        if not rows:
            return None
        row = rows[0]
        return NextContact(
            pk=row["id"],
            at=datetime.fromisoformat(row["planned_at"]),
            is_fixed_time=row["is_fixed_time"],
            kind=row["kind"],
            goal=row["goal"],
            stage=localized(row["stage"]),
            executor=row["executor"],
            executor_id=row["executor_id"],
            person_id=row["person_id"],
        )

    return Question(_NEXT, {"client_id": client_id}, read)


def _talks_of(client_id: int, until: datetime) -> Question[Talks]:
    def read(rows: list[Row]) -> Talks:
        talks = [(row["person_id"], at) for row in rows if (at := as_moment(row["at"])) is not None]
        tries = [at for row in rows if (at := as_moment(row["tried_at"])) is not None]
        return Talks(
            last=max((at for _person, at in talks), default=None),
            by_person={person: at for person, at in talks if person is not None},
            last_try=max(tries, default=None),
        )

    return Question(_TALKS, {"client_id": client_id, "until": until}, read)


def _calendar_of(today: date) -> Question[WorkingCalendar]:
    def read(rows: list[Row]) -> WorkingCalendar:
        return WorkingCalendar({date.fromisoformat(row["day"]): row["is_working"] for row in rows})

    return Question(_CALENDAR, {"today": today}, read)


def _counts_of(client_id: int, today: date) -> Question[Counts]:
    def read(rows: list[Row]) -> Counts:
        return Counts(**rows[0])

    return Question(_COUNTS, {"client_id": client_id, "today": today}, read)


def _layout_of(staff_id: int) -> Question[Layout]:
    def read(rows: list[Row]) -> Layout:
        return arranged(rows[0]["places"] if rows else None)

    return Question("SELECT places FROM desk_windowlayout WHERE staff_id = %(staff_id)s", {"staff_id": staff_id}, read)


def _folded_of(staff_id: int) -> Question[tuple[str, ...]]:
    def read(rows: list[Row]) -> tuple[str, ...]:
        return tuple(rows[0]["folded"]) if rows else ()

    return Question("SELECT folded FROM desk_windowlayout WHERE staff_id = %(staff_id)s", {"staff_id": staff_id}, read)


class WindowQuestions:
    """The questions behind the frame, to be asked together with those of a tab."""

    def __init__(self, client_id: int, staff_id: int) -> None:
        today = clock.today()
        until = clock.end_of(today)
        self.head = head_of(client_id, today)
        self.counts = _counts_of(client_id, today)
        self.people = people_of(client_id, today)
        self.talks = _talks_of(client_id, until)
        self.next_contact = _next_of(client_id)
        self.agreements = open_agreements_of(client_id, today)
        self.promises = open_promises_of(client_id, today)
        self.cases = cases_of(client_id, today, until)
        self.calendar = _calendar_of(today)
        self.news = news_of(client_id, today, until)
        self.layout = _layout_of(staff_id)
        self.folded = _folded_of(staff_id)

    def all(self) -> tuple[Question[object], ...]:
        """Every question of the frame."""
        return tuple(vars(self).values())

    def frame(self) -> Frame:
        """The answers, once asked."""
        return Frame(**{name: question.answer for name, question in vars(self).items()})


def frame_of(client_id: int, staff_id: int) -> tuple[Frame, Judgement]:
    """What surrounds the tabs of a client, as the person arranged it. One statement."""
    questions, judgement = WindowQuestions(client_id, staff_id), JudgementQuestions(client_id)
    ask(*questions.all(), *judgement.all())
    return questions.frame(), judgement.judgement()


def pinned_of(client_id: int) -> Overview:
    """What pinned sections show beside a tab. One statement."""
    today = clock.today()
    money, card, usage = money_of(client_id, today), card_of(client_id, today), usage_year_of(client_id, today)
    ask(money, card, usage)
    return Overview(Timeline((), ""), money.answer, card.answer, usage.answer)


def overview_of(
    client_id: int, staff_id: int, *, wanted: Wanted = EVERYTHING, before: str = ""
) -> tuple[Frame, Judgement, Overview]:
    """The frame and the first tab. One statement."""
    today = clock.today()
    frame, judgement = WindowQuestions(client_id, staff_id), JudgementQuestions(client_id)
    timeline = timeline_of(client_id, today, clock.end_of(today), wanted=wanted, before=before)
    money, card, usage = money_of(client_id, today), card_of(client_id, today), usage_year_of(client_id, today)
    ask(*frame.all(), *judgement.all(), timeline, money, card, usage)
    overview = Overview(timeline.answer, money.answer, card.answer, usage.answer)
    return frame.frame(), judgement.judgement(), overview


def timeline_page(client_id: int, *, wanted: Wanted, before: str) -> tuple[Timeline, datetime | None]:
    """A further page of the timeline, and when the last talk was. One statement."""
    today = clock.today()
    until = clock.end_of(today)
    timeline = timeline_of(client_id, today, until, wanted=wanted, before=before)
    talks = _talks_of(client_id, until)
    ask(timeline, talks)
    return timeline.answer, talks.answer.last


def folded_of(user: Staff) -> tuple[str, ...]:
    """The headings of the card that the person folded. One statement."""
    question = _folded_of(user.pk)
    ask(question)
    return question.answer


__all__ = ["Frame", "Overview", "folded_of", "frame_of", "overview_of", "pinned_of", "timeline_page"]
