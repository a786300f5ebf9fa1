"""Where the client stands: in service, status, mode, for how long, who is responsible (C1)."""

from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import ServiceMode
from mayak.clients.models import ClientStatus
from mayak.facts.fields import ChoiceFact, CountFact, DaysFact, FlagFact, StaffFact
from mayak.facts.subjects.base import EVERYBODY, FactColumns, Source, Subject


class ServiceFacts(FactColumns):
    """Status, mode, age and responsible staff on the day."""

    is_served = FlagFact(_("is a client"), help=_("Has come and has not been disconnected."))
    status = ChoiceFact(_("status"), choices=ClientStatus.choices)
    service_mode = ChoiceFact(_("service mode"), choices=ServiceMode.choices)
    expert_id = StaffFact(_("expert"))
    account_manager_id = StaffFact(_("account manager"))
    days_as_client = DaysFact(_("a client for"), never=_("since ever"))
    days_since_start = DaysFact(
        _("since the start of service"),
        never=_("since ever"),
        help=_("Counted from joining, or from the later move to remote service."),
    )
    working_days_since_start = CountFact(
        _("working days since the start of service"), unit=_("days"), help=_("Counted up to 30.")
    )

    class Meta:
        abstract = True


SERVICE = Subject(
    name="service",
    columns=ServiceFacts,
    sources=(
        Source("clients_client", "SELECT r.id"),
        Source("clients_clientstatusperiod"),
        Source("clients_responsibility"),
        Source("core_calendarday", EVERYBODY),
    ),
    select="""
SELECT
  (c.since_date IS NULL OR c.since_date <= %(day)s) AND (c.left_date IS NULL OR c.left_date > %(day)s) AS is_served,
  COALESCE(
    (SELECT p.status FROM clients_clientstatusperiod p
     WHERE p.client_id = c.id AND daterange(p.from_date, p.to_date, '[]') @> %(day)s::date),
    CASE WHEN c.left_date <= %(day)s THEN 'disconnected'
         WHEN c.left_date > %(day)s AND c.status = 'disconnected' THEN 'active'
         ELSE c.status END) AS status,
  c.service_mode,
  (SELECT r.staff_id FROM clients_responsibility r WHERE r.client_id = c.id AND r.role = 'expert'
     AND daterange(r.from_date, r.to_date, '[]') @> %(day)s::date) AS expert_id,
  (SELECT r.staff_id FROM clients_responsibility r WHERE r.client_id = c.id AND r.role = 'account_manager'
     AND daterange(r.from_date, r.to_date, '[]') @> %(day)s::date) AS account_manager_id,
  COALESCE(%(day)s - c.since_date, %(never)s) AS days_as_client,
  COALESCE(%(day)s - start.day, %(never)s) AS days_since_start,
  -- No further: the number of working days in any sixty days goes up and down for ever.
  (SELECT LEAST(count(*), 30) FROM unnest(%(working_days)s::date[]) working(day)
   WHERE working.day > COALESCE(start.day, '-infinity'::date) AND working.day <= %(day)s)
    AS working_days_since_start
FROM clients_client c
CROSS JOIN LATERAL (
  SELECT GREATEST(CASE WHEN c.since_date <= %(day)s THEN c.since_date END,
                  CASE WHEN c.remote_since_date <= %(day)s THEN c.remote_since_date END) AS day) start
WHERE c.id = s.client_id
""",
)
