"""A client in a few lines: score, lamps, last and next contact, debt, key user; and the lamps that stand at hits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mayak.accounts.models import Staff
from mayak.clients.queries.merged import PERSONS_NOW
from mayak.clients.queries.reach import reach_of
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day
from mayak.core.text import localized
from mayak.desk.queries.judgement import Judgement, JudgementQuestions

_PREVIEW = """
SELECT c.id, c.name, c.inn, c.region, f.debt_amount, f.last_reached_date, f.next_planned_date,
  (SELECT trim(concat_ws(' ', p.first_name, p.last_name)) FROM clients_person p
    WHERE p.client_id = c.id AND 'key_user' = ANY(p.roles) AND p.left_date IS NULL ORDER BY p.id LIMIT 1) AS key_user
FROM clients_client c LEFT JOIN facts_clientfacts f ON f.client_id = c.id WHERE c.id = %(client_id)s
"""
# Of each client the lamp that stands first on its page.
_LIT = """
SELECT DISTINCT ON (s.client_id) s.client_id, s.is_urgent, d.name
FROM lamps_lampstate s JOIN lamps_lampdefinition d ON d.id = s.lamp_id
WHERE s.client_id = ANY(%(lit_clients)s) AND s.state = 'lit' AND d.is_active
ORDER BY s.client_id, s.is_urgent DESC, d.weight DESC, d."order"
"""


@dataclass(frozen=True)
class Preview:
    """What stands beside a hit."""

    pk: int
    name: str
    inn: str
    region: str
    debt: Decimal | None
    last_contact: date | None
    next_contact: date | None
    key_user: str
    judgement: Judgement


@dataclass(frozen=True)
class LitLamp:
    """The heaviest lit lamp of a client, as it stands at the end of a line."""

    words: str
    is_urgent: bool

    @property
    def shape(self) -> str:
        """The shape drawn for it."""
        return "urgent" if self.is_urgent else "warn"


@dataclass(frozen=True)
class Opened:
    """The key of a client or a person somebody has opened."""

    pk: int
    is_person: bool = False


@dataclass(frozen=True)
class RecentClient:
    """A client opened lately."""

    pk: int
    name: str
    inn: str
    place: str


@dataclass(frozen=True)
class RecentPerson:
    """A person opened lately, and whose they are."""

    pk: int
    name: str
    position: str
    is_left: bool
    client_id: int
    client: str


def preview_of(client_id: int) -> Preview:
    """The preview of a client the person may see (the caller has checked). One statement."""
    preview, _lamps = beside(client_id, ())
    assert preview is not None
    return preview


def beside(client_id: int | None, client_ids: Iterable[int]) -> tuple[Preview | None, dict[int, LitLamp]]:
    """The preview of one client and a lamp of each of several, all seen by the caller. One statement, or none."""
    questions: list[Question[Any]] = []
    lit = _lit(client_ids)
    if lit is not None:
        questions.append(lit)
    if client_id is None:
        if questions:
            ask(*questions)
        return None, lit.answer if lit else {}
    one: Question[list[Row]] = Question(_PREVIEW, {"client_id": client_id}, lambda rows: rows)
    judgement = JudgementQuestions(client_id)
    ask(one, *judgement.all(), *questions)
    return _preview(one.answer[0], judgement.judgement()), lit.answer if lit else {}


def recent_of(user: Staff, opened: Sequence[Opened]) -> tuple[list[RecentClient | RecentPerson], dict[int, LitLamp]]:
    """What of the opened the person may (still) see, in its order, and a lamp of each client. One statement."""
    ids = [one.pk for one in opened if not one.is_person]
    persons = [one.pk for one in opened if one.is_person]
    if not opened:
        return [], {}
    reach = reach_of(user)
    clients_asked: Question[list[Row]] = Question(
        f"""SELECT c.id, c.name, c.inn, coalesce(nullif(c.region, ''), c.address) AS place FROM clients_client c
        WHERE c.id = ANY(%(recent_clients)s) AND {reach.sees("c.id")}""",
        {"recent_clients": ids} | reach.params,
        lambda found: found,
    )
    persons_asked: Question[list[Row]] = Question(
        f"""{PERSONS_NOW}
        SELECT n.asked, p.id, concat_ws(' ', nullif(p.first_name, ''), p.last_name) AS name, p.position, p.client_id,
          c.name AS client, p.left_date IS NOT NULL AS is_left
        FROM persons_now n JOIN clients_person p ON p.id = n.id JOIN clients_client c ON c.id = p.client_id
        WHERE {reach.sees("p.client_id")}""",
        {"asked_persons": persons} | reach.params,
        lambda found: found,
    )
    lit = _lit(ids)
    ask(clients_asked, persons_asked, *([lit] if lit else []))
    known: dict[Opened, RecentClient | RecentPerson] = {
        Opened(row["id"]): RecentClient(row["id"], row["name"], row["inn"], row["place"])
        for row in clients_asked.answer
    }
    known |= {Opened(row["asked"], True): RecentPerson(row["id"], *_words(row)) for row in persons_asked.answer}
    return list(dict.fromkeys(known[one] for one in opened if one in known)), lit.answer if lit else {}


def _words(row: Row) -> tuple[str, str, bool, int, str]:
    return row["name"], row["position"], row["is_left"], row["client_id"], row["client"]


def _lit(client_ids: Iterable[int]) -> Question[dict[int, LitLamp]] | None:
    ids = list(client_ids)

    def read(rows: list[Row]) -> dict[int, LitLamp]:
        return {row["client_id"]: LitLamp(localized(row["name"]), row["is_urgent"]) for row in rows}

    return Question(_LIT, {"lit_clients": ids}, read) if ids else None


def _preview(row: Row, judgement: Judgement) -> Preview:
    return Preview(
        pk=row["id"],
        name=row["name"],
        inn=row["inn"],
        region=row["region"],
        debt=as_amount(row["debt_amount"]),
        last_contact=as_day(row["last_reached_date"]),
        next_contact=as_day(row["next_planned_date"]),
        key_user=row["key_user"] or "",
        judgement=judgement,
    )
