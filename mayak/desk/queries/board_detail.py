"""Below the board: training, hotline and cases of the chosen client (S5). One statement."""

from dataclasses import dataclass

from mayak.cases.queries import CaseLine, cases_of
from mayak.clients.queries.dialling import calls_refused, number_works
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.desk.queries.judgement import Judgement, JudgementQuestions
from mayak.usage.queries import AskedQuestion, TrainedPerson, last_questions_of, trained_people_of

_HEAD = f"""
SELECT c.id, c.name, (SELECT a.id FROM work_activity a WHERE a.client_id = c.id AND a.state = 'planned'
    AND a.executor_id = %(staff_id)s ORDER BY a.planned_at, a.id LIMIT 1) AS activity,
  (SELECT json_build_array(trim(concat_ws(' ', p.first_name, p.last_name)), f.number) FROM clients_person p
    LEFT JOIN clients_personphone f ON f.person_id = p.id AND {number_works("f")}
      AND NOT {calls_refused("p", "%(today)s")}
    WHERE p.client_id = c.id AND (p.left_date IS NULL OR p.left_date > %(today)s)
    ORDER BY 'key_user' = ANY(p.roles) DESC, f.is_favourite DESC NULLS LAST, f."order", p.id LIMIT 1) AS person
FROM clients_client c WHERE c.id = %(client_id)s
"""


@dataclass(frozen=True)
class BoardDetail:
    """A client under the board."""

    pk: int
    name: str
    activity_id: int | None
    person: str
    phone: str
    judgement: Judgement
    trained: tuple[TrainedPerson, ...]
    questions: tuple[AskedQuestion, ...]
    cases: tuple[CaseLine, ...]


def board_detail(client_id: int, staff_id: int) -> BoardDetail:
    """The details of a client the person may see (the caller has checked); ``activity_id``: the person's own."""
    today = clock.today()
    until = clock.end_of(today)
    params = {"client_id": client_id, "staff_id": staff_id, "today": today}
    head: Question[list[Row]] = Question(_HEAD, params, lambda rows: rows)
    judgement = JudgementQuestions(client_id)
    trained, questions = trained_people_of(client_id, today), last_questions_of(client_id, today, until)
    cases = cases_of(client_id, today, until, 4)
    ask(head, *judgement.all(), trained, questions, cases)
    row = head.answer[0]
    person, phone = row["person"] or ("", "")
    return BoardDetail(
        pk=row["id"],
        name=row["name"],
        activity_id=row["activity"],
        person=person or "",
        phone=phone or "",
        judgement=judgement.judgement(),
        trained=trained.answer[:4],
        questions=questions.answer,
        cases=cases.answer,
    )
