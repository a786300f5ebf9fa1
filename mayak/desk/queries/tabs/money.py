"""Invoices, payments, acts and promises as tables."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.core import clock
from mayak.desk.queries.tables import Cell, Column, Table, num
from mayak.desk.queries.tabs.rows import marked, more, person_name, taken
from mayak.desk.queries.window import Frame
from mayak.money.models import Act, Invoice, Payment, Promise
from mayak.money.queries import DUE_DAYS
from mayak.ui.formats import day_short, money_bare


def money_tab(client_id: int, frame: Frame, limit: int) -> list[Table]:
    """The tables of the tab."""
    return [
        _invoices(client_id, frame, limit),
        _payments(client_id, frame, limit),
        _acts(client_id, frame, limit),
        _promises(client_id, frame, limit),
    ]


def _month(value: date) -> str:
    return f"{value:%m.%Y}"


def _invoices(client_id: int, frame: Frame, limit: int) -> Table:
    paid = Payment.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(s=Sum("amount"))
    zero = Value(Decimal(0), output_field=DecimalField())
    invoices = taken(
        Invoice.objects.filter(client=client_id).annotate(paid=Coalesce(Subquery(paid.values("s")), zero)), limit
    )
    columns = [
        Column(_("Invoice")),
        Column(_("Period")),
        Column(_("Issued")),
        Column(_("Due")),
        Column(_("Sum, ₽"), "num"),
        Column(_("Unpaid, ₽"), "num"),
        Column(_("State")),
    ]
    rows = [
        marked(
            frame,
            invoice.issued_date,
            [
                Cell(f"№ {invoice.number}", "strong nowrap", sub=invoice.subject[:80]),
                Cell(_month(invoice.period), "nowrap"),
                Cell(day_short(invoice.issued_date), "nowrap"),
                Cell(day_short(invoice.due_date) if invoice.due_date else _("in %(count)d days") % {"count": DUE_DAYS}),
                num(money_bare(invoice.amount)),
                num(money_bare(max(invoice.amount - invoice.paid, Decimal(0)))),
                _invoice_state(invoice),
            ],
        )
        for invoice in invoices[:limit]
    ]
    return Table("invoices", _("Invoices"), columns, rows, _("No invoices yet."), more(invoices, limit))


def _invoice_state(invoice: Any) -> Cell:
    today = clock.today()
    if invoice.cancelled_date and invoice.cancelled_date <= today:
        return Cell(pgettext("invoice", "cancelled"), "muted")
    if invoice.paid >= invoice.amount:
        return Cell(pgettext("invoice", "paid"), lamp="ok")
    due = invoice.due_date or date.fromordinal(invoice.issued_date.toordinal() + DUE_DAYS)
    if due >= today:
        return Cell(_("waiting"), lamp="info")
    late = (today - due).days
    return Cell(_("overdue, days: %(count)d") % {"count": late}, lamp="urgent" if late > 14 else "warn")


def _payments(client_id: int, frame: Frame, limit: int) -> Table:
    payments = taken(Payment.objects.filter(client=client_id).select_related("invoice"), limit)
    columns = [Column(_("Paid")), Column(_("Sum, ₽"), "num"), Column(_("Invoice")), Column(_("Purpose"))]
    rows = [
        marked(
            frame,
            payment.paid_date,
            [
                Cell(day_short(payment.paid_date), "strong nowrap"),
                num(money_bare(payment.amount)),
                Cell(f"№ {payment.invoice.number}" if payment.invoice else _("not matched"), "nowrap"),
                Cell(payment.purpose[:120]),
            ],
        )
        for payment in payments[:limit]
    ]
    return Table("payments", _("Payments"), columns, rows, _("No payments yet."), more(payments, limit))


def _acts(client_id: int, frame: Frame, limit: int) -> Table:
    acts = taken(Act.objects.filter(client=client_id), limit)
    columns = [
        Column(_("Act")),
        Column(_("Period")),
        Column(_("Issued")),
        Column(_("Return by")),
        Column(_("Returned")),
        Column(_("Sum, ₽"), "num"),
        Column(_("Why not returned")),
    ]
    rows = []
    for act in acts[:limit]:
        late = (act.due_back_date or date.fromordinal(act.issued_date.toordinal() + 45)) < clock.today()
        back = Cell(day_short(act.returned_date), "nowrap", lamp="ok")
        rows.append(
            marked(
                frame,
                act.returned_date or act.issued_date,
                [
                    Cell(f"№ {act.number}", "strong nowrap"),
                    Cell(_month(act.period), "nowrap"),
                    Cell(day_short(act.issued_date), "nowrap"),
                    Cell(day_short(act.due_back_date), "nowrap"),
                    back if act.returned_date else Cell(_("not returned"), "nowrap", lamp="warn" if late else "info"),
                    num(money_bare(act.amount)),
                    Cell(act.cause[:120]),
                ],
            )
        )
    return Table("acts", _("Acts"), columns, rows, _("No acts yet."), more(acts, limit))


def _promises(client_id: int, frame: Frame, limit: int) -> Table:
    promises = taken(Promise.objects.filter(client=client_id).select_related("invoice", "person"), limit)
    columns = [
        Column(_("Promised on")),
        Column(_("Expected by")),
        Column(_("Sum, ₽"), "num"),
        Column(_("Invoice")),
        Column(_("Who promised")),
    ]
    rows = [
        marked(
            frame,
            promise.promised_date,
            [
                Cell(day_short(promise.promised_date), "strong nowrap"),
                Cell(day_short(promise.expected_date), "nowrap"),
                num(money_bare(promise.amount or (promise.invoice.amount if promise.invoice else None))),
                Cell(f"№ {promise.invoice.number}" if promise.invoice else "", "nowrap"),
                Cell(person_name(promise.person)),
            ],
        )
        for promise in promises[:limit]
    ]
    return Table("promises", _("Promises to pay"), columns, rows, _("No promises yet."), more(promises, limit))
