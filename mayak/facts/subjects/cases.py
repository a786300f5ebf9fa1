"""Open cases by kind (S6)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, Passing
from mayak.facts.subjects.base import FactColumns, Source, Subject


class CaseFacts(FactColumns):
    """Cases opened by the day and not closed by it."""

    open_cases = CountFact(_("open cases"))
    open_problem_cases = CountFact(_("open problems"))
    open_task_cases = CountFact(_("open tasks"))
    open_threat_cases = CountFact(_("open threats of disconnection"))
    open_competitor_cases = CountFact(_("open competitor cases"))
    open_complaint_cases = CountFact(_("open complaints"))
    unreacted_cases = CountFact(_("cases without a first reaction"))
    overdue_cases = CountFact(_("overdue cases"))
    oldest_case_days = CountFact(_("the oldest open case is open for"), unit=_("days"), passing=Passing.GROWS)
    oldest_threat_date = DateFact(_("threat open since"))
    oldest_competitor_date = DateFact(_("competitor case open since"))

    class Meta:
        abstract = True


CASES = Subject(
    name="cases",
    columns=CaseFacts,
    sources=(Source("cases_case"),),
    select="""
SELECT
  count(*) AS open_cases,
  count(*) FILTER (WHERE k.kind = 'problem') AS open_problem_cases,
  count(*) FILTER (WHERE k.kind = 'task') AS open_task_cases,
  count(*) FILTER (WHERE k.kind = 'threat') AS open_threat_cases,
  count(*) FILTER (WHERE k.kind = 'competitor') AS open_competitor_cases,
  count(*) FILTER (WHERE k.kind = 'complaint') AS open_complaint_cases,
  count(*) FILTER (WHERE k.reacted_at IS NULL OR k.reacted_at >= %(end)s) AS unreacted_cases,
  count(*) FILTER (WHERE k.due_date < %(day)s) AS overdue_cases,
  COALESCE(%(day)s - min(k.day), 0) AS oldest_case_days,
  min(k.day) FILTER (WHERE k.kind = 'threat') AS oldest_threat_date,
  min(k.day) FILTER (WHERE k.kind = 'competitor') AS oldest_competitor_date
FROM (
  SELECT k.kind, k.reacted_at, k.due_date, (k.opened_at AT TIME ZONE %(zone)s)::date AS day
  FROM cases_case k
  WHERE k.client_id = s.client_id AND k.opened_at < %(end)s AND (k.closed_at IS NULL OR k.closed_at >= %(end)s)
) k
""",
)
