"""Questions to the hotline (S1, S4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact
from mayak.facts.subjects.base import FactColumns, Source, Subject


class HotlineFacts(FactColumns):
    """Requests by phone, chat, portal. Unknown while the office records none."""

    last_hotline_date = DateFact(_("last hotline request"))
    days_since_hotline = DaysFact(_("since the last hotline request"))
    hotline_14 = CountFact(_("hotline requests in 14 days"))
    hotline_60 = CountFact(_("hotline requests in 60 days"))
    hotline_rated_30 = CountFact(_("rated hotline answers in 30 days"))
    hotline_lowest_rating_30 = CountFact(
        _("lowest rating of a hotline answer in 30 days"), help=_("1 to 5; unknown when none was rated.")
    )

    class Meta:
        abstract = True


HOTLINE = Subject(
    name="hotline",
    columns=HotlineFacts,
    sources=(Source("usage_hotlinerequest"),),
    select="""
SELECT
  max(h.day) AS last_hotline_date,
  CASE WHEN %(knows_hotline)s THEN COALESCE(%(day)s - max(h.day), %(never)s) END AS days_since_hotline,
  CASE WHEN %(knows_hotline)s THEN count(*) FILTER (WHERE h.day > %(day)s - 14) END AS hotline_14,
  CASE WHEN %(knows_hotline)s THEN count(*) FILTER (WHERE h.day > %(day)s - 60) END AS hotline_60,
  CASE WHEN %(knows_hotline)s THEN count(h.rating) FILTER (WHERE h.day > %(day)s - 30) END AS hotline_rated_30,
  min(h.rating) FILTER (WHERE h.day > %(day)s - 30) AS hotline_lowest_rating_30
FROM (
  SELECT (h.asked_at AT TIME ZONE %(zone)s)::date AS day, h.rating
  FROM usage_hotlinerequest h WHERE h.client_id = s.client_id AND h.asked_at < %(end)s
) h
""",
)
