"""The SELECTs of the day queue (W9)."""

from mayak.clients.queries.dialling import calls_refused, number_works

# An outcome says whether a talk took place; a done contact without one is a talk unless it was a letter.
REACHED = "COALESCE(outcome.is_reached, done.kind <> 'mail')"

_IN_FORCE = """
(responsible.from_date IS NULL OR responsible.from_date <= %(day)s)
AND (responsible.to_date IS NULL OR responsible.to_date >= %(day)s)
"""

# ``mine``: the member of staff and whom he substitutes. ``pool``: a manager's are the clients he manages,
# everybody else's those of which he is the expert. ``owing``: those of the pool whose promises are worth a look.
POOL = f"""
WITH mine AS (
    SELECT staff.id, CASE WHEN staff.role = 'account_manager' THEN 'account_manager' ELSE 'expert' END AS role
    FROM accounts_staff staff
    WHERE staff.id = %(me)s OR staff.id IN (
        SELECT absence.staff_id FROM accounts_absence absence
        WHERE absence.substitute_id = %(me)s AND absence.from_date <= %(day)s AND absence.to_date >= %(day)s)
), pool AS (
    SELECT DISTINCT responsible.client_id FROM clients_responsibility responsible
    JOIN mine ON mine.id = responsible.staff_id AND mine.role = responsible.role WHERE {_IN_FORCE}
)
SELECT (SELECT array_agg(mine.id) FROM mine),
  (SELECT COALESCE(array_agg(pool.client_id), '{{}}') FROM pool),
  (SELECT COALESCE(array_agg(pool.client_id), '{{}}') FROM pool
   LEFT JOIN facts_clientfacts facts ON facts.client_id = pool.client_id AND facts.as_of_date = %(day)s
   WHERE facts.promise_overdue_days IS DISTINCT FROM 0)
"""

_VISIBLE = f"""
(%(sees_all)s OR {{client}} = ANY(%(pool)s)
 OR EXISTS (SELECT FROM clients_responsibility responsible
    WHERE responsible.client_id = {{client}} AND responsible.staff_id = ANY(%(scope)s) AND {_IN_FORCE}))
"""

# One's own cases wherever one may look, and the pool's cases of nobody.
_MY_CASE = f"""
(case_.owner_id = ANY(%(mine)s) AND {_VISIBLE.format(client="case_.client_id")}
 OR case_.owner_id IS NULL AND case_.client_id = ANY(%(pool)s))
"""

# A contact of a client that was handed over belongs to the pool's new owner.
_ORPHAN = f"""
(planned.client_id = ANY(%(pool)s) AND NOT EXISTS (SELECT FROM clients_responsibility responsible
    WHERE responsible.client_id = planned.client_id AND responsible.staff_id = planned.executor_id AND {_IN_FORCE}))
"""

_PUT_OFF = """
EXISTS (SELECT FROM planning_putoff put_off
        WHERE put_off.client_id = {client} AND put_off.until_date > %(day)s)
"""

_TALKED = f"""
EXISTS (SELECT FROM work_activity done LEFT JOIN work_outcome outcome ON outcome.id = done.outcome_id
        WHERE done.client_id = {{client}} AND done.state = 'done' AND {REACHED}
          AND done.done_at >= {{since}} AND done.done_at < %(end)s)
"""


def _waits(client: str) -> str:
    """Overdue things wait while the line is not put off and nobody talked to the client today."""
    return f"NOT {_PUT_OFF.format(client=client)} AND NOT {_TALKED.format(client=client, since='%(start)s')}"


