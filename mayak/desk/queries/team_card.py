"""How complete the cards of a team are: experts × status groups, down to clients and to what they lack (C3)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from mayak.accounts.models import Staff
from mayak.clients.intervals import in_force_on
from mayak.clients.models import Client, Responsibility
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.text import localized
from mayak.facts.group_facts import OF_CLIENT, OF_PERSONS, fact_of_group, fact_sql
from mayak.facts.models import fact_path
from mayak.facts.subjects.card import INDICATORS_SQL

# Beside the status groups: the whole card, and all that is asked about its people.
WHOLE, PERSONS = "", "persons"
# What so many clients lack is counted at once; for more an expert is to be chosen.
MOST_CLIENTS = 1000
PAGE = 50


@dataclass(frozen=True)
class PoolRow:
    """A pool: of one expert, or all together (``staff_id`` None); the mean of each share over its clients."""

    staff_id: int | None
    name: str
    clients: int
    shares: dict[str, int | None]


@dataclass(frozen=True)
class ClientRow:
    """A client with its shares."""

    pk: int
    name: str
    shares: dict[str, int | None]
    missing: int
    expired: int


@dataclass(frozen=True)
class Lack:
    """An indicator that clients lack, and how many do."""

    code: str
    name: str
    clients: int


_POOLS = """
WITH pool AS MATERIALIZED (
  SELECT DISTINCT r.staff_id, r.client_id FROM clients_responsibility r
  WHERE r.staff_id = ANY(%(staff)s) AND (r.from_date IS NULL OR r.from_date <= %(day)s)
    AND (r.to_date IS NULL OR r.to_date >= %(day)s)
)
SELECT pool.staff_id, count(*), {means} FROM pool JOIN facts_clientfacts f USING (client_id) GROUP BY pool.staff_id
UNION ALL
SELECT NULL, count(*), {means} FROM facts_clientfacts f WHERE f.client_id IN (SELECT client_id FROM pool)
"""
_LACKS = f"""
SELECT d.code, d.name, count(*) FROM unnest(%(ids)s::bigint[]) s(client_id)
CROSS JOIN LATERAL ({INDICATORS_SQL}) i
JOIN card_indicatordefinition d ON d.id = i.indicator_id
WHERE NOT i.filled AND (i.person_id IS NOT NULL) = %(persons)s AND (%(group)s = '' OR %(group)s = ANY(i.groups))
GROUP BY d.id, d.code, d.name, d."order" ORDER BY count(*) DESC, d."order", d.code
"""
_LACKING = f"""
SELECT DISTINCT s.client_id FROM unnest(%(ids)s::bigint[]) s(client_id)
CROSS JOIN LATERAL ({INDICATORS_SQL}) i
JOIN card_indicatordefinition d ON d.id = i.indicator_id WHERE NOT i.filled AND d.code = %(code)s
"""


def shares_of(groups: Iterable[str]) -> dict[str, str]:
    """The facts that hold the shares: of the status groups, of the whole card, of the people."""
    return {code: fact_of_group(code) for code in groups} | {WHOLE: OF_CLIENT, PERSONS: OF_PERSONS}


def pools(experts: list[tuple[int, str]], shares: dict[str, str]) -> tuple[list[PoolRow], PoolRow]:
    """The pools of these people, those without clients left out, and all together. One statement."""
    means = ", ".join(f"avg({fact_sql(fact, 'f')})" for fact in shares.values())
    with connection.cursor() as cursor:
        cursor.execute(_POOLS.format(means=means), {"staff": [pk for pk, _name in experts], "day": clock.today()})
        rows = {row[0]: row for row in cursor.fetchall()}
    found = [_pool(pk, name, rows[pk], shares) for pk, name in experts if pk in rows]
    return found, _pool(None, "", rows[None], shares)


def _pool(staff_id: int | None, name: str, row: tuple[Any, ...], shares: Iterable[str]) -> PoolRow:
    means = {code: _whole(share) for code, share in zip(shares, row[2:], strict=True)}
    return PoolRow(staff_id, name, row[1], means)


def _whole(share: Decimal | None) -> int | None:
    return None if share is None else int(share + Decimal("0.5"))


def clients_of(user: Staff, staff_ids: list[int] | None) -> QuerySet[Client]:
    """The clients that a person sees, of these people (None: all)."""
    clients = visible_to(user, Client).exclude(facts=None)
    if staff_ids is None:
        return clients
    pool = Responsibility.objects.filter(in_force_on(clock.today()), staff__in=staff_ids, client=OuterRef("pk"))
    return clients.filter(Exists(pool))


def lacking(client_ids: list[int], code: str) -> list[int]:
    """Those of the clients that lack an indicator, or one of whose people does. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LACKING, {"ids": client_ids, "day": clock.today(), "code": code})
        return [pk for (pk,) in cursor.fetchall()]


def client_page(clients: QuerySet[Client], shares: dict[str, str], group: str, page: int) -> list[ClientRow]:
    """Fifty clients, the least complete of the group first, unknown last. One statement."""
    columns = [f"facts__{fact_path(fact)}" for fact in shares.values()]
    counts = ("facts__missing_indicators", "facts__expired_indicators")
    least = F(f"facts__{fact_path(shares[group])}").asc(nulls_last=True)
    ordered = clients.order_by(least, "name_folded", "pk")
    rows = ordered.values_list("pk", "name", *counts, *columns)[(page - 1) * PAGE : page * PAGE]
    return [
        ClientRow(pk, name, dict(zip(shares, known, strict=True)), missing, expired)
        for pk, name, missing, expired, *known in rows
    ]


def lacks_of(client_ids: list[int], group: str) -> list[Lack]:
    """What these clients lack in a group, most wanted first. One statement."""
    persons = group == PERSONS
    params: dict[str, Any] = {
        "ids": client_ids,
        "day": clock.today(),
        "persons": persons,
        "group": "" if persons else group,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LACKS, params)
        return [Lack(code, localized(json.loads(name)), count) for code, name, count in cursor.fetchall()]
