"""Everything read of one client for one contact: two SQL statements."""

from dataclasses import dataclass
from datetime import date

from mayak.card.queries import CardLine, GroupName, card_of, status_groups
from mayak.cases.queries import CaseLine, cases_of
from mayak.clients.queries import PersonCard, people_of
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import day as as_day
from mayak.lamps.queries import LitLamp, lit_lamps_of
from mayak.library.queries import MaterialLine, materials_for
from mayak.money.queries import MoneyOverview, OpenPromise, money_of, open_promises_of
from mayak.usage.queries import (
    AskedQuestion,
    TrainedPerson,
    UsageYear,
    last_questions_of,
    trained_people_of,
    usage_year_of,
)
from mayak.work.queries import OpenAgreement, Talk, last_talk_of, open_agreements_of


@dataclass(frozen=True)
class ComingEvent:
    """An event to invite to."""

    pk: int
    name: str
    day: date
    is_paid: bool
    shared_topics: tuple[str, ...]


_EVENTS = """
SELECT e.id, e.name, e.day, e.is_paid, fit.shared FROM usage_event e
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(topic), '{}') AS shared FROM unnest(e.topics) topic WHERE lower(topic) = ANY(%(topics)s)
) fit
WHERE e.day > %(today)s AND e.day <= %(today)s::date + 30 AND (e.topics = '{}' OR cardinality(fit.shared) > 0)
ORDER BY cardinality(fit.shared) DESC, e.day, e.id LIMIT 1
"""


def _coming_events(topics: tuple[str, ...], today: date) -> Question[tuple[ComingEvent, ...]]:
    def read(rows: list[Row]) -> tuple[ComingEvent, ...]:
        return tuple(
            ComingEvent(row["id"], row["name"], as_day(row["day"]) or today, row["is_paid"], tuple(row["shared"] or ()))
            for row in rows
        )

    return Question(_EVENTS, {"topics": [topic.lower() for topic in topics], "today": today}, read)


@dataclass(frozen=True)
class ContactFacts:
    """Everything read of a client for one contact."""

    people: tuple[PersonCard, ...]
    talk: Talk | None
    agreements: tuple[OpenAgreement, ...]
    promises: tuple[OpenPromise, ...]
    lamps: tuple[LitLamp, ...]
    card: tuple[CardLine, ...]
    groups: tuple[GroupName, ...]
    asked: tuple[AskedQuestion, ...]
    materials: tuple[MaterialLine, ...]
    events: tuple[ComingEvent, ...]
    cases: tuple[CaseLine, ...]
    money: MoneyOverview
    usage: UsageYear
    trained: tuple[TrainedPerson, ...]


def facts_for_contact(client_id: int, topics: tuple[str, ...], today: date) -> ContactFacts:
    """What is known of the client at the end of a day; ``topics`` choose what is offered."""
    until = clock.end_of(today)
    people, talk = people_of(client_id, today), last_talk_of(client_id, until)
    agreements, promises = open_agreements_of(client_id, today), open_promises_of(client_id, today)
    card, asked = card_of(client_id, today), last_questions_of(client_id, today, until)
    materials, events = materials_for(topics, today), _coming_events(topics, today)
    cases, money = cases_of(client_id, today, until), money_of(client_id, today)
    groups = status_groups()
    usage, trained = usage_year_of(client_id, today), trained_people_of(client_id, today)
    ask(people, talk, agreements, promises, card, groups, asked, materials, events, cases, money, usage, trained)
    return ContactFacts(
        people=people.answer,
        talk=talk.answer,
        agreements=agreements.answer,
        promises=promises.answer,
        lamps=tuple(lit_lamps_of([client_id]).get(client_id, ())),
        card=card.answer,
        groups=groups.answer,
        asked=asked.answer,
        materials=materials.answer,
        events=events.answer,
        cases=cases.answer,
        money=money.answer,
        usage=usage.answer,
        trained=trained.answer,
    )
