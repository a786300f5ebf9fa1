"""A client in a few lines: score, lit lamps, last and next contact, debt, key user. One statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mayak.core.questions import Question, Row, ask
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day
from mayak.desk.queries.judgement import Judgement, JudgementQuestions

_PREVIEW = """
SELECT c.id, c.name, c.inn, c.region, f.debt_amount, f.last_reached_date, f.next_planned_date,
  (SELECT trim(concat_ws(' ', p.first_name, p.last_name)) FROM clients_person p
    WHERE p.client_id = c.id AND 'key_user' = ANY(p.roles) AND p.left_date IS NULL ORDER BY p.id LIMIT 1) AS key_user,
  (SELECT a.id FROM work_activity a WHERE a.client_id = c.id AND a.state = 'planned'
    ORDER BY a.planned_at, a.id LIMIT 1) AS activity
FROM clients_client c LEFT JOIN facts_clientfacts f ON f.client_id = c.id WHERE c.id = %(client_id)s
"""


@dataclass(frozen=True)
class Preview:
    """What stands beside a hit."""

    pk: int
    name: str
    inn: str
    region: str
    debt: Decimal | None
    last_contact: date | None
    next_contact: date | None
    key_user: str
    activity_id: int | None
    judgement: Judgement


def preview_of(client_id: int) -> Preview:
    """The preview of a client the person may see (the caller has checked)."""
    question: Question[list[Row]] = Question(_PREVIEW, {"client_id": client_id}, lambda rows: rows)
    judgement = JudgementQuestions(client_id)
    ask(question, *judgement.all())
    row = question.answer[0]
    return Preview(
        pk=row["id"],
        name=row["name"],
        inn=row["inn"],
        region=row["region"],
        debt=as_amount(row["debt_amount"]),
        last_contact=as_day(row["last_reached_date"]),
        next_contact=as_day(row["next_planned_date"]),
        key_user=row["key_user"] or "",
        activity_id=row["activity"],
        judgement=judgement.judgement(),
    )
