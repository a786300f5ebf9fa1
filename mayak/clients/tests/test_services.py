"""Writing clients: numbers checked, no circles, status, kits and segments with history."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client, ClientSegment, ClientStatusPeriod, KitPrice, KitUsers
from mayak.clients.services.identity import change_status, edit_client, save_programme
from mayak.clients.services.locking import lock_client
from mayak.clients.services.products import add_kit, change_kit, save_contract
from mayak.clients.services.segments import (
    enter_segment,
    remove_segment,
    segment_spans,
    take_back_segment,
    way_back,
)
from mayak.clients.tests.makers import make_client, make_contract, make_kit, make_segment
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> Staff:
    """Whose clients they are."""
    return make_staff()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"inn": "7707083894"}, "inn"),
        ({"inn": "123"}, "inn"),
        ({"kpp": "12"}, "kpp"),
        ({"ogrn": "1027700132194"}, "ogrn"),
        ({"inn": "500100732259", "kpp": "770701001"}, "kpp"),
        ({"name": " "}, "name"),
        ({"timezone": "Nowhere/Land"}, "timezone"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(expert: Staff, values: dict[str, str], field: str) -> None:
    client = make_client(expert=expert)
    with pytest.raises(InvalidInputError) as told:
        edit_client(user=expert, client_id=client.pk, values=values)
    assert told.value.field == field
    assert Client.objects.get(pk=client.pk).inn == ""


def test_numbers_lose_their_spaces_and_other_fields_stay(expert: Staff) -> None:
    client = make_client(expert=expert, address="г. Маячный")
    edit_client(user=expert, client_id=client.pk, values={"inn": "77 0708 3893"})
    client.refresh_from_db()
    assert (client.inn, client.address) == ("7707083893", "г. Маячный")


def test_a_foreign_client_is_not_found(expert: Staff) -> None:
    with pytest.raises(Http404):
        edit_client(user=make_staff(), client_id=make_client(expert=expert).pk, values={"name": "Я"})


def test_groups_never_close_to_a_circle(expert: Staff) -> None:
    first, second, third = (make_client(expert=expert) for _ in range(3))
    edit_client(user=expert, client_id=second.pk, values={"group_head": first, "group_link": "филиал"})
    edit_client(user=expert, client_id=third.pk, values={"group_head": second})
    for head in (first, third):
        with pytest.raises(InvalidInputError) as told:
            edit_client(user=expert, client_id=first.pk, values={"group_head": head})
        assert told.value.field == "group_head"


def test_nobody_pays_through_whom_they_pay_for(expert: Staff) -> None:
    first, second, third = (make_client(expert=expert) for _ in range(3))
    edit_client(user=expert, client_id=second.pk, values={"payer": first})
    edit_client(user=expert, client_id=third.pk, values={"payer": second})
    for payer in (second, third):
        with pytest.raises(InvalidInputError, match=payer.name) as told:
            edit_client(user=expert, client_id=first.pk, values={"payer": payer})
        assert told.value.field == "payer"
    Client.objects.filter(pk=first.pk).update(payer=third)
    with pytest.raises(IntegrityError, match="pays through itself"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS client_payer_without_circle IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_close_a_circle_together_are_told_so(expert: Staff) -> None:
    first, second = make_client(expert=expert), make_client(expert=expert)
    with transaction.atomic():
        lock_client(user=expert, client_id=first.pk)
        other = threading.Thread(target=_join, args=(expert, second, first))
        other.start()
        other.join(10)
        assert not other.is_alive(), "a client that is being saved can be named as a head"
        with pytest.raises(InvalidInputError) as told:
            edit_client(user=expert, client_id=first.pk, values={"group_head": second})
    assert told.value.field == "group_head"


def _join(user: Staff, client: Client, head: Client) -> None:
    try:
        edit_client(user=user, client_id=client.pk, values={"group_head": head})
    finally:
        connection.close()


def test_the_database_refuses_a_circle_that_nobody_checked(expert: Staff) -> None:
    first, second = make_client(expert=expert), make_client(expert=expert)
    Client.objects.filter(pk=first.pk).update(group_head=second)
    Client.objects.filter(pk=second.pk).update(group_head=first)
    with pytest.raises(IntegrityError, match="above itself"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS client_group_without_circle IMMEDIATE")


def test_a_status_has_a_history_and_leaving_a_reason(expert: Staff) -> None:
    client = make_client(expert=expert)
    today = clock.today()
    with pytest.raises(InvalidInputError) as told:
        change_status(user=expert, client_id=client.pk, status="disconnected", day=today)
    assert told.value.field == "reason"
    change_status(user=expert, client_id=client.pk, status="disconnected", day=today, reason="Закрылись")
    client.refresh_from_db()
    assert (client.status, client.left_date) == ("disconnected", today)
    former, present = ClientStatusPeriod.objects.filter(client=client).order_by("to_date")
    assert (former.status, former.to_date, present.status) == ("active", today - timedelta(days=1), "disconnected")
    with pytest.raises(InvalidInputError):
        change_status(user=expert, client_id=client.pk, status="active", day=today - timedelta(days=3))


def test_a_new_price_holds_from_its_day_and_the_former_one_before(expert: Staff) -> None:
    client = make_client(expert=expert)
    kit = make_kit(client, price_amount=Decimal(1000), users=2)
    day = clock.today() - timedelta(days=10)
    change_kit(
        user=expert, client_id=client.pk, kit_id=kit.pk, values={"price_amount": Decimal(1200), "users": 3}, day=day
    )
    prices = KitPrice.objects.filter(kit=kit).order_by("to_date").values_list("price_amount", "from_date", "to_date")
    assert list(prices) == [(Decimal(1000), None, day - timedelta(days=1)), (Decimal(1200), day, None)]
    assert list(KitUsers.objects.filter(kit=kit).order_by("to_date").values_list("users", flat=True)) == [2, 3]
    with pytest.raises(InvalidInputError) as told:
        change_kit(
            user=expert,
            client_id=client.pk,
            kit_id=kit.pk,
            values={"price_amount": Decimal(1)},
            day=day - timedelta(days=1),
        )
    assert told.value.field == "day"


def test_a_kit_added_has_its_first_price(expert: Staff) -> None:
    client = make_client(expert=expert)
    values = {"product": "Система", "kind": "online", "price_amount": Decimal(500), "active_from_date": clock.today()}
    kit = add_kit(user=expert, client_id=client.pk, values=values)
    assert KitPrice.objects.get(kit=kit).from_date == clock.today()
    with pytest.raises(InvalidInputError) as told:
        add_kit(user=expert, client_id=client.pk, values={"product": "Система", "kind": "local"})
    assert told.value.field == "update_method"


def test_a_contract_number_is_once_a_year(expert: Staff) -> None:
    client = make_client(expert=expert)
    make_contract(client, clock.today(), number="К-1")
    values = {"number": "К-1", "signed_date": clock.today(), "payment_terms": "monthly"}
    with pytest.raises(InvalidInputError) as told:
        save_contract(user=expert, client_id=client.pk, contract_id=None, values=values)
    assert told.value.field == "number"
    next_year = {**values, "signed_date": clock.today().replace(day=1) - timedelta(days=366)}
    assert save_contract(user=expert, client_id=client.pk, contract_id=None, values=next_year).pk


def test_a_programme_has_its_days(expert: Staff) -> None:
    client = make_client(expert=expert)
    values = {"name": "VIP", "terms": "Выезд в тот же день", "from_date": clock.today()}
    one = save_programme(user=expert, client_id=client.pk, programme_id=None, values=values)
    early = {"to_date": clock.today() - timedelta(days=1)}
    with pytest.raises(InvalidInputError):
        save_programme(user=expert, client_id=client.pk, programme_id=one.pk, values=early)


def test_a_segment_is_changed_with_history_and_taken_back(expert: Staff) -> None:
    client = make_client(expert=expert)
    since = clock.today() - timedelta(days=100)
    green = make_segment(client, "loyalty", "green", from_date=since)
    yellow = make_segment(make_client(), "loyalty", "yellow").segment
    before = list(ClientSegment.objects.filter(client=client).values_list())
    held = enter_segment(
        user=expert, client_id=client.pk, type_id=green.type_id, segment_id=yellow.pk, day=clock.today()
    )
    first, second = segment_spans(client.pk, green.type_id)
    assert (first.value[0], second.value[0], second.first) == (green.segment_id, yellow.pk, clock.today())
    word = way_back(client_id=client.pk, type_id=green.type_id, day=clock.today(), before=held, now=(yellow.pk, False))
    take_back_segment(user=expert, word=word)
    assert list(ClientSegment.objects.filter(client=client).values_list()) == before
    with pytest.raises(ConflictError):
        take_back_segment(user=expert, word=word)


def test_a_segment_in_use_is_not_removed(expert: Staff) -> None:
    entry = make_segment(make_client(), "loyalty", "green")
    with pytest.raises(ConflictError):
        remove_segment(user=expert, segment_id=entry.segment_id)
