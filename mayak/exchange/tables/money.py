"""Tables of money: invoices, acts, payments, promises."""

from mayak.exchange.tables.clients import CLIENT, PERSON
from mayak.exchange.tables.spec import Column, Kind, Table
from mayak.money.models import Act, Invoice, Payment, Promise

ID = Column("id", "Код", field="external_id", maximum=100)
NUMBER = Column("number", "Номер", field="number", required=True)
PERIOD = Column("period", "Период", Kind.MONTH, "period", required=True)
ISSUED = Column("issued", "Дата", Kind.DAY, "issued_date", required=True)
AMOUNT = Column("amount", "Сумма", Kind.AMOUNT, "amount", required=True)

INVOICES = Table(
    "invoices",
    "Счета",
    Invoice,
    (
        ID,
        NUMBER,
        CLIENT,
        ISSUED,
        Column("due", "Срок оплаты", Kind.DAY, "due_date"),
        PERIOD,
        AMOUNT,
        Column("subject", "За что", field="subject"),
        Column("cancelled", "Отменён", Kind.CANCELLED, "cancelled_date"),
        Column("payer", "Плательщик", Kind.REFERENCE, "payer_id", table="clients"),
    ),
    key=("number", "issued"),
    titled_by=("number",),
)
ACTS = Table(
    "acts",
    "Акты",
    Act,
    (
        ID,
        NUMBER,
        CLIENT,
        PERIOD,
        ISSUED,
        AMOUNT,
        Column("due_back", "Вернуть до", Kind.DAY, "due_back_date"),
        Column("at_expert", "У специалиста с", Kind.DAY, "at_expert_date"),
        Column("returned", "Возвращён", Kind.DAY, "returned_date"),
        Column("cause", "Причина невозврата", field="cause"),
    ),
    key=("number", "issued"),
    titled_by=("number",),
)
PAYMENTS = Table(
    "payments",
    "Платежи",
    Payment,
    (
        Column("id", "Номер", field="external_id", maximum=100, also=("Код",)),
        Column("client", "Клиент", Kind.REFERENCE, "client_id", table="clients", keeps_when_empty=True),
        Column("payer_inn", "ИНН плательщика", Kind.INN, "payer_inn"),
        Column("paid", "Дата", Kind.DAY, "paid_date", required=True),
        Column("posted", "Разнесён", Kind.MOMENT, "posted_at", keeps_when_empty=True),
        AMOUNT,
        Column("invoice", "Счёт", Kind.REFERENCE, "invoice_id", table="invoices", keeps_when_empty=True),
        Column("purpose", "Назначение", field="purpose", also=("Назначение платежа",)),
    ),
    key=("paid", "amount", "payer_inn", "purpose"),
    titled_by=("purpose",),
)
PROMISES = Table(
    "promises",
    "Обещания оплаты",
    Promise,
    (
        CLIENT,
        PERSON,
        Column("invoice", "Счёт", Kind.REFERENCE, "invoice_id", table="invoices"),
        Column("promised", "Дата обещания", Kind.DAY, "promised_date", required=True),
        Column("expected", "Ожидаемая дата", Kind.DAY, "expected_date", required=True),
        Column("amount", "Сумма", Kind.AMOUNT, "amount"),
    ),
    key=("client", "invoice", "promised"),
    titled_by=("expected",),
    also=("Обещания",),
)
