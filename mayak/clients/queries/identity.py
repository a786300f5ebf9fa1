"""Who the client is: head of its window, people with their numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mayak.clients.models import PersonRole
from mayak.clients.queries.dialling import calls_refused, number_works
from mayak.core import clock
from mayak.core.questions import Question, Row
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day
from mayak.core.text import localized

# The order in which people are looked for: who uses and who decides come first.
ROLE_ORDER = [
    PersonRole.KEY_USER,
    PersonRole.DECISION_MAKER,
    PersonRole.INFLUENCER,
    PersonRole.RESPONSIBLE,
    PersonRole.OPPONENT,
    PersonRole.NEEDS_ONLINE,
    PersonRole.HAS_CONTACT,
    PersonRole.USER,
]


@dataclass(frozen=True)
class SegmentTag:
    """The client's segment of one type: codes for the look, names for the eye."""

    type: str
    type_name: str
    code: str
    name: str


@dataclass(frozen=True)
class ClientHead:
    """What stands around the client's name: people in charge, segments, contract, kits."""

    expert: str
    account_manager: str
    segments: tuple[SegmentTag, ...]
    marks: tuple[tuple[int, str], ...]
    contract_number: str
    contract_ends: date | None
    payment_terms: str
    prepaid_until: date | None
    price_month: Decimal | None
    users: int | None
    kits: int


_HEAD = """
SELECT
  (SELECT json_agg(json_build_object('role', r.role, 'name', s.first_name || ' ' || s.last_name))
     FROM clients_responsibility r JOIN accounts_staff s ON s.id = r.staff_id
    WHERE r.client_id = %(client_id)s AND daterange(r.from_date, r.to_date, '[]') @> %(today)s::date) AS staff,
  (SELECT json_agg(json_build_object('type', t.code, 'type_name', t.name, 'code', s.code, 'name', s.name)
                   ORDER BY t."order", t.code)
     FROM clients_clientsegment cs JOIN clients_segment s ON s.id = cs.segment_id
     JOIN clients_segmenttype t ON t.id = cs.type_id
    WHERE cs.client_id = %(client_id)s AND daterange(cs.from_date, cs.to_date, '[]') @> %(today)s::date) AS segments,
  (SELECT json_agg(json_build_array(m.id, m.text) ORDER BY m.text) FROM clients_clientmark m
    WHERE m.client_id = %(client_id)s) AS marks,
  (SELECT row_to_json(c) FROM (
     SELECT number, ends_date, payment_terms, prepaid_until_date, monthly_amount FROM clients_contract
      WHERE client_id = %(client_id)s AND signed_date <= %(today)s ORDER BY signed_date DESC, id DESC LIMIT 1
   ) c) AS contract,
  k.kits, k.users, k.price
FROM (
  SELECT count(*) AS kits, sum(users) AS users, sum(price_amount) AS price FROM clients_kit
   WHERE client_id = %(client_id)s AND daterange(active_from_date, active_to_date, '[]') @> %(today)s::date
) k
"""


def head_of(client_id: int, today: date) -> Question[ClientHead]:
    """The head of a client on a day: responsibles, segments and contract in force, active kits."""
    return Question(_HEAD, {"client_id": client_id, "today": today}, _read_head)


def _read_head(rows: list[Row]) -> ClientHead:
    row = rows[0]
    staff = {person["role"]: person["name"].strip() for person in row["staff"] or []}
    contract = row["contract"] or {}
    price = as_amount(row["price"])
    return ClientHead(
        expert=staff.get("expert", ""),
        account_manager=staff.get("account_manager", ""),
        segments=tuple(
            SegmentTag(item["type"], localized(item["type_name"]), item["code"], localized(item["name"]))
            for item in row["segments"] or []
        ),
        marks=tuple((pk, text) for pk, text in row["marks"] or []),
        contract_number=contract.get("number", ""),
        contract_ends=as_day(contract.get("ends_date")),
        payment_terms=contract.get("payment_terms", ""),
        prepaid_until=as_day(contract.get("prepaid_until_date")),
        price_month=price if price is not None else as_amount(contract.get("monthly_amount")),
        users=row["users"],
        kits=row["kits"],
    )


@dataclass(frozen=True)
class PhoneLine:
    """A number of a person; an unwanted one must not be called, one that does not work cannot: both are unwanted.

    ``may_dial``: a wanted number of somebody who works there and did not refuse calls; no other is a link.
    """

    number: str
    extension: str
    kind: str
    is_favourite: bool
    is_unwanted: bool
    may_dial: bool


