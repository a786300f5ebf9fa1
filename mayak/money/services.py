"""Writes of money: promises to pay (M4)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.money.models import Invoice, Promise
from mayak.ui import formats


def record_promise(
    *,
    client_id: int,
    expected_date: date,
    amount: Decimal | None = None,
    invoice_id: int | None = None,
    person_id: int | None = None,
    field: str = "expected_date",
) -> None:
    """Store a promise once: the same invoice promised again on the same day replaces the earlier word (W8).

    The caller holds the client's lock and publishes the news. ``field``: where a day in the past is told.
    """
    if expected_date < clock.today():
        raise InvalidInputError(
            _("%(day)s has passed.") % {"day": formats.day(expected_date)},
            hint=_("Choose today or a later day."),
            field=field,
        )
    Promise.objects.bulk_create(
        [
            Promise(
                client_id=client_id,
                person_id=person_id,
                invoice_id=invoice_id,
                promised_date=clock.today(),
                expected_date=expected_date,
                amount=amount,
            )
        ],
        update_conflicts=True,
        unique_fields=["client", "invoice", "promised_date"],
        update_fields=["person", "expected_date", "amount"],
    )


@transaction.atomic
def add_promise(
    *,
    user: Staff,
    client_id: int,
    expected_date: date,
    amount: Decimal | None = None,
    invoice_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Record a promise made outside of a contact."""
    client = visible_to(user, Client).select_for_update(of=("self",)).filter(pk=client_id).first()
    if client is None:
        raise Http404
    if invoice_id and not Invoice.objects.filter(pk=invoice_id, client=client, cancelled_date=None).exists():
        raise InvalidInputError(_("The client has no such invoice."), field="invoice")
    record_promise(
        client_id=client.pk, expected_date=expected_date, amount=amount, invoice_id=invoice_id, person_id=person_id
    )
    publish(ClientsChanged(frozenset({client.pk})))
