"""What pages read of our work with one client: the last talk, open agreements, the next contact."""

from dataclasses import dataclass
from datetime import date, datetime

from mayak.core.questions import Question, Row
from mayak.core.questions import day as as_day
from mayak.core.questions import moment as as_moment
from mayak.core.text import localized
from mayak.work.models import ActivityKind, AgreementOwner


@dataclass(frozen=True)
class Talk:
    """A contact in which somebody was reached."""

    pk: int
    kind: ActivityKind
    done_at: datetime
    minutes: int | None
    person: str
    outcome: str
    comment: str


_LAST_TALK = """
SELECT a.id, a.kind, a.done_at, a.minutes, a.comment, outcome.name AS outcome,
  trim(concat_ws(' ', p.first_name, p.last_name)) AS person
FROM work_activity a
LEFT JOIN work_outcome outcome ON outcome.id = a.outcome_id
LEFT JOIN clients_person p ON p.id = a.person_id
WHERE a.client_id = %(client_id)s AND a.state = 'done' AND a.done_at < %(until)s
  AND coalesce(outcome.is_reached, true)
ORDER BY a.done_at DESC, a.id DESC LIMIT 1
"""


def last_talk_of(client_id: int, until: datetime) -> Question[Talk | None]:
    """The last contact before a moment in which somebody was reached; None when there was none."""

    def read(rows: list[Row]) -> Talk | None:
        if not rows:
            return None
        row = rows[0]
        return Talk(
            row["id"],
            ActivityKind(row["kind"]),
            as_moment(row["done_at"]) or until,
            row["minutes"],
            row["person"],
            localized(row["outcome"]),
            row["comment"],
        )

    return Question(_LAST_TALK, {"client_id": client_id, "until": until}, read)


@dataclass(frozen=True)
class OpenAgreement:
    """An agreement that waits to be kept (W8)."""

    pk: int
    text: str
    due_date: date
    owner: AgreementOwner
    person: str
    days_overdue: int

    @property
    def lamp(self) -> str:
        """The shape beside it: overdue burns, due today warns, later ones are fine."""
        if self.days_overdue > 0:
            return "urgent"
        return "warn" if self.days_overdue == 0 else "ok"


_OPEN_AGREEMENTS = """
SELECT a.id, a.text, a.due_date, a.owner, trim(concat_ws(' ', p.first_name, p.last_name)) AS person
FROM work_agreement a LEFT JOIN clients_person p ON p.id = a.person_id
WHERE a.client_id = %(client_id)s AND a.state = 'open'
ORDER BY a.due_date, a.id
"""


def open_agreements_of(client_id: int, today: date) -> Question[tuple[OpenAgreement, ...]]:
    """Open agreements by their term, the overdue ones first."""

    def read(rows: list[Row]) -> tuple[OpenAgreement, ...]:
        found = []
        for row in rows:
            due = as_day(row["due_date"]) or today
            owner = AgreementOwner(row["owner"])
            found.append(OpenAgreement(row["id"], row["text"], due, owner, row["person"], (today - due).days))
        return tuple(found)

    return Question(_OPEN_AGREEMENTS, {"client_id": client_id}, read)
