"""Debt and promises to pay (M1, M4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact, MoneyFact, Passing
from mayak.facts.subjects.base import CLIENT, FactColumns, Source, Subject


class MoneyFacts(FactColumns):
    """Invoices, payments matched to them, promises. Only uncancelled invoices issued by the day count."""

    debt_amount = MoneyFact(_("debt"), help=_("The unpaid rest of invoices whose term has passed."))
    unpaid_amount = MoneyFact(_("unpaid in all"), help=_("Invoices within their term included."))
    overdue_days = CountFact(
        _("debt overdue for"), unit=_("days"), help=_("By the oldest unpaid invoice; 0: none."), passing=Passing.GROWS
    )
    overdue_invoices = CountFact(_("overdue invoices"))
    unpaid_invoices = CountFact(_("unpaid invoices"))
    oldest_due_date = DateFact(_("oldest unpaid term"))
    days_since_payment = DaysFact(_("since the last payment"))
    open_promises = CountFact(_("open promises to pay"))
    promise_overdue_days = CountFact(
        _("a promise to pay is overdue for"),
        unit=_("days"),
        help=_("The longest; 0 when none is."),
        passing=Passing.GROWS,
    )
    next_promise_date = DateFact(_("money promised by"))
    broken_promises_180 = CountFact(_("broken promises in 180 days"))

    class Meta:
        abstract = True


MONEY = Subject(
    name="money",
    columns=MoneyFacts,
    sources=(
        Source("money_invoice"),
        Source(
            "money_payment",
            CLIENT + " UNION ALL SELECT i.client_id FROM money_invoice i WHERE i.id = r.invoice_id",
        ),
        Source("money_promise"),
    ),
    select="""
SELECT
  CASE WHEN %(knows_invoices)s THEN unpaid.debt END AS debt_amount,
  CASE WHEN %(knows_invoices)s THEN unpaid.amount END AS unpaid_amount,
  CASE WHEN %(knows_invoices)s THEN GREATEST(COALESCE(%(day)s - unpaid.oldest, 0), 0) END AS overdue_days,
  CASE WHEN %(knows_invoices)s THEN unpaid.overdue END AS overdue_invoices,
  CASE WHEN %(knows_invoices)s THEN unpaid.count END AS unpaid_invoices,
  unpaid.oldest AS oldest_due_date,
  CASE WHEN %(knows_invoices)s THEN COALESCE(%(day)s - (
    SELECT max(p.paid_date) FROM money_payment p WHERE p.client_id = s.client_id AND p.paid_date <= %(day)s),
    %(never)s) END AS days_since_payment,
  promises.open_promises,
  promises.promise_overdue_days,
  promises.next_promise_date,
  promises.broken_promises_180
FROM (
  SELECT
    COALESCE(sum(i.rest) FILTER (WHERE i.due < %(day)s), 0) AS debt,
    COALESCE(sum(i.rest), 0) AS amount,
    min(i.due) AS oldest,
    count(*) FILTER (WHERE i.due < %(day)s) AS overdue,
    count(*) AS count
  FROM (
    SELECT COALESCE(i.due_date, i.issued_date + %(payment_term_days)s) AS due,
      i.amount - COALESCE((SELECT sum(p.amount) FROM money_payment p
                           WHERE p.invoice_id = i.id AND p.paid_date <= %(day)s), 0) AS rest
    FROM money_invoice i
    WHERE i.client_id = s.client_id AND i.issued_date <= %(day)s
      AND (i.cancelled_date IS NULL OR i.cancelled_date > %(day)s)
  ) i
  WHERE i.rest > 0
) unpaid
CROSS JOIN (
  SELECT
    count(*) FILTER (WHERE p.is_last AND NOT p.is_kept) AS open_promises,
    COALESCE(max(GREATEST(%(day)s - p.expected_date, 0)) FILTER (WHERE p.is_last AND NOT p.is_kept), 0)
      AS promise_overdue_days,
    min(p.expected_date) FILTER (WHERE p.is_last AND NOT p.is_kept AND p.expected_date >= %(day)s)
      AS next_promise_date,
    count(*) FILTER (WHERE p.expected_date < %(day)s AND p.expected_date >= %(day)s - 180 AND NOT p.was_kept_in_time)
      AS broken_promises_180
  FROM (
    SELECT p.expected_date,
      p.promised_date = max(p.promised_date) OVER (PARTITION BY p.invoice_id) AS is_last,
      COALESCE(i.cancelled_date <= %(day)s, FALSE) OR by_now.paid AS is_kept,
      COALESCE(i.cancelled_date <= p.expected_date, FALSE) OR in_time.paid AS was_kept_in_time
    FROM money_promise p LEFT JOIN money_invoice i ON i.id = p.invoice_id
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN i.id IS NULL THEN COALESCE(sum(m.amount) FILTER (WHERE m.paid_date >= p.promised_date), 0)
                               >= COALESCE(p.amount, 0.01)
        ELSE COALESCE(sum(m.amount), 0) >= i.amount
             OR COALESCE(sum(m.amount) FILTER (WHERE m.paid_date >= p.promised_date), 0) >= p.amount
        END IS TRUE AS paid
      FROM money_payment m
      WHERE m.paid_date <= %(day)s
        AND (m.invoice_id = p.invoice_id OR p.invoice_id IS NULL AND m.client_id = p.client_id)
    ) by_now
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN i.id IS NULL THEN COALESCE(sum(m.amount) FILTER (WHERE m.paid_date >= p.promised_date), 0)
                               >= COALESCE(p.amount, 0.01)
        ELSE COALESCE(sum(m.amount), 0) >= i.amount
             OR COALESCE(sum(m.amount) FILTER (WHERE m.paid_date >= p.promised_date), 0) >= p.amount
        END IS TRUE AS paid
      FROM money_payment m
      WHERE m.paid_date <= LEAST(p.expected_date, %(day)s)
        AND (m.invoice_id = p.invoice_id OR p.invoice_id IS NULL AND m.client_id = p.client_id)
    ) in_time
    WHERE p.client_id = s.client_id AND p.promised_date <= %(day)s
  ) p
) promises
""",
)
