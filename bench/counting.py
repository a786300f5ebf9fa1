"""The live count of a condition of five parts against the same question as bare SQL, in the same run.

The bare SQL asks for one number and may stop at the first part that is false; the live count answers for every line
too. The office is the largest one.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

Answer = TypeVar("Answer")
ROUNDS = 9
BUDGET = 3
CONDITION = {
    "all": [
        {"fact": "is_served", "op": "is", "value": True},
        {
            "any": [
                {"fact": "days_without_login", "op": ">=", "value": 7},
                {"fact": "days_since_reached", "op": ">", "value": 14},
            ]
        },
        {"segment": "category", "in": ["a", "b"]},
        {"person": [{"attribute": "role", "in": ["key_user", "decision_maker"]}]},
        {"not": {"fact": "open_threat_cases", "op": ">", "value": 0}},
    ]
}
BARE = """
SELECT count(*) FROM facts_clientfacts f
WHERE f.is_served AND (f.days_without_login >= 7 OR f.days_since_reached > 14)
  AND EXISTS (SELECT FROM clients_clientsegment held JOIN clients_segment s ON s.id = held.segment_id
              JOIN clients_segmenttype t ON t.id = s.type_id
              WHERE held.client_id = f.client_id AND t.code = 'category' AND s.code = ANY('{a,b}')
                AND (held.from_date IS NULL OR held.from_date <= %(day)s)
                AND (held.to_date IS NULL OR held.to_date >= %(day)s))
  AND EXISTS (SELECT FROM clients_person p WHERE p.client_id = f.client_id
              AND p.roles::text[] && '{key_user,decision_maker}'
              AND (p.started_date IS NULL OR p.started_date <= %(day)s)
              AND (p.left_date IS NULL OR p.left_date > %(day)s))
  AND NOT f.open_threat_cases > 0
"""


@dataclass(frozen=True)
class CountFigures:
    """Milliseconds of both, the middle of the rounds; how many clients were asked and hit, by each of both."""

    clients: int
    hits: int
    bare_hits: int
    live_ms: float
    bare_ms: float

    @property
    def ratio(self) -> float:
        """How much more the live count costs."""
        return self.live_ms / self.bare_ms

    def told(self) -> str:
        """A line of the report."""
        verdict = "within" if self.ratio <= BUDGET else "over"
        return (
            f"Live count of a condition of five parts over {self.clients:,} clients: {self.live_ms:.0f} ms "
            f"for the whole and every line; bare SQL for the whole {self.bare_ms:.0f} ms. Ratio {self.ratio:.2f}, "
            f"{verdict} the budget of {BUDGET}. Hits {self.hits:,} and {self.bare_hits:,}."
        )


def count_figures(_number: int = 0) -> dict[str, float]:
    """Measure in this process, in the office of the environment; somebody who sees all clients counts."""
    from django.db import connection

    from mayak.accounts.models import Role, Staff
    from mayak.core import clock
    from mayak.facts.conditions import office_vocabulary, parse
    from mayak.facts.conditions.editing.counting import counted

    user = Staff.objects.filter(role=Role.DIRECTOR).order_by("pk")[0]
    condition = parse(CONDITION, office_vocabulary())
    day = clock.today()

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE, {"day": day})
            return int(cursor.fetchone()[0])

    live, reference = [], []
    for round_number in range(ROUNDS + 1):
        seconds, hits = _timed(lambda: counted(condition, user))
        bare_seconds, bare_hits = _timed(bare)
        # The first round warms both.
        if round_number:
            live.append(seconds)
            reference.append(bare_seconds)
    figures = CountFigures(
        hits.total, hits.hits, bare_hits, 1000 * statistics.median(live), 1000 * statistics.median(reference)
    )
    return asdict(figures)


def _timed(ask: Callable[[], Answer]) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = ask()
    return time.perf_counter() - started, answer
