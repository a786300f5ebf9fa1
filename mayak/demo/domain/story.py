"""What happens to a client in the two years: the one plot that all its records follow.

A client that leaves logs in less and less, falls silent on the hotline, pays later, has a threat case and often a
competitor. Every generator of records reads the same plot, so the records agree with each other.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from mayak.demo.domain.companies import Company, make_company
from mayak.demo.domain.days import Days
from mayak.demo.domain.pools import Place
from mayak.demo.domain.speech import COMPETITORS

# Of every 100 clients so many have this fate.
FATES = (
    ("left", 8), ("leaving", 2), ("saved", 3), ("competitor", 3), ("sleepy", 8), ("declining", 4), ("new_called", 2),
    ("new_silent", 1), ("no_key_user", 2), ("unreachable", 1), ("growing", 6), ("calm", 60),
)  # fmt: skip
HABITS = ("prompt", "late", "chronic", "quarter", "half_year", "year")


@dataclass(slots=True)
class Story:
    """One client's plot. Days are counted from today; ``left`` may lie ahead for a client that has announced it."""

    number: int
    id: int
    rng: Random
    company: Company
    place: Place
    fate: str
    habit: str
    since: int
    left: int | None
    trouble_from: int | None
    recovered: int | None
    competitor: str
    previous_expert_until: int | None
    is_online: bool
    usage_rate: float
    hotline_rate: float
    card_quality: float
    is_trained: bool
    meets_head: bool
    kit_stale: bool
    acts_kept_back: bool
    history: int

    @property
    def start(self) -> int:
        """The first day of records."""
        return max(self.since, -self.history)

    @property
    def end(self) -> int:
        """The last day of records: today, or the day before leaving."""
        return 0 if self.left is None or self.left > 0 else self.left - 1

    @property
    def is_gone(self) -> bool:
        """Disconnected by today."""
        return self.left is not None and self.left <= 0

    def position_in(self, parts: int) -> int:
        """The client's remainder within the pool: a fixed share of it, evenly spread."""
        return self.place.position % parts

    def mood(self, day: int) -> float:
        """How well things go on a day: 1 as usual, towards 0 in trouble."""
        if self.trouble_from is None or day <= self.trouble_from:
            return 1.0
        if self.recovered is not None:
            if day >= self.recovered:
                return 1.0
            return max(0.25, 1 - (day - self.trouble_from) / (self.recovered - self.trouble_from) * 0.75)
        last = self.left if self.left is not None else 20
        return max(0.04, 1 - 1.15 * (day - self.trouble_from) / max(1, last - self.trouble_from))


@lru_cache(maxsize=8)
def _fates_of_hundred(seed: int, hundred: int) -> tuple[str, ...]:
    fates = [fate for fate, count in FATES for _ in range(count)]
    Random(f"{seed}:fates:{hundred}").shuffle(fates)
    return tuple(fates)


def has_manager(seed: int, number: int) -> bool:
    """Whether an account manager works with the client beside the expert."""
    return Random(f"{seed}:manager:{number}").random() < 0.22


def make_story(seed: int, number: int, client_id: int, place: Place, days: Days) -> Story:
    """The plot of the client of this number; depends on the seed and the number only."""
    rng = Random(f"{seed}:{number}")
    roll = rng.random
    company = make_company(rng, number)
    fate = _fates_of_hundred(seed, number // 100)[number % 100]
    # An office with many years of history has many old clients.
    since = -int(40 + (roll() * 4400 if days.is_long else roll() ** 2 * 3600) + roll() * 500)
    left = trouble = recovered = None
    if fate == "left":
        left = days.month_start(-int(roll() * 690))
        trouble, since = left - 90 - int(roll() * 90), min(since, left - 240)
    elif fate == "leaving":
        left = days.month_start(0, 1 + int(roll() * 2))
        trouble, since = -110 - int(roll() * 60), min(since, -400)
    elif fate == "saved":
        trouble = -150 - int(roll() * 300)
        recovered, since = trouble + 60 + int(roll() * 40), min(since, trouble - 200)
    elif fate == "declining":
        trouble, since = -63 - int(roll() * 14), min(since, -300)
    elif fate == "new_called":
        since = days.on_or_before(-12 - int(roll() * 40))
    elif fate == "new_silent":
        since = days.add_working(0, -7 - int(roll() * 5))
    return Story(
        number=number,
        id=client_id,
        rng=rng,
        company=company,
        place=place,
        fate=fate,
        habit=_habit(rng, fate, company),
        since=since,
        left=left,
        trouble_from=trouble,
        recovered=recovered,
        competitor=_competitor(rng, fate),
        previous_expert_until=days.on_or_before(-200 - int(roll() * 200)) if since < -500 and roll() < 0.15 else None,
        is_online=roll() < (0.72 if place.expert.mode == "remote" else 0.4),
        usage_rate=1.5 + roll() ** 2 * 9 + company.size,
        hotline_rate=0.25 + roll() * 1.1 + company.size * 0.12,
        card_quality=0.35 + roll() * 0.6,
        is_trained=roll() < 0.8,
        meets_head=roll() < 0.86,
        kit_stale=roll() < 0.14,
        acts_kept_back=roll() < 0.09 or (fate in ("leaving", "declining") and roll() < 0.5),
        history=days.history,
    )


def _habit(rng: Random, fate: str, company: Company) -> str:
    roll = rng.random()
    if fate in ("left", "leaving", "declining") and roll < 0.6:
        return "late"
    if company.is_budget:
        return ("prompt", "late", "quarter", "year")[int(roll * 4)]
    for habit, upto in zip(HABITS, (0.52, 0.69, 0.75, 0.83, 0.91, 1.0), strict=True):
        if roll < upto:
            return habit
    return "prompt"


def _competitor(rng: Random, fate: str) -> str:
    roll = rng.random()
    chance = {"competitor": 1.0, "left": 0.45, "leaving": 0.5, "saved": 0.4}.get(fate, 0.05)
    return COMPETITORS[int(rng.random() * len(COMPETITORS))] if roll < chance else ""
