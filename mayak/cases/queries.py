"""Cases of a client for its window and for the board (S6)."""

from dataclasses import dataclass
from datetime import date, datetime

from mayak.cases.models import CaseKind
from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.questions import moment as as_moment


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. ``closed_at`` None: open; ``is_overdue``: open and past its term."""

    pk: int
    kind: CaseKind
    title: str
    opened_at: datetime
    due_date: date | None
    closed_at: datetime | None
    owner: str
    competitor: str
    is_overdue: bool

    @property
    def lamp(self) -> str:
        """The shape beside it: threats, competitors and overdue ones burn, problems warn, tasks inform."""
        if self.closed_at is not None:
            return "ok"
        if self.is_overdue or self.kind in {CaseKind.THREAT, CaseKind.COMPETITOR}:
            return "urgent"
        return "info" if self.kind == CaseKind.TASK else "warn"


_CASES = """
SELECT c.id, c.kind, c.title, c.opened_at, c.due_date, c.competitor,
  CASE WHEN c.closed_at < %(until)s THEN c.closed_at END AS closed_at,
  trim(concat_ws(' ', s.first_name, s.last_name)) AS owner
FROM cases_case c LEFT JOIN accounts_staff s ON s.id = c.owner_id
WHERE c.client_id = %(client_id)s AND c.opened_at < %(until)s
ORDER BY (c.closed_at IS NOT NULL AND c.closed_at < %(until)s), c.due_date NULLS LAST, c.opened_at DESC, c.id
LIMIT %(case_limit)s
"""


def cases_of(client_id: int, today: date, until: datetime, limit: int = 6) -> Question[tuple[CaseLine, ...]]:
    """Cases known before a moment: open ones by term, then the closed."""

    def read(rows: list[Row]) -> tuple[CaseLine, ...]:
        return tuple(_read_case(row, today) for row in rows)

    params = {"client_id": client_id, "until": until, "case_limit": limit}
    return Question(_CASES, params, read)


def _read_case(row: Row, today: date) -> CaseLine:
    closed = as_moment(row["closed_at"])
    due = as_day(row["due_date"])
    return CaseLine(
        pk=row["id"],
        kind=CaseKind(row["kind"]),
        title=row["title"],
        opened_at=datetime.fromisoformat(row["opened_at"]),
        due_date=due,
        closed_at=closed,
        owner=row["owner"] or "",
        competitor=row["competitor"],
        is_overdue=closed is None and due is not None and due < today,
    )
