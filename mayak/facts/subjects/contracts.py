"""The contract in force and when it ends (C1)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, FlagFact, MoneyFact, Passing
from mayak.facts.subjects.base import FactColumns, Source, Subject


class ContractFacts(FactColumns):
    """The contract signed last; of several of one day, the one that ends first. Unknown without a contract."""

    has_contract_end = FlagFact(_("the contract has an end"))
    renewal_date = DateFact(_("the contract ends"), help=_("Prepaid: the end of the paid period."))
    days_to_renewal = CountFact(
        _("days to renewal"), unit=_("days"), help=_("Negative: the end has passed."), passing=Passing.SHRINKS
    )
    is_prepaid = FlagFact(_("pays in advance"))
    monthly_amount = MoneyFact(_("sum of the contract a month"))

    class Meta:
        abstract = True


CONTRACTS = Subject(
    name="contracts",
    columns=ContractFacts,
    sources=(Source("clients_contract"),),
    select="""
SELECT
  CASE WHEN count(*) > 0 THEN min(k.end_date) IS NOT NULL END AS has_contract_end,
  min(k.end_date) AS renewal_date,
  min(k.end_date) - %(day)s AS days_to_renewal,
  bool_or(k.payment_terms = 'prepaid') AS is_prepaid,
  sum(k.monthly_amount) AS monthly_amount
FROM (
  SELECT k.payment_terms, k.monthly_amount,
    CASE WHEN k.payment_terms = 'prepaid' THEN k.prepaid_until_date ELSE k.ends_date END AS end_date,
    k.signed_date = max(k.signed_date) OVER () AS is_latest
  FROM clients_contract k
  WHERE k.client_id = s.client_id AND k.signed_date <= %(day)s
) k
WHERE k.is_latest
""",
)
