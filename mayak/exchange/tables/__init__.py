"""The tables of the exchange, in the order in which they are brought in: what is referred to comes first."""

from mayak.exchange.tables import clients, money, staff, usage, work
from mayak.exchange.tables.spec import Table

TABLES: tuple[Table, ...] = (
    staff.TEAMS,
    staff.STAFF,
    clients.CLIENTS,
    clients.PERSONS,
    clients.CONSENTS,
    clients.RESPONSIBLES,
    clients.KITS,
    clients.CONTRACTS,
    clients.SEGMENTS,
    clients.INDICATORS,
    money.INVOICES,
    money.ACTS,
    money.PAYMENTS,
    money.PROMISES,
    usage.USAGE,
    usage.UPDATES,
    usage.HOTLINE,
    usage.TRAININGS,
    usage.EVENTS,
    usage.ATTENDANCE,
    usage.PORTAL,
    usage.MAIL_EVENTS,
    work.ASSIGNMENTS,
    work.ACTIVITIES,
    work.AGREEMENTS,
    work.CASES,
    work.MATERIALS,
)
BY_CODE: dict[str, Table] = {table.code: table for table in TABLES}
