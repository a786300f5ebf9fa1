"""Invoices by their number or sum, for the search."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mayak.clients.domain.wanted import Only, Wanted
from mayak.clients.queries.finding import Hits, Page, nothing_found
from mayak.clients.queries.finding.contracts import NUMBER_QUALITY, documents_sql, number_params, number_ways
from mayak.clients.queries.finding.hits import hits_reader
from mayak.clients.queries.reach import Reach
from mayak.core.questions import Question, Row
from mayak.core.questions import amount as as_amount
from mayak.core.questions import day as as_day

_PAID = "(SELECT coalesce(sum(p.amount), 0) FROM money_payment p WHERE p.invoice_id = d.id)"
_SUM_FITS = "d.amount >= %(sum_from)s AND d.amount < %(sum_to)s"


@dataclass(frozen=True)
class FoundInvoice:
    """An invoice; ``quality``: 0 has this number or sum, 1 a number that begins so, 2 one that has it inside."""

    pk: int
    number: str
    issued_date: date
    amount: Decimal
    is_paid: bool
    is_cancelled: bool
    is_overdue: bool
    client_id: int
    client: str
    quality: int
    is_own: bool


def invoices_found(asked: Wanted, reach: Reach, page: Page, today: date) -> Question[Hits[FoundInvoice]]:
    """Invoices by a part of the number or by the sum (whole roubles stand for any kopecks), the newest first."""
    if asked.only not in (None, Only.DOCUMENTS) or not (asked.has_document or asked.amount is not None):
        return nothing_found()
    ways, quality = number_ways(asked), NUMBER_QUALITY
    params: dict[str, object] = {**number_params(asked), "invoice_day": today}
    if asked.amount is not None:
        ways = [*ways, _SUM_FITS]
        quality = f"CASE WHEN {_SUM_FITS} THEN 0 ELSE {NUMBER_QUALITY} END"
        after = Decimal(1) if asked.is_whole_amount else Decimal("0.01")
        params |= {"sum_from": asked.amount, "sum_to": asked.amount + after}
    told = f"""d.issued_date, d.amount, {_PAID} >= d.amount AS is_paid, d.cancelled_date IS NOT NULL AS is_cancelled,
      d.due_date < %(invoice_day)s AS is_overdue"""
    sql = documents_sql("money_invoice", ways, quality, "d.issued_date DESC, d.id DESC", told, reach, page)
    return Question(sql, params | reach.params | page.params, hits_reader(_read, page))


def _read(row: Row) -> FoundInvoice:
    issued, amount = as_day(row["issued_date"]), as_amount(row["amount"])
    assert issued is not None
    assert amount is not None
    return FoundInvoice(
        pk=row["id"],
        number=row["number"],
        issued_date=issued,
        amount=amount,
        is_paid=row["is_paid"],
        is_cancelled=row["is_cancelled"],
        is_overdue=bool(row["is_overdue"]),
        client_id=row["client_id"],
        client=row["client"],
        quality=row["quality"],
        is_own=row["is_own"],
    )