@dataclass(frozen=True)
class PersonCard:
    """A contact person in a list. ``phones`` and ``emails``: favourites first, unwanted last.

    ``refuses_calls``: the consent to calls is withdrawn.
    """

    pk: int
    last_name: str
    full_name: str
    short_name: str
    position: str
    roles: tuple[PersonRole, ...]
    topics: tuple[str, ...]
    phones: tuple[PhoneLine, ...]
    emails: tuple[tuple[str, bool], ...]
    birth_date: date | None
    left_date: date | None
    call_time: str
    refuses_calls: bool

    @property
    def best_phone(self) -> PhoneLine | None:
        """The number to call: the favourite, else the first wanted one; none when the person may not be called."""
        return next((phone for phone in self.phones if phone.may_dial), None)

    @property
    def best_mail(self) -> str:
        """The mailbox to write to: the favourite, else the first one that is wanted and works; "" for none."""
        return next((address for address, is_off in self.emails if not is_off), "")


_PEOPLE = f"""
SELECT p.id, p.last_name, p.first_name, p.middle_name, p.position, p.roles, p.topics, p.birth_date, p.left_date,
  p.call_time, {calls_refused("p", "%(today)s")} AS refuses_calls,
  (p.left_date IS NOT NULL AND p.left_date <= %(today)s) AS is_gone,
  (SELECT json_agg(json_build_array(f.number, f.extension, f.kind, f.is_favourite, NOT {number_works("f")})
                   ORDER BY {number_works("f")} DESC, f.is_favourite DESC, f."order", f.id)
     FROM clients_personphone f WHERE f.person_id = p.id) AS phones,
  (SELECT json_agg(json_build_array(e.address, e.is_unwanted OR e.invalid_date IS NOT NULL)
                   ORDER BY (e.is_unwanted OR e.invalid_date IS NOT NULL), e.is_favourite DESC, e."order")
     FROM clients_personemail e WHERE e.person_id = p.id) AS emails
FROM clients_person p
WHERE p.client_id = %(client_id)s
ORDER BY (p.left_date IS NOT NULL AND p.left_date <= %(today)s), p.name_folded, p.id
LIMIT %(people_limit)s
"""


def people_of(client_id: int, today: date, limit: int = 200) -> Question[tuple[PersonCard, ...]]:
    """The client's people with numbers: those who work there by weight of their role, then those who left."""
    params = {"client_id": client_id, "today": today, "people_limit": limit}

    def read(rows: list[Row]) -> tuple[PersonCard, ...]:
        people = [_read_person(row) for row in rows]
        return tuple(sorted(people, key=lambda person: (person.left_date is not None, role_rank(person.roles))))

    return Question(_PEOPLE, params, read)


def role_rank(roles: tuple[PersonRole, ...]) -> int:
    """Where the heaviest of the roles stands; people without a role come last."""
    return min((ROLE_ORDER.index(role) for role in roles), default=len(ROLE_ORDER))


def _read_person(row: Row) -> PersonCard:
    full = " ".join(part for part in (row["last_name"], row["first_name"], row["middle_name"]) if part)
    short = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    known = {role.value for role in PersonRole}
    roles = sorted((PersonRole(role) for role in row["roles"] or [] if role in known), key=ROLE_ORDER.index)
    may_call = not row["refuses_calls"] and not row["is_gone"]
    return PersonCard(
        pk=row["id"],
        last_name=row["last_name"],
        full_name=full,
        short_name=short,
        position=row["position"],
        roles=tuple(roles),
        topics=tuple(row["topics"] or []),
        phones=tuple(_read_phone(item, may_call) for item in row["phones"] or []),
        emails=tuple((address, unwanted) for address, unwanted in row["emails"] or []),
        birth_date=as_day(row["birth_date"]),
        left_date=as_day(row["left_date"]),
        call_time=row["call_time"],
        refuses_calls=row["refuses_calls"],
    )


def _read_phone(item: list[Any], may_call: bool) -> PhoneLine:
    number, extension, kind, is_favourite, is_unwanted = item
    return PhoneLine(number, extension, kind, is_favourite, is_unwanted, may_call and not is_unwanted)


def local_time(timezone: str) -> datetime | None:
    """What the clock at the client shows now; None when the card names no (known) time zone."""
    try:
        return clock.now().astimezone(ZoneInfo(timezone)) if timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
