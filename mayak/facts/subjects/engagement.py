"""Events, portal, newsletters: whether the client takes what the service offers (S1, W4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DaysFact, FlagFact
from mayak.facts.subjects.base import FactColumns, Source, Subject


class EngagementFacts(FactColumns):
    """Each is unknown while the office records nothing of the kind."""

    attended_180 = CountFact(_("events attended in 180 days"))
    video_views_90 = CountFact(_("video seminars watched in 90 days"))
    is_on_portal = FlagFact(_("registered on the portal"))
    portal_visits_30 = CountFact(_("portal visits in 30 days"))
    mails_30 = CountFact(_("newsletters sent in 30 days"))
    mail_opens_30 = CountFact(_("newsletters opened in 30 days"))
    mail_clicks_30 = CountFact(_("clicks in newsletters in 30 days"))
    days_since_mail_opened = DaysFact(_("since a newsletter was opened"))
    days_since_mail_to_product = DaysFact(_("since a click from a newsletter to the product"))

    class Meta:
        abstract = True


ENGAGEMENT = Subject(
    name="engagement",
    columns=EngagementFacts,
    sources=(
        Source("usage_attendance"),
        Source("usage_event", "SELECT a.client_id FROM usage_attendance a WHERE a.event_id = r.id"),
        Source("usage_portalaction"),
        Source("usage_mailevent"),
    ),
    select="""
SELECT
  CASE WHEN %(knows_attendance)s THEN events.attended_180 END AS attended_180,
  CASE WHEN %(knows_attendance)s OR %(knows_portal)s THEN events.videos_90 + portal.videos_90 END AS video_views_90,
  CASE WHEN %(knows_portal)s THEN portal.is_registered END AS is_on_portal,
  CASE WHEN %(knows_portal)s THEN portal.visits_30 END AS portal_visits_30,
  CASE WHEN %(knows_mail)s THEN mail.sent_30 END AS mails_30,
  CASE WHEN %(knows_mail)s THEN mail.opens_30 END AS mail_opens_30,
  CASE WHEN %(knows_mail)s THEN mail.clicks_30 END AS mail_clicks_30,
  CASE WHEN %(knows_mail)s THEN COALESCE(%(day)s - mail.opened_day, %(never)s) END AS days_since_mail_opened,
  CASE WHEN %(knows_mail)s THEN COALESCE(%(day)s - mail.product_day, %(never)s) END AS days_since_mail_to_product
FROM (
  SELECT count(*) FILTER (WHERE a.day > %(day)s - 180) AS attended_180,
    count(*) FILTER (WHERE a.kind = 'video' AND a.day > %(day)s - 90) AS videos_90
  FROM (
    SELECT COALESCE(a.day, e.day) AS day, e.kind FROM usage_attendance a JOIN usage_event e ON e.id = a.event_id
    WHERE a.client_id = s.client_id AND a.is_attended
  ) a
  WHERE a.day <= %(day)s
) events
CROSS JOIN (
  SELECT COALESCE(sum(p.count) FILTER (WHERE p.action = 'video' AND p.day > %(day)s - 90), 0) AS videos_90,
    COALESCE(bool_or(p.action = 'registered'), FALSE) AS is_registered,
    COALESCE(sum(p.count) FILTER (WHERE p.action = 'visit' AND p.day > %(day)s - 30), 0) AS visits_30
  FROM usage_portalaction p WHERE p.client_id = s.client_id AND p.day <= %(day)s
) portal
CROSS JOIN (
  SELECT count(*) FILTER (WHERE m.day > %(day)s - 30) AS sent_30,
    count(m.opened) FILTER (WHERE m.opened > %(day)s - 30) AS opens_30,
    COALESCE(sum(m.clicks) FILTER (WHERE m.day > %(day)s - 30), 0) AS clicks_30,
    max(m.opened) AS opened_day,
    max(COALESCE(m.opened, m.day)) FILTER (WHERE m.clicks_to_product > 0) AS product_day
  FROM (
    SELECT (m.sent_at AT TIME ZONE %(zone)s)::date AS day,
      CASE WHEN m.opened_at < %(end)s THEN (m.opened_at AT TIME ZONE %(zone)s)::date END AS opened,
      m.clicks, m.clicks_to_product
    FROM usage_mailevent m WHERE m.client_id = s.client_id AND m.sent_at < %(end)s
  ) m
) mail
""",
)
