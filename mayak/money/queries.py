"""What a client owes, how it pays, which acts are out (M1, M5). Roubles as Decimal."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mayak.core.questions import Question, Row
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day

# An invoice without a term is due so many days after its issue (exchange.md).
DUE_DAYS = 10


@dataclass(frozen=True)
class MoneyOverview:
    """The four figures of a client: debt, habit of paying, acts. Counts are over the 12 months before the day.

    ``debt``: the unpaid rest of uncancelled invoices with a term before the day; ``oldest_due``: the term of the
    oldest of them; ``usual_day``: the day of the month by which half of the payments came.
    """

    debt: Decimal
    oldest_due: date | None
    invoices: int
    paid_in_time: int
    usual_day: int | None
    acts: int
    acts_returned: int


@dataclass(frozen=True)
class OpenPromise:
    """A promise to pay whose money has not come in full."""

    pk: int
    amount: Decimal | None
    expected_date: date
    promised_date: date
    invoice_number: str
    person: str
    is_broken: bool


_OVERVIEW = f"""
WITH bills AS (
  SELECT i.amount, coalesce(i.due_date, i.issued_date + {DUE_DAYS}) AS due,
    coalesce(sum(p.amount) FILTER (WHERE p.paid_date <= %(today)s), 0) AS paid,
    coalesce(sum(p.amount) FILTER (WHERE p.paid_date <= coalesce(i.due_date, i.issued_date + {DUE_DAYS})), 0) AS timely
  FROM money_invoice i LEFT JOIN money_payment p ON p.invoice_id = i.id
  WHERE i.client_id = %(client_id)s AND i.issued_date <= %(today)s
    AND (i.cancelled_date IS NULL OR i.cancelled_date > %(today)s)
  GROUP BY i.id
), debts AS (SELECT sum(amount - paid) AS debt, min(due) AS oldest_due
   FROM bills WHERE due < %(today)s AND paid < amount),
habit AS (SELECT count(*) AS invoices, count(*) FILTER (WHERE timely >= amount) AS in_time
   FROM bills WHERE due < %(today)s AND due >= %(today)s::date - interval '12 months'),
paying AS (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(day FROM paid_date))::int AS usual_day
   FROM money_payment WHERE client_id = %(client_id)s AND paid_date <= %(today)s
    AND paid_date >= %(today)s::date - interval '12 months' HAVING count(*) >= 3),
papers AS (SELECT count(*) AS acts, count(*) FILTER (WHERE returned_date <= %(today)s) AS returned
   FROM money_act WHERE client_id = %(client_id)s AND issued_date <= %(today)s
    AND issued_date >= %(today)s::date - interval '12 months')
SELECT debts.*, habit.*, papers.*, (SELECT usual_day FROM paying) AS usual_day FROM debts, habit, papers
"""


def money_of(client_id: int, today: date) -> Question[MoneyOverview]:
    """The money of a client as of a day."""
    return Question(_OVERVIEW, {"client_id": client_id, "today": today}, _read_overview)


def _read_overview(rows: list[Row]) -> MoneyOverview:
    row = rows[0]
    return MoneyOverview(
        debt=as_amount(row["debt"]) or Decimal(0),
        oldest_due=as_day(row["oldest_due"]),
        invoices=row["invoices"],
        paid_in_time=row["in_time"],
        usual_day=row["usual_day"],
        acts=row["acts"],
        acts_returned=row["returned"],
    )


# A promise (alias ``promise``) that still waits for its money on the day %(day)s: its invoice is neither cancelled nor
# paid in full, or, without an invoice, the promised sum has not come since; and no newer one for the same replaced it.
PROMISE_STANDS = """(
  CASE WHEN promise.invoice_id IS NULL THEN
    (SELECT coalesce(sum(paid.amount), 0) FROM money_payment paid
      WHERE paid.client_id = promise.client_id AND paid.paid_date BETWEEN promise.promised_date AND %(day)s)
      < coalesce(promise.amount, 0.01)
  ELSE EXISTS (SELECT 1 FROM money_invoice bill WHERE bill.id = promise.invoice_id
      AND (bill.cancelled_date IS NULL OR bill.cancelled_date > %(day)s)
      AND bill.amount > (SELECT coalesce(sum(paid.amount), 0) FROM money_payment paid
                          WHERE paid.invoice_id = bill.id AND paid.paid_date <= %(day)s))
  END
  AND NOT EXISTS (SELECT 1 FROM money_promise newer WHERE newer.client_id = promise.client_id
    AND newer.invoice_id IS NOT DISTINCT FROM promise.invoice_id
    AND newer.promised_date > promise.promised_date AND newer.promised_date <= %(day)s)
)"""

_OPEN_PROMISES = f"""
SELECT promise.id, promise.amount, promise.expected_date, promise.promised_date, i.number AS invoice_number,
  i.amount AS invoice_amount, trim(concat_ws(' ', person.first_name, person.last_name)) AS person
FROM money_promise promise
LEFT JOIN money_invoice i ON i.id = promise.invoice_id
LEFT JOIN clients_person person ON person.id = promise.person_id
WHERE promise.client_id = %(client_id)s AND promise.promised_date <= %(day)s AND {PROMISE_STANDS}
ORDER BY promise.expected_date, promise.id
"""


def open_promises_of(client_id: int, today: date) -> Question[tuple[OpenPromise, ...]]:
    """Promises to pay that wait for their money; a newer promise for the same invoice replaces the older one."""

    def read(rows: list[Row]) -> tuple[OpenPromise, ...]:
        return tuple(_read_promise(row, today) for row in rows)

    return Question(_OPEN_PROMISES, {"client_id": client_id, "day": today}, read)


def _read_promise(row: Row, today: date) -> OpenPromise:
    expected = date.fromisoformat(row["expected_date"])
    wanted = row["amount"] if row["amount"] is not None else row["invoice_amount"]
    return OpenPromise(
        pk=row["id"],
        amount=as_amount(wanted),
        expected_date=expected,
        promised_date=date.fromisoformat(row["promised_date"]),
        invoice_number=row["invoice_number"] or "",
        person=row["person"] or "",
        is_broken=expected < today,
    )
