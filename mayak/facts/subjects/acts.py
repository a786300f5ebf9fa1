"""Acts that have not come back signed (M5)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, MoneyFact, Passing
from mayak.facts.subjects.base import FactColumns, Source, Subject


class ActFacts(FactColumns):
    """Acts issued by the day and not returned by it."""

    acts_unreturned = CountFact(_("acts not returned"))
    acts_unreturned_amount = MoneyFact(_("sum of acts not returned"))
    acts_past_term_days = CountFact(
        _("an act is past its term of return for"),
        unit=_("days"),
        help=_("The longest; 0 when none is."),
        passing=Passing.GROWS,
    )
    acts_without_term_days = CountFact(
        _("an act without a term of return is out for"),
        unit=_("days"),
        help=_("The longest; 0 when none is."),
        passing=Passing.GROWS,
    )

    class Meta:
        abstract = True


ACTS = Subject(
    name="acts",
    columns=ActFacts,
    sources=(Source("money_act"),),
    select="""
SELECT
  CASE WHEN %(knows_acts)s THEN count(*) END AS acts_unreturned,
  CASE WHEN %(knows_acts)s THEN COALESCE(sum(a.amount), 0) END AS acts_unreturned_amount,
  CASE WHEN %(knows_acts)s THEN COALESCE(GREATEST(%(day)s - min(a.due_back_date), 0), 0) END AS acts_past_term_days,
  CASE WHEN %(knows_acts)s
    THEN COALESCE(%(day)s - min(a.issued_date) FILTER (WHERE a.due_back_date IS NULL), 0) END
    AS acts_without_term_days
FROM money_act a
WHERE a.client_id = s.client_id AND a.issued_date <= %(day)s
  AND (a.returned_date IS NULL OR a.returned_date > %(day)s)
""",
)
