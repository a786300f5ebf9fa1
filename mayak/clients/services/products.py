"""What the client has bought: kits with price and users over time, contracts (C1)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.events import ClientsChanged
from mayak.clients.intervals import Interval
from mayak.clients.models import Client, Contract, Kit, KitKind, KitPrice, KitUsers, PaymentTerms
from mayak.clients.services.histories import change_from, spans_of
from mayak.clients.services.locking import lock_client
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.core.events import publish
from mayak.ui import formats

KIT_FIELDS = ("product", "kind", "place", "update_method", "person", "active_from_date", "active_to_date")
CONTRACT_FIELDS = ("number", "signed_date", "ends_date", "payment_terms", "prepaid_until_date", "monthly_amount")
MOST_DAYS_AHEAD = 366


@transaction.atomic
def add_kit(*, user: Staff, client_id: int, values: Mapping[str, Any]) -> Kit:
    """The client has bought a kit; ``price_amount`` and ``users`` hold from its first day.

    Raises InvalidInputError naming the field, Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    kit = Kit(client=client, **{name: values[name] for name in KIT_FIELDS if name in values})
    kit.price_amount, kit.users = values.get("price_amount"), values.get("users")
    _check_kit(kit)
    kit.save()
    if kit.price_amount is not None:
        KitPrice.objects.create(kit=kit, price_amount=kit.price_amount, from_date=kit.active_from_date)
    if kit.users is not None:
        KitUsers.objects.create(kit=kit, users=kit.users, from_date=kit.active_from_date)
    publish(ClientsChanged(frozenset({client.pk})))
    return kit


@transaction.atomic
def change_kit(*, user: Staff, client_id: int, kit_id: int, values: Mapping[str, Any], day: date) -> Kit:
    """Change a kit. A new price or number of users holds from ``day`` on (today or earlier); the former ones stay.

    Raises InvalidInputError naming the field, Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    kit = _kit_of(client, kit_id)
    for name in KIT_FIELDS:
        if name in values:
            setattr(kit, name, values[name])
    _check_kit(kit)
    _change_over_time(kit, KitPrice, "price_amount", values, day)
    _change_over_time(kit, KitUsers, "users", values, day)
    kit.save()
    publish(ClientsChanged(frozenset({client.pk})))
    return kit


@transaction.atomic
def end_kit(*, user: Staff, client_id: int, kit_id: int, last_date: date) -> Kit:
    """The kit is active up to and including a day; its price and users end with it."""
    client = lock_client(user=user, client_id=client_id)
    kit = _kit_of(client, kit_id)
    kit.active_to_date = last_date
    _check_kit(kit)
    kit.save(update_fields=["active_to_date"])
    publish(ClientsChanged(frozenset({client.pk})))
    return kit


def _kit_of(client: Client, kit_id: int) -> Kit:
    kit = Kit.objects.filter(client=client, pk=kit_id).first()
    if kit is None:
        raise Http404
    kit.client = client
    return kit


def _check_kit(kit: Kit) -> None:
    if kit.active_from_date and kit.active_to_date and kit.active_to_date < kit.active_from_date:
        raise InvalidInputError(_("The last day is before the first."), field="active_to_date")
    if kit.person is not None and kit.person.client_id != kit.client_id:
        raise InvalidInputError(_("This person does not work at the client."), field="person")
    if kit.kind == KitKind.ONLINE:
        kit.update_method = ""
    elif not kit.update_method:
        raise InvalidInputError(_("Say how a local or flash kit is updated."), field="update_method")


def _change_over_time(kit: Kit, model: type[Interval], name: str, values: Mapping[str, Any], day: date) -> None:
    """Write a value that has a history, when it differs from what holds on the day."""
    if name not in values or values[name] == getattr(kit, name):
        return
    if day > clock.today():
        raise InvalidInputError(_("Choose today or an earlier day."), field="day")
    if kit.active_from_date and day < kit.active_from_date:
        words = _("The kit is active since %(day)s only.")
        raise InvalidInputError(words % {"day": formats.day(kit.active_from_date)}, field="day")
    later = [span for span in spans_of(model, {"kit": kit}, lambda row: None) if span.first and span.first > day]
    if later:
        words = _("A change of %(day)s is recorded already: choose that day or a later one.")
        raise InvalidInputError(words % {"day": formats.day(later[-1].first)}, field="day")
    change_from(
        model,
        {"kit": kit},
        values[name],
        day,
        value_of=lambda row: getattr(row, name),
        fields=lambda value: {name: value},
        first_value=getattr(kit, name),
    )
    setattr(kit, name, values[name])


@transaction.atomic
def save_contract(*, user: Staff, client_id: int, contract_id: int | None, values: Mapping[str, Any]) -> Contract:
    """Add a contract to the client or change one (its end included).

    Raises InvalidInputError naming the field, Http404 outside of the user's rights.
    """
    client = lock_client(user=user, client_id=client_id)
    contract = Contract(client=client)
    if contract_id is not None:
        found = Contract.objects.filter(client=client, pk=contract_id).first()
        if found is None:
            raise Http404
        contract = found
    for name in CONTRACT_FIELDS:
        if name in values:
            setattr(contract, name, values[name])
    _check_contract(contract)
    contract.save()
    publish(ClientsChanged(frozenset({client.pk})))
    return contract


def _check_contract(contract: Contract) -> None:
    if contract.signed_date > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise InvalidInputError(_("A contract is not signed more than a year ahead."), field="signed_date")
    if contract.ends_date and contract.ends_date < contract.signed_date:
        raise InvalidInputError(_("The contract ends before it is signed."), field="ends_date")
    if contract.prepaid_until_date and contract.payment_terms != PaymentTerms.PREPAID:
        raise InvalidInputError(_("Only a prepaid contract is prepaid until a day."), field="prepaid_until_date")
    if contract.monthly_amount is not None and contract.monthly_amount < Decimal(0):
        raise InvalidInputError(_("A sum is not negative."), field="monthly_amount")
    same = Contract.objects.filter(number=contract.number, signed_date__year=contract.signed_date.year)
    other = same.exclude(pk=contract.pk).select_related("client").first()
    if other is not None:
        words = _("The number %(number)s is taken in %(year)s already.")
        raise InvalidInputError(words % {"number": contract.number, "year": contract.signed_date.year}, field="number")
