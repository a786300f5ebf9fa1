"""The group of a client: its head, everybody below, with totals over those within one's rights (C1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.lamps.models import State

_TREE = """
WITH RECURSIVE above(id, head, depth) AS (
  SELECT c.id, c.group_head_id, 0 FROM clients_client c WHERE c.id = %(client_id)s
  UNION ALL SELECT c.id, c.group_head_id, a.depth + 1 FROM clients_client c JOIN above a ON c.id = a.head
  WHERE a.depth < 50
), tree(id, depth) AS (
  SELECT id, 0 FROM above WHERE head IS NULL
  UNION ALL SELECT c.id, t.depth + 1 FROM clients_client c JOIN tree t ON c.group_head_id = t.id WHERE t.depth < 50
)
SELECT id, min(depth) FROM tree GROUP BY id
"""


@dataclass(frozen=True)
class Member:
    """A client of the group; ``depth`` 0 is the head."""

    pk: int
    name: str
    depth: int
    link: str
    reason: str
    debt: Decimal
    price: Decimal
    kits: int
    users: int
    lamps: int


@dataclass(frozen=True)
class Group:
    """The members that the person sees, the head first; ``hidden``: how many more there are."""

    members: tuple[Member, ...]
    hidden: int

    @property
    def total(self) -> Member:
        """All of them together."""
        return Member(
            0,
            "",
            0,
            "",
            "",
            debt=sum((one.debt for one in self.members), Decimal(0)),
            price=sum((one.price for one in self.members), Decimal(0)),
            kits=sum(one.kits for one in self.members),
            users=sum(one.users for one in self.members),
            lamps=sum(one.lamps for one in self.members),
        )


def group_of(user: Staff, client_id: int) -> Group | None:
    """The group a client belongs to, None when it stands alone. At most two SQL queries."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE, {"client_id": client_id})
        depths: dict[int, int] = dict(cursor.fetchall())
    if len(depths) < 2:
        return None
    lit = Count("lamp_states", filter=Q(lamp_states__state=State.LIT), distinct=True)
    rows = (
        visible_to(user, Client)
        .filter(pk__in=list(depths))
        .annotate(lit=lit)
        .values_list(
            "pk",
            "name",
            "group_link",
            "group_reason",
            "facts__debt_amount",
            "facts__price_amount",
            "facts__active_kits",
            "facts__users",
            "lit",
        )
    )
    members = [
        Member(
            pk, name, depths[pk], link, reason, debt or Decimal(0), price or Decimal(0), kits or 0, users or 0, lamps
        )
        for pk, name, link, reason, debt, price, kits, users, lamps in rows
    ]
    members.sort(key=lambda one: (one.depth, one.name.lower()))
    return Group(tuple(members), len(depths) - len(members))
