"""Who gets which client: shares of the experts, places in a pool, account managers."""

from dataclasses import dataclass

# A pool above this many clients gets company: another expert of the same kind is hired.
LARGEST_POOL = 290
SMALL_OFFICE = 800


@dataclass(frozen=True)
class Expert:
    """An expert as the generator needs it. ``cycle``: working days between planned contacts of a client."""

    staff_id: int
    mode: str
    cycle: int
    is_late: bool
    is_absent: bool


@dataclass(frozen=True)
class Place:
    """A client's place: whose, and the how-manieth of the pool."""

    expert: Expert
    position: int
    manager_id: int | None


class Pools:
    """Deals clients out by weights, evenly interleaved; the same client number always lands at the same place."""

    def __init__(self, experts: list[Expert], weights: list[int], managers: list[int]) -> None:
        self._experts, self._managers = experts, managers
        self._weights = weights
        self._total = sum(weights)
        self._credit = [0] * len(experts)
        self._count = [0] * len(experts)

    def deal(self, number: int, has_manager: bool) -> Place:
        """The place of the next client: the expert with the largest unmet share."""
        best, credit = 0, self._credit
        for index, weight in enumerate(self._weights):
            credit[index] += weight
            if credit[index] > credit[best]:
                best = index
        credit[best] -= self._total
        position = self._count[best]
        self._count[best] = position + 1
        manager = self._managers[(number * 7 + best) % len(self._managers)] if has_manager and self._managers else None
        return Place(self._experts[best], position, manager)