PLANNED = f"""
SELECT planned.client_id, planned.id AS ref, planned.planned_at AS deadline, planned.goal AS words, planned.attempt,
  planned.person_id, planned.cycle_step, planned.executor_id, stage.name AS stage,
  CASE WHEN planned.is_fixed_time THEN 'fixed' WHEN planned.is_call_back THEN 'call_back' ELSE 'planned' END AS kind,
  CASE WHEN planned.executor_id <> %(me)s THEN trim(concat_ws(' ', staff.first_name, staff.last_name)) END AS instead_of
FROM (
    SELECT planned.id FROM work_activity planned
    WHERE planned.state = 'planned' AND planned.planned_at < %(end)s AND planned.executor_id = ANY(%(mine)s)
      AND {_VISIBLE.format(client="planned.client_id")}
    UNION
    SELECT planned.id FROM work_activity planned
    WHERE planned.state = 'planned' AND planned.planned_at < %(end)s AND {_ORPHAN}) chosen
JOIN work_activity planned ON planned.id = chosen.id
JOIN accounts_staff staff ON staff.id = planned.executor_id
LEFT JOIN work_stage stage ON stage.id = planned.stage_id
"""


def overdue(promise_stands: str) -> str:
    """Overdue reactions, agreements and promises of the pool."""
    return f"""
SELECT case_.client_id, 'case' AS kind, case_.id AS ref, case_.due_date AS due, case_.title AS words,
  NULL::numeric AS amount, TRUE AS is_ours
FROM cases_case case_
WHERE case_.closed_at IS NULL AND case_.due_date < %(day)s AND {_MY_CASE} AND {_waits("case_.client_id")}
UNION ALL
SELECT agreement.client_id, 'agreement', agreement.id, agreement.due_date, agreement.text, NULL, agreement.owner = 'us'
FROM work_agreement agreement
WHERE agreement.state = 'open' AND agreement.due_date < %(day)s AND agreement.client_id = ANY(%(pool)s)
  AND {_waits("agreement.client_id")}
UNION ALL
SELECT promise.client_id, 'promise', promise.id, promise.expected_date,
  COALESCE((SELECT number FROM money_invoice WHERE id = promise.invoice_id), ''), promise.amount, FALSE
FROM money_promise promise
WHERE promise.expected_date < %(day)s AND promise.client_id = ANY(%(owing)s)
  AND {_waits("promise.client_id")} AND {promise_stands}
"""


# Roubles at stake: the overdue debt, else the price to the end of the paid period (a month when paid monthly).
STAKE = """
CASE WHEN facts.debt_amount > 0 THEN facts.debt_amount
ELSE COALESCE(facts.price_amount, facts.monthly_amount, 0) * CASE
    WHEN facts.is_prepaid AND facts.renewal_date >= %(day)s
    THEN (extract(year FROM facts.renewal_date) - extract(year FROM %(day)s::date)) * 12
         + extract(month FROM facts.renewal_date) - extract(month FROM %(day)s::date) + 1
    ELSE 1 END
END
"""

# The fact sheet of the day knows what is planned and when the last talk was; without one the records are asked.
NECESSITY = f"""
SELECT score.client_id
FROM lamps_score score LEFT JOIN facts_clientfacts facts ON facts.client_id = score.client_id
WHERE score.necessity > 0 AND score.client_id = ANY(%(pool)s)
  AND CASE WHEN facts.as_of_date = %(day)s
    THEN (facts.next_planned_date IS NULL OR facts.next_planned_date > %(planned_until)s)
      AND (facts.last_reached_date IS NULL OR facts.last_reached_date < %(talked_since)s)
    ELSE NOT EXISTS (SELECT FROM work_activity planned WHERE planned.client_id = score.client_id
                     AND planned.state = 'planned' AND planned.planned_at < %(planned_end)s)
      AND NOT {_TALKED.format(client="score.client_id", since="%(talked_start)s")}
  END
  AND NOT {_PUT_OFF.format(client="score.client_id")}
ORDER BY score.necessity DESC, ({STAKE}) DESC, facts.last_reached_date NULLS FIRST, score.client_id
LIMIT %(capacity)s
"""

DONE_TODAY = f"""
SELECT done.id, done.client_id, client.name AS client, done.done_at, done.minutes, done.is_product_entered,
  {REACHED} AS is_reached, COALESCE(outcome.is_effective, FALSE) AS is_effective, outcome.name AS outcome
FROM work_activity done JOIN clients_client client ON client.id = done.client_id
LEFT JOIN work_outcome outcome ON outcome.id = done.outcome_id
WHERE done.executor_id = %(me)s AND done.state = 'done' AND done.done_at >= %(start)s AND done.done_at < %(end)s
ORDER BY done.done_at DESC
"""

