"""The hand-over sheet: what the receiver must know of each client (S8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mayak.clients.models import PersonRole
from mayak.clients.queries.dialling import calls_refused, number_works
from mayak.clients.queries.identity import ROLE_ORDER
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import amount as as_amount
from mayak.core.questions import moment as as_moment
from mayak.lamps.queries import LitLamp, lit_lamps_of
from mayak.money.queries import PROMISE_STANDS
from mayak.ui import formats

PEOPLE = 3


@dataclass(frozen=True)
class SheetPerson:
    """Whom to ask for; the number to dial, if one is known and the person did not refuse calls."""

    name: str
    position: str
    roles: tuple[PersonRole, ...]
    phone: str
    refuses_calls: bool


@dataclass(frozen=True)
class SheetItem:
    """Something open with its day: an agreement, a promise to pay, a case."""

    text: str
    day: date | None
    is_overdue: bool


@dataclass(frozen=True)
class SheetTalk:
    """The last talk."""

    at: datetime
    person: str
    comment: str


@dataclass(frozen=True)
class SheetPlan:
    """The next planned contact; a time only when it was agreed."""

    at: datetime
    has_time: bool
    goal: str


@dataclass(frozen=True)
class SheetClient:
    """One client of the sheet."""

    pk: int
    name: str
    place: str
    necessity: Decimal | None
    debt: Decimal | None
    people: tuple[SheetPerson, ...]
    talk: SheetTalk | None
    plan: SheetPlan | None
    agreements: tuple[SheetItem, ...]
    promises: tuple[SheetItem, ...]
    cases: tuple[SheetItem, ...]
    lamps: tuple[LitLamp, ...]


_SHEET = f"""
SELECT c.id, c.name, coalesce(nullif(c.address, ''), c.region) AS place, s.necessity,
  f.debt_amount AS debt,
  (SELECT json_agg(json_build_array(trim(concat_ws(' ', p.first_name, p.middle_name, p.last_name)), p.position, p.roles,
      (SELECT n.number FROM clients_personphone n WHERE n.person_id = p.id AND {number_works("n")}
       ORDER BY n.is_favourite DESC, n."order", n.id LIMIT 1), {calls_refused("p", "%(today)s")})
       ORDER BY p.name_folded)
     FROM clients_person p WHERE p.client_id = c.id AND (p.left_date IS NULL OR p.left_date > %(today)s)) AS people,
  (SELECT row_to_json(t) FROM (SELECT a.done_at, a.comment, trim(concat_ws(' ', p.first_name, p.last_name)) AS person
     FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
     LEFT JOIN clients_person p ON p.id = a.person_id
     WHERE a.client_id = c.id AND a.state = 'done' AND coalesce(o.is_reached, true) AND a.done_at < %(until)s
     ORDER BY a.done_at DESC, a.id DESC LIMIT 1) t) AS talk,
  (SELECT row_to_json(t) FROM (SELECT a.planned_at, a.is_fixed_time OR a.is_call_back AS has_time, a.goal
     FROM work_activity a WHERE a.client_id = c.id AND a.state = 'planned' ORDER BY a.planned_at, a.id LIMIT 1) t)
    AS plan,
  (SELECT json_agg(json_build_array(g.text, g.due_date) ORDER BY g.due_date) FROM work_agreement g
     WHERE g.client_id = c.id AND g.state = 'open') AS agreements,
  (SELECT json_agg(json_build_array(coalesce(i.number, ''), coalesce(promise.amount, i.amount), promise.expected_date)
       ORDER BY promise.expected_date)
     FROM money_promise promise LEFT JOIN money_invoice i ON i.id = promise.invoice_id
     WHERE promise.client_id = c.id AND promise.promised_date <= %(day)s AND {PROMISE_STANDS}) AS promises,
  (SELECT json_agg(json_build_array(k.title, k.due_date) ORDER BY k.opened_at) FROM cases_case k
     WHERE k.client_id = c.id AND k.closed_at IS NULL) AS cases
FROM clients_client c LEFT JOIN lamps_score s ON s.client_id = c.id LEFT JOIN facts_clientfacts f ON f.client_id = c.id
WHERE c.id = ANY(%(clients)s) ORDER BY s.necessity DESC NULLS LAST, c.name_folded, c.id
"""


def sheet_of(client_ids: Collection[int]) -> list[SheetClient]:
    """The clients, the most urgent first. Two SQL queries."""
    today = clock.today()
    values = {"clients": list(client_ids), "today": today, "day": today, "until": clock.end_of(today)}
    question = Question(_SHEET, values, lambda rows: rows)
    ask(question)
    lamps = lit_lamps_of(client_ids)
    return [_read(row, tuple(lamps.get(row["id"], ())), today) for row in question.answer]


def _read(row: Row, lamps: tuple[LitLamp, ...], today: date) -> SheetClient:
    talk, plan = row["talk"], row["plan"]
    people = sorted((_person(item) for item in row["people"] or []), key=_weight)
    return SheetClient(
        pk=row["id"],
        name=row["name"],
        place=row["place"],
        necessity=as_amount(row["necessity"]),
        debt=as_amount(row["debt"]) or None,
        people=tuple(people[:PEOPLE]),
        talk=SheetTalk(_moment(talk["done_at"]), talk["person"], talk["comment"]) if talk else None,
        plan=SheetPlan(_moment(plan["planned_at"]), plan["has_time"], plan["goal"]) if plan else None,
        agreements=tuple(_item(text, day, today) for text, day in row["agreements"] or []),
        promises=tuple(_item(_promised(number, sum_), day, today) for number, sum_, day in row["promises"] or []),
        cases=tuple(_item(text, day, today) for text, day in row["cases"] or []),
        lamps=lamps,
    )


def _moment(text: str) -> datetime:
    found = as_moment(text)
    assert found is not None
    return found


def _person(item: list[Any]) -> SheetPerson:
    name, position, roles, phone, refuses_calls = item
    known = {role.value for role in PersonRole}
    weighty = sorted((PersonRole(role) for role in roles or [] if role in known), key=ROLE_ORDER.index)
    return SheetPerson(name, position, tuple(weighty[:2]), "" if refuses_calls else phone or "", refuses_calls)


def _weight(person: SheetPerson) -> int:
    return min((ROLE_ORDER.index(role) for role in person.roles), default=len(ROLE_ORDER))


def _promised(number: str, amount: Any) -> str:
    parts = [formats.money(as_amount(amount)) if amount is not None else "", f"№ {number}" if number else ""]
    return ", ".join(part for part in parts if part)


def _item(text: str, day: str | None, today: date) -> SheetItem:
    due = date.fromisoformat(day) if day else None
    return SheetItem(text, due, due is not None and due < today)
