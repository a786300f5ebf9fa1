"""The rights of a person as conditions for SQL written by hand; the same rule as :func:`visible_to`."""

from dataclasses import dataclass
from typing import Any

from mayak.accounts.models import Staff
from mayak.accounts.scope import scope_of
from mayak.core import clock

_IN_FORCE = (
    "(r.from_date IS NULL OR r.from_date <= %(reach_day)s) AND (r.to_date IS NULL OR r.to_date >= %(reach_day)s)"
)
_POOLS = f"SELECT r.client_id FROM clients_responsibility r WHERE r.staff_id = ANY(%(reach_staff)s) AND {_IN_FORCE}"
_OWN = f"SELECT r.client_id FROM clients_responsibility r WHERE r.staff_id = %(reach_own)s AND {_IN_FORCE}"
# The pools of so many people are few enough clients to go through them one by one.
FEW_POOLS = 4
_EXPERT = f"""SELECT trim(concat_ws(' ', s.first_name, s.last_name)) FROM clients_responsibility r
  JOIN accounts_staff s ON s.id = r.staff_id WHERE r.client_id = {{client}} AND r.role = 'expert' AND {_IN_FORCE}"""


@dataclass(frozen=True)
class Reach:
    """Which clients a person may see, and which of them are the own ones. ``params`` go with every condition.

    ``is_narrow``: they are so few that a search goes through them instead of through all there is.
    """

    sees_all: bool
    params: dict[str, Any]
    is_narrow: bool = False

    def sees(self, client: str) -> str:
        """The condition that the client with this id is within the rights."""
        return "TRUE" if self.sees_all else f"{client} IN ({_POOLS})"

    def owns(self, client: str) -> str:
        """The condition that the client with this id is in the person's own pool."""
        return f"{client} IN ({_OWN})"

    def expert(self, client: str) -> str:
        """The name of the client's expert of today."""
        return f"({_EXPERT.format(client=client)})"

    @property
    def shared(self) -> dict[str, str]:
        """What questions share that go through few clients: their names as ``pool_clients``, ``pool_people``."""
        if not self.is_narrow:
            return {}
        return {
            "pool": f"SELECT DISTINCT r.client_id FROM ({_POOLS}) r",
            "pool_clients": """SELECT c.id, c.name, c.legal_name, c.name_folded
              FROM pool m JOIN clients_client c ON c.id = m.client_id""",
            "pool_people": """SELECT p.id, p.client_id, p.name_folded
              FROM pool m JOIN clients_person p ON p.client_id = m.client_id""",
        }

    @property
    def own_clients(self) -> str:
        """The ids of the own pool, as a SELECT of ``client_id``."""
        return _OWN


def reach_of(user: Staff) -> Reach:
    """What a member of staff reaches today."""
    scope = scope_of(user)
    params: dict[str, Any] = {"reach_day": clock.today(), "reach_own": user.pk}
    if not scope.sees_all:
        params["reach_staff"] = sorted(scope.staff_ids)
    return Reach(scope.sees_all, params, not scope.sees_all and len(scope.staff_ids) <= FEW_POOLS)
