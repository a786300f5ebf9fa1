"""Everything about who a client is, with history: status, responsibles, programmes, segments, kits, contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mayak.core.questions import Question, Row, ask
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day
from mayak.core.text import localized


@dataclass(frozen=True)
class Period:
    """What held from … to …; both inclusive, empty is open. ``note``: more about it."""

    text: str
    first: date | None
    last: date | None
    note: str = ""
    pk: int = 0
    is_now: bool = False


@dataclass(frozen=True)
class SegmentLine:
    """One type of segments: the client's present one and those before, the newest first."""

    type_id: int
    type_name: str
    now: Period | None
    is_automatic: bool
    has_conditions: bool
    former: tuple[Period, ...]


@dataclass(frozen=True)
class KitLine:
    """A kit with what it cost and for how many users over time."""

    pk: int
    product: str
    kind: str
    users: int | None
    price: Decimal | None
    person: str
    first: date | None
    last: date | None
    is_active: bool
    prices: tuple[Period, ...]
    user_counts: tuple[Period, ...]


@dataclass(frozen=True)
class ServicePoint:
    """A place with its kits."""

    place: str
    kits: tuple[KitLine, ...]

    @property
    def price(self) -> Decimal | None:
        """What the active kits cost a month."""
        known = [kit.price for kit in self.kits if kit.is_active and kit.price is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def users(self) -> int:
        """For how many users the active kits are."""
        return sum(kit.users or 0 for kit in self.kits if kit.is_active)


@dataclass(frozen=True)
class ContractLine:
    """A contract."""

    pk: int
    number: str
    signed: date | None
    ends: date | None
    payment_terms: str
    prepaid_until: date | None
    monthly: Decimal | None


@dataclass(frozen=True)
class Details:
    """The records behind the tab."""

    statuses: tuple[Period, ...]
    responsibles: tuple[Period, ...]
    programmes: tuple[Period, ...]
    segments: tuple[SegmentLine, ...]
    points: tuple[ServicePoint, ...]
    contracts: tuple[ContractLine, ...]
    payer: str
    group_head: str


_NOW = "daterange({0}.from_date, {0}.to_date, '[]') @> %(today)s::date"
_STATUSES = f"""
SELECT p.status AS text, p.from_date, p.to_date, {_NOW.format("p")} AS is_now FROM clients_clientstatusperiod p
WHERE p.client_id = %(client_id)s ORDER BY p.from_date DESC NULLS LAST
"""
_RESPONSIBLES = f"""
SELECT s.first_name || ' ' || s.last_name AS text, r.role AS note, r.from_date, r.to_date, {_NOW.format("r")} AS is_now
FROM clients_responsibility r JOIN accounts_staff s ON s.id = r.staff_id
WHERE r.client_id = %(client_id)s ORDER BY is_now DESC, r.from_date DESC NULLS LAST, r.role
"""
_PROGRAMMES = f"""
SELECT p.id AS pk, p.name AS text, concat_ws(' · ', nullif(p.terms, ''), nullif(p.document, '')) AS note, p.from_date,
  p.to_date, {_NOW.format("p")} AS is_now
FROM clients_clientprogramme p WHERE p.client_id = %(client_id)s ORDER BY is_now DESC, p.from_date DESC NULLS LAST
"""
_SEGMENTS = f"""
SELECT t.id, t.name, EXISTS (SELECT 1 FROM clients_segment s WHERE s.type_id = t.id AND s.is_active
    AND s.condition IS NOT NULL)
    AS has_conditions,
  (SELECT json_agg(json_build_object('name', s.name, 'from_date', c.from_date, 'to_date', c.to_date,
       'is_automatic', c.is_automatic, 'is_now', {_NOW.format("c")}) ORDER BY c.from_date DESC NULLS LAST)
   FROM clients_clientsegment c JOIN clients_segment s ON s.id = c.segment_id
   WHERE c.client_id = %(client_id)s AND c.type_id = t.id) AS entries
FROM clients_segmenttype t
WHERE t.is_active OR EXISTS (SELECT 1 FROM clients_clientsegment o
  WHERE o.client_id = %(client_id)s AND o.type_id = t.id)
ORDER BY t."order", t.code
"""
_KITS = """
SELECT k.id, k.product, k.kind, k.place, k.users, k.price_amount, k.active_from_date, k.active_to_date,
  daterange(k.active_from_date, k.active_to_date, '[]') @> %(today)s::date AS is_active,
  (SELECT concat_ws(' ', p.first_name, p.last_name) FROM clients_person p WHERE p.id = k.person_id) AS person,
  (SELECT json_agg(json_build_array(h.price_amount, h.from_date, h.to_date) ORDER BY h.from_date DESC NULLS LAST)
   FROM clients_kitprice h WHERE h.kit_id = k.id) AS prices,
  (SELECT json_agg(json_build_array(h.users, h.from_date, h.to_date) ORDER BY h.from_date DESC NULLS LAST)
   FROM clients_kitusers h WHERE h.kit_id = k.id) AS user_counts
FROM clients_kit k WHERE k.client_id = %(client_id)s ORDER BY is_active DESC, k.place, k.id
"""
_CONTRACTS = """
SELECT id, number, signed_date, ends_date, payment_terms, prepaid_until_date, monthly_amount FROM clients_contract
WHERE client_id = %(client_id)s ORDER BY signed_date DESC, id DESC LIMIT 50
"""
_OTHERS = """
SELECT (SELECT p.name FROM clients_client p WHERE p.id = c.payer_id) AS payer,
  (SELECT h.name FROM clients_client h WHERE h.id = c.group_head_id) AS group_head
FROM clients_client c WHERE c.id = %(client_id)s
"""


def details_of(client_id: int, today: date) -> Details:
    """The records of a client as of a day. One SQL query."""
    values = {"client_id": client_id, "today": today}

    def question(sql: str) -> Question[list[Row]]:
        return Question(sql, values, lambda rows: rows)

    asked = [question(sql) for sql in (_STATUSES, _RESPONSIBLES, _PROGRAMMES, _SEGMENTS, _KITS, _CONTRACTS, _OTHERS)]
    ask(*asked)
    statuses, responsibles, programmes, segments, kits, contracts, (others,) = [each.answer for each in asked]
    return Details(
        statuses=tuple(_period(row) for row in statuses),
        responsibles=tuple(_period(row) for row in responsibles),
        programmes=tuple(_period(row) for row in programmes),
        segments=tuple(_segment(row) for row in segments),
        points=_points(kits),
        contracts=tuple(_contract(row) for row in contracts),
        payer=others["payer"] or "",
        group_head=others["group_head"] or "",
    )


def _period(row: Row) -> Period:
    return Period(
        text=row["text"],
        first=as_day(row["from_date"]),
        last=as_day(row["to_date"]),
        note=row.get("note") or "",
        pk=row.get("pk") or 0,
        is_now=row["is_now"],
    )


def _segment(row: Row) -> SegmentLine:
    entries = row["entries"] or []
    periods = [_period({**entry, "text": localized(entry["name"])}) for entry in entries]
    now = next((n for n, period in enumerate(periods) if period.is_now), None)
    return SegmentLine(
        type_id=row["id"],
        type_name=localized(row["name"]),
        now=periods[now] if now is not None else None,
        is_automatic=now is not None and entries[now]["is_automatic"],
        has_conditions=row["has_conditions"],
        former=tuple(period for n, period in enumerate(periods) if n != now),
    )


def _points(rows: list[Row]) -> tuple[ServicePoint, ...]:
    places: dict[str, list[KitLine]] = {}
    for row in rows:
        places.setdefault(row["place"], []).append(_kit(row))
    return tuple(ServicePoint(place, tuple(kits)) for place, kits in places.items())


def _kit(row: Row) -> KitLine:
    return KitLine(
        pk=row["id"],
        product=row["product"],
        kind=row["kind"],
        users=row["users"],
        price=as_amount(row["price_amount"]),
        person=row["person"] or "",
        first=as_day(row["active_from_date"]),
        last=as_day(row["active_to_date"]),
        is_active=row["is_active"],
        prices=tuple(_over_time(row["prices"])),
        user_counts=tuple(_over_time(row["user_counts"])),
    )


def _over_time(rows: list[list[Any]] | None) -> list[Period]:
    return [Period(str(value), as_day(first), as_day(last)) for value, first, last in rows or []]


def _contract(row: Row) -> ContractLine:
    return ContractLine(
        pk=row["id"],
        number=row["number"],
        signed=as_day(row["signed_date"]),
        ends=as_day(row["ends_date"]),
        payment_terms=row["payment_terms"],
        prepaid_until=as_day(row["prepaid_until_date"]),
        monthly=as_amount(row["monthly_amount"]),
    )