MY_CASES = f"""
SELECT case_.id, case_.client_id, client.name AS client, case_.kind, case_.title, case_.due_date, case_.opened_at
FROM cases_case case_ JOIN clients_client client ON client.id = case_.client_id
WHERE case_.closed_at IS NULL AND ({_MY_CASE}
  OR case_.client_id = ANY(%(pool)s) AND case_.kind IN ('threat', 'competitor', 'complaint'))
ORDER BY case_.due_date NULLS LAST, case_.opened_at, case_.id
"""

MY_AGREEMENTS = """
SELECT agreement.id, agreement.client_id, client.name AS client, agreement.text, agreement.due_date, agreement.state
FROM work_agreement agreement JOIN clients_client client ON client.id = agreement.client_id
WHERE agreement.owner = 'us' AND agreement.client_id = ANY(%(pool)s)
  AND (agreement.state = 'open' AND agreement.due_date <= %(day)s
       OR agreement.state = 'kept' AND agreement.closed_date = %(day)s)
ORDER BY agreement.state = 'kept', agreement.due_date, agreement.id
"""

# A client of the day with the person to talk to: the agreed one, today or for the next contact, else a key user,
# else the one last talked to, else whoever is known first.
CLIENTS = f"""
SELECT client.id, client.name, client.timezone, client.region, score.necessity, score.certainty,
  facts.debt_amount, facts.overdue_days, ({STAKE}) AS stake, facts.is_prepaid, facts.renewal_date,
  talk.done_at AS last_talk_at, tried.done_at AS last_tried_at,
  person.id AS person_id, person.last_name, person.first_name, person.position, person.roles,
  person.interests || person.topics AS topics, phones.numbers, phones.unwanted_numbers,
  {calls_refused()} AS is_consent_withdrawn
FROM clients_client client
LEFT JOIN lamps_score score ON score.client_id = client.id
LEFT JOIN facts_clientfacts facts ON facts.client_id = client.id
LEFT JOIN LATERAL (
    SELECT done.done_at, done.person_id
    FROM work_activity done LEFT JOIN work_outcome outcome ON outcome.id = done.outcome_id
    WHERE done.client_id = client.id AND done.state = 'done' AND {REACHED} AND done.done_at < %(end)s
    ORDER BY done.done_at DESC LIMIT 1) talk ON TRUE
LEFT JOIN LATERAL (
    SELECT done.done_at FROM work_activity done
    WHERE done.client_id = client.id AND done.state = 'done' AND done.kind = 'call' AND done.done_at < %(end)s
    ORDER BY done.done_at DESC LIMIT 1) tried ON TRUE
LEFT JOIN LATERAL (
    SELECT planned.person_id FROM work_activity planned
    WHERE planned.client_id = client.id AND planned.state = 'planned' ORDER BY planned.planned_at, planned.id LIMIT 1
    ) following ON TRUE
LEFT JOIN LATERAL (
    SELECT known.id FROM clients_person known
    WHERE known.client_id = client.id AND (known.left_date IS NULL OR known.left_date > %(day)s)
    ORDER BY known.id = ANY(%(agreed)s) DESC, (known.id = following.person_id) IS TRUE DESC,
      'key_user' = ANY(known.roles) DESC, (known.id = talk.person_id) IS TRUE DESC, known.id
    LIMIT 1) best ON TRUE
LEFT JOIN clients_person person ON person.id = best.id
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT {number_works()}) AS unwanted_numbers,
      COALESCE(json_agg(phone.number || CASE WHEN phone.extension = '' THEN '' ELSE ';ext=' || phone.extension END
                        ORDER BY phone.is_favourite DESC, phone."order", phone.id)
               FILTER (WHERE {number_works()}), '[]') AS numbers
    FROM clients_personphone phone WHERE phone.person_id = best.id) phones ON TRUE
WHERE client.id = ANY(%(clients)s)
"""
