"""The people of the client who work there on the day (C4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, Passing
from mayak.facts.subjects.base import FactColumns, Source, Subject

OF_PERSON = "SELECT pr.client_id FROM clients_person pr WHERE pr.id = r.person_id"


class PersonFacts(FactColumns):
    """How many there are, in which roles; the next birthday."""

    working_persons = CountFact(_("contact persons"))
    key_users = CountFact(_("key users"))
    decision_makers = CountFact(_("decision makers"))
    days_to_birthday = CountFact(_("days to the next birthday"), unit=_("days"), passing=Passing.SHRINKS)

    class Meta:
        abstract = True


PERSONS = Subject(
    name="persons",
    columns=PersonFacts,
    # No fact here is measured from the rubrics and own regimes: conditions read them, see conditions/compiler.py.
    sources=(
        Source("clients_person"),
        Source("clients_personrubric", OF_PERSON),
        Source("clients_persontaxregime", OF_PERSON),
    ),
    # 29 February is congratulated on the 28th in other years: adding years to a date does exactly that.
    select="""
SELECT
  count(*) AS working_persons,
  count(*) FILTER (WHERE 'key_user' = ANY(p.roles)) AS key_users,
  count(*) FILTER (WHERE 'decision_maker' = ANY(p.roles)) AS decision_makers,
  min(CASE WHEN b.this_year >= %(day)s THEN b.this_year ELSE b.next_year END - %(day)s) AS days_to_birthday
FROM clients_person p
CROSS JOIN LATERAL (
  SELECT (p.birth_date + make_interval(years => n.years))::date AS this_year,
    (p.birth_date + make_interval(years => n.years + 1))::date AS next_year
  FROM (SELECT (extract(year FROM %(day)s::date) - extract(year FROM p.birth_date))::int AS years) n
) b
WHERE p.client_id = s.client_id
  AND (p.started_date IS NULL OR p.started_date <= %(day)s) AND (p.left_date IS NULL OR p.left_date > %(day)s)
""",
)
