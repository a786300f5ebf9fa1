"""What was agreed (W8)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, Passing
from mayak.facts.subjects.base import FactColumns, Source, Subject


class AgreementFacts(FactColumns):
    """Open and overdue agreements; promises to pay are counted under money."""

    open_agreements = CountFact(_("open agreements"))
    overdue_agreements = CountFact(_("overdue agreements"))
    agreement_overdue_days = CountFact(
        _("an agreement is overdue for"), unit=_("days"), help=_("The longest; 0 when none is."), passing=Passing.GROWS
    )
    next_agreement_date = DateFact(_("next agreement due"))

    class Meta:
        abstract = True


AGREEMENTS = Subject(
    name="agreements",
    columns=AgreementFacts,
    sources=(Source("work_agreement"),),
    select="""
SELECT
  count(*) AS open_agreements,
  count(*) FILTER (WHERE g.due_date < %(day)s) AS overdue_agreements,
  COALESCE(GREATEST(%(day)s - min(g.due_date), 0), 0) AS agreement_overdue_days,
  min(g.due_date) FILTER (WHERE g.due_date >= %(day)s) AS next_agreement_date
FROM work_agreement g
WHERE g.client_id = s.client_id AND (g.made_date IS NULL OR g.made_date <= %(day)s)
  AND (g.state = 'open' OR g.closed_date > %(day)s)
""",
)
