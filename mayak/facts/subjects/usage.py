"""How the product is used (S1, S4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact, NumberFact
from mayak.facts.subjects.base import FactColumns, Source, Subject


class UsageFacts(FactColumns):
    """Log-ins. Unknown while the office records none."""

    last_login_date = DateFact(_("last log-in"))
    days_without_login = DaysFact(_("without a log-in for"))
    unused_days = DaysFact(
        _("the product lies unused for"),
        help=_(
            "Days without a log-in, counted from the activation of the oldest active kit at the most. Unknown without "
            "an active kit, and for local and flash kits whose log-ins are not recorded at all."
        ),
    )
    logins_7 = CountFact(_("log-ins in 7 days"))
    logins_28 = CountFact(_("log-ins in 28 days"))
    logins_30 = CountFact(_("log-ins in 30 days"))
    logins_base_28 = NumberFact(_("usual log-ins in 28 days"), help=_("The average of the 84 days before these 28."))
    login_trend = NumberFact(_("log-ins against the usual"), help=_("1 is as usual, 0.5 half of it."))
    searches_30 = CountFact(_("searches in 30 days"))
    login_persons_30 = CountFact(_("people who logged in within 30 days"))

    class Meta:
        abstract = True


USAGE = Subject(
    name="usage",
    columns=UsageFacts,
    sources=(Source("usage_usageday"), Source("clients_kit")),
    select="""
SELECT
  last.day AS last_login_date,
  CASE WHEN %(knows_usage)s THEN COALESCE(%(day)s - last.day, %(never)s) END AS days_without_login,
  CASE WHEN %(knows_usage)s AND (kits.online OR kits.days IS NOT NULL AND EXISTS (
      SELECT 1 FROM usage_usageday u WHERE u.client_id = s.client_id AND u.day <= %(day)s))
    THEN LEAST(kits.days, COALESCE(%(day)s - last.day, %(never)s)) END AS unused_days,
  CASE WHEN %(knows_usage)s THEN sums.logins_7 END AS logins_7,
  CASE WHEN %(knows_usage)s THEN sums.logins_28 END AS logins_28,
  CASE WHEN %(knows_usage)s THEN sums.logins_30 END AS logins_30,
  CASE WHEN %(knows_usage)s THEN round(sums.logins_before_84 / 3.0, 2) END AS logins_base_28,
  CASE WHEN %(knows_usage)s THEN round(sums.logins_28 * 3.0 / NULLIF(sums.logins_before_84, 0), 2) END AS login_trend,
  CASE WHEN %(knows_usage)s THEN sums.searches_30 END AS searches_30,
  CASE WHEN %(knows_usage)s THEN sums.persons_30 END AS login_persons_30
FROM (
  SELECT max(COALESCE(%(day)s - k.active_from_date, %(never)s)) AS days, bool_or(k.kind = 'online') AS online
  FROM clients_kit k
  WHERE k.client_id = s.client_id AND (k.active_from_date IS NULL OR k.active_from_date <= %(day)s)
    AND (k.active_to_date IS NULL OR k.active_to_date >= %(day)s)
) kits
CROSS JOIN (
  SELECT (SELECT u.day FROM usage_usageday u
          WHERE u.client_id = s.client_id AND u.day <= %(day)s AND u.logins > 0
          ORDER BY u.day DESC LIMIT 1) AS day
) last
CROSS JOIN (
  SELECT
    COALESCE(sum(u.logins) FILTER (WHERE u.day > %(day)s - 7), 0) AS logins_7,
    COALESCE(sum(u.logins) FILTER (WHERE u.day > %(day)s - 28), 0) AS logins_28,
    COALESCE(sum(u.logins) FILTER (WHERE u.day > %(day)s - 30), 0) AS logins_30,
    COALESCE(sum(u.logins) FILTER (WHERE u.day <= %(day)s - 28), 0) AS logins_before_84,
    COALESCE(sum(u.searches) FILTER (WHERE u.day > %(day)s - 30), 0) AS searches_30,
    count(DISTINCT u.person_id) FILTER (WHERE u.day > %(day)s - 30 AND u.logins > 0) AS persons_30
  FROM usage_usageday u
  WHERE u.client_id = s.client_id AND u.day <= %(day)s AND u.day > %(day)s - 112
) sums
""",
)
