"""Makers of the records behind the signals, and shortcuts to what they light."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from mayak.clients.models import Client, Kit, Person
from mayak.core import clock
from mayak.lamps.board import board_as_of
from mayak.lamps.models import State
from mayak.money.models import Act, Invoice, Payment
from mayak.usage.models import HotlineRequest, KitUpdate, Training, UsageDay

_numbers = count(1)


def before(day: date, days: int) -> date:
    """So many days earlier (negative: later)."""
    return day - timedelta(days=days)


def noon(day: date) -> datetime:
    """The middle of an office day."""
    return datetime.combine(day, time(12), tzinfo=clock.office_zone())


def make_invoice(client: Client, issued: date, **fields: Any) -> Invoice:
    """An unpaid invoice of 1000 roubles."""
    defaults = {"number": f"С-{next(_numbers)}", "period": issued.replace(day=1), "amount": Decimal(1000)}
    return Invoice.objects.create(client=client, issued_date=issued, **{**defaults, **fields})


def make_payment(invoice: Invoice | None, paid: date, amount: Decimal | int, **fields: Any) -> Payment:
    """Money that came."""
    return Payment.objects.create(invoice=invoice, paid_date=paid, amount=Decimal(amount), **fields)


def make_act(client: Client, issued: date, **fields: Any) -> Act:
    """An act that is out."""
    defaults = {"number": f"А-{next(_numbers)}", "period": issued.replace(day=1), "amount": Decimal(1000)}
    return Act.objects.create(client=client, issued_date=issued, **{**defaults, **fields})


def make_login(client: Client, day: date, logins: int = 1, **fields: Any) -> UsageDay:
    """Log-ins of a day."""
    return UsageDay.objects.create(client=client, day=day, logins=logins, **fields)


def make_update(kit: Kit, day: date) -> KitUpdate:
    """A kit is updated."""
    return KitUpdate.objects.create(kit=kit, updated_date=day)


def make_question(client: Client, day: date, **fields: Any) -> HotlineRequest:
    """A hotline request at noon."""
    return HotlineRequest.objects.create(client=client, **{"asked_at": noon(day), **fields})


def make_training(person: Person, day: date, **fields: Any) -> Training:
    """A person is trained."""
    return Training.objects.create(client=person.client, person=person, day=day, **fields)


def lamps_on(client: Client, day: date) -> dict[str, State]:
    """The weighted lamps of a client as of a day."""
    return next(row for row in board_as_of(day) if row.client_id == client.pk).lamps


def lamp_on(code: str, client: Client, day: date) -> str:
    """One weighted lamp of a client as of a day."""
    return str(lamps_on(client, day)[code])
