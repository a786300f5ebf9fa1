"""What we did: talks, attempts, the decision maker, what is planned (W1, W6, S4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact
from mayak.facts.subjects.base import CLIENT, EVERYBODY, FactColumns, Source, Subject


class WorkFacts(FactColumns):
    """Contacts with the client. A talk took place when the outcome says so; a done call without an outcome is one."""

    last_reached_date = DateFact(_("last talk"))
    days_since_reached = DaysFact(_("since the last talk"))
    reached_30 = CountFact(_("talks in 30 days"))
    reached_90 = CountFact(_("talks in 90 days"))
    attempts_without_talk_14 = CountFact(
        _("attempts without a talk in 14 days"), help=_("Attempts in a row, since the last talk.")
    )
    days_since_decision_maker_reached = DaysFact(
        _("since the last talk with a decision maker"), help=_("Unknown while no decision maker is known.")
    )
    calls_reached_since_start = CountFact(_("talks by phone since the start of service"))
    days_since_visit = DaysFact(_("since the last visit"))
    days_since_product_entered = DaysFact(_("since the product was entered together"))
    next_planned_date = DateFact(_("next contact"))

    class Meta:
        abstract = True


WORK = Subject(
    name="work",
    columns=WorkFacts,
    sources=(
        Source("work_activity"),
        Source("work_outcome", EVERYBODY),
        Source("clients_person", CLIENT),
        Source("clients_client", "SELECT r.id"),
    ),
    select="""
SELECT
  talks.last_day AS last_reached_date,
  CASE WHEN %(knows_work)s THEN COALESCE(%(day)s - talks.last_day, %(never)s) END AS days_since_reached,
  CASE WHEN %(knows_work)s THEN talks.reached_30 END AS reached_30,
  CASE WHEN %(knows_work)s THEN talks.reached_90 END AS reached_90,
  CASE WHEN %(knows_work)s THEN (
    SELECT count(*) FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
    WHERE a.client_id = s.client_id AND a.state = 'done' AND a.kind = 'call' AND a.direction = 'outgoing'
      AND o.is_reached = FALSE AND a.done_at < %(end)s AND a.done_at >= %(end)s - interval '14 days'
      AND a.done_at > COALESCE(talks.last_at, '-infinity'))
  END AS attempts_without_talk_14,
  CASE WHEN %(knows_work)s AND makers.known THEN COALESCE(%(day)s - talks.maker_day, %(never)s) END
    AS days_since_decision_maker_reached,
  CASE WHEN %(knows_work)s THEN talks.calls_since_start END AS calls_reached_since_start,
  CASE WHEN %(knows_work)s THEN COALESCE(%(day)s - talks.visit_day, %(never)s) END AS days_since_visit,
  CASE WHEN %(knows_work)s THEN COALESCE(%(day)s - talks.entered_day, %(never)s) END AS days_since_product_entered,
  (SELECT min((a.planned_at AT TIME ZONE %(zone)s)::date) FROM work_activity a
   WHERE a.client_id = s.client_id AND a.state = 'planned') AS next_planned_date
FROM (
  SELECT
    COALESCE(array_agg(p.id), '{}') AS ids, count(*) > 0 AS known
  FROM clients_person p
  WHERE p.client_id = s.client_id AND 'decision_maker' = ANY(p.roles)
    AND (p.started_date IS NULL OR p.started_date <= %(day)s) AND (p.left_date IS NULL OR p.left_date > %(day)s)
) makers
CROSS JOIN (
  SELECT GREATEST(CASE WHEN c.since_date <= %(day)s THEN c.since_date END,
                  CASE WHEN c.remote_since_date <= %(day)s THEN c.remote_since_date END) AS day
  FROM clients_client c WHERE c.id = s.client_id
) start
CROSS JOIN LATERAL (
  SELECT
    max(t.done_at) AS last_at, max(t.day) AS last_day,
    count(*) FILTER (WHERE t.day > %(day)s - 30) AS reached_30,
    count(*) FILTER (WHERE t.day > %(day)s - 90) AS reached_90,
    max(t.day) FILTER (WHERE t.person_id = ANY(makers.ids)) AS maker_day,
    count(*) FILTER (WHERE t.kind = 'call' AND t.day >= COALESCE(start.day, '-infinity'::date)) AS calls_since_start,
    max(t.day) FILTER (WHERE t.kind = 'visit') AS visit_day,
    max(t.day) FILTER (WHERE t.is_product_entered) AS entered_day
  FROM (
    SELECT a.done_at, (a.done_at AT TIME ZONE %(zone)s)::date AS day, a.person_id, a.kind, a.is_product_entered
    FROM work_activity a LEFT JOIN work_outcome o ON o.id = a.outcome_id
    WHERE a.client_id = s.client_id AND a.state = 'done' AND a.done_at < %(end)s
      AND COALESCE(o.is_reached, a.kind <> 'mail')
  ) t
) talks
""",
)
