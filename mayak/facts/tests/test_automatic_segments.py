"""Clients enter and leave segments by their conditions; what a person chose stays."""

from datetime import timedelta

import pytest

from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.card.tests.makers import make_indicator, make_value
from mayak.clients.models import Client, ClientSegment, Segment, SegmentType
from mayak.clients.services.segments import enter_segment
from mayak.clients.tests.makers import make_client, make_kit
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.facts.models import DirtyMark
from mayak.facts.segment_conditions import check_segment_condition
from mayak.facts.services import refresh_dirty, refresh_facts, sweep_dirty
from mayak.facts.tasks import sweep_facts

pytestmark = pytest.mark.django_db(transaction=True)

MANY = {"fact": "users", "op": ">=", "value": 10}
SOME = {"fact": "users", "op": ">=", "value": 1}


@pytest.fixture
def size() -> SegmentType:
    """Clients by users: large before small."""
    kind = SegmentType.objects.create(code="size", name={"ru": "Размер"})
    Segment.objects.create(type=kind, code="large", name={"ru": "крупный"}, order=1, condition=MANY)
    Segment.objects.create(type=kind, code="small", name={"ru": "малый"}, order=2, condition=SOME)
    Segment.objects.create(type=kind, code="odd", name={"ru": "особый"}, order=3)
    return kind


def now_in(client: Client) -> list[tuple[str, bool]]:
    """The segments the client is in."""
    held = ClientSegment.objects.filter(client=client, to_date=None).order_by("pk")
    return list(held.values_list("segment__code", "is_automatic"))


def test_the_first_true_condition_wins_and_unknown_hits_nobody(size: SegmentType) -> None:
    large, small, unknown = make_client(), make_client(), make_client()
    make_kit(large, users=20)
    make_kit(small, users=2)
    refresh_facts()
    assert (now_in(large), now_in(small), now_in(unknown)) == ([("large", True)], [("small", True)], [])
    assert DirtyMark.objects.count() == 0


def test_what_a_condition_names_may_go_out_of_use_and_come_back(size: SegmentType) -> None:
    fleet = make_indicator("fleet", value_type="number", choices=[])
    client = make_client()
    make_value(client, fleet, "5", clock.today())
    condition = {"indicator": "fleet", "op": ">", "value": 1}
    Segment.objects.create(type=size, code="fleet", name={"ru": "с парком"}, order=0, condition=condition)
    held = []
    for is_active in (True, False, True):
        fleet.is_active = is_active
        fleet.save()
        sweep_dirty()
        held.append(now_in(client))
    assert held == [[("fleet", True)], [], [("fleet", True)]]


def test_a_change_of_one_client_is_followed_at_once_and_history_is_kept(size: SegmentType) -> None:
    client = make_client()
    kit = make_kit(client, users=2)
    yesterday = clock.now() - timedelta(days=1)
    with clock.frozen_at(yesterday):
        refresh_facts()
    kit.users = 30
    kit.save()
    refresh_dirty(client_ids=[client.pk])
    rows = ClientSegment.objects.filter(client=client).order_by("pk")
    assert list(rows.values_list("segment__code", "from_date", "to_date")) == [
        ("small", clock.day_of(yesterday), clock.day_of(yesterday)),
        ("large", clock.today(), None),
    ]
    kit.users = 2
    kit.save()
    refresh_dirty(client_ids=[client.pk])
    assert list(rows.values_list("segment__code", "from_date", "to_date")) == [("small", clock.day_of(yesterday), None)]


def test_what_a_person_entered_stays_until_a_person_changes_it(size: SegmentType) -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    make_kit(client, users=2)
    refresh_facts()
    odd = Segment.objects.get(code="odd")
    enter_segment(user=expert, client_id=client.pk, type_id=size.pk, segment_id=odd.pk, day=clock.today())
    refresh_facts()
    assert now_in(client) == [("odd", False)]
    enter_segment(user=expert, client_id=client.pk, type_id=size.pk, segment_id=None, day=clock.today())
    assert now_in(client) == [("small", True)]


def test_a_changed_condition_is_followed_for_the_office_and_twice_is_once(size: SegmentType) -> None:
    client = make_client()
    make_kit(client, users=2)
    refresh_facts()
    Segment.objects.filter(code="small").update(condition={"fact": "users", "op": ">=", "value": 5})
    sweep_facts()
    assert now_in(client) == []
    assert Change.objects.filter(table="clients_clientsegment").latest("pk").origin == "condition"
    assert sweep_dirty() == 0


def test_who_has_left_keeps_the_last_segment(size: SegmentType) -> None:
    client = make_client()
    kit = make_kit(client, users=2)
    refresh_facts()
    Client.objects.filter(pk=client.pk).update(left_date=clock.today(), status="disconnected")
    kit.delete()
    refresh_facts()
    assert now_in(client) == [("small", True)]


def test_a_condition_that_no_longer_fits_hits_nobody(size: SegmentType) -> None:
    client = make_client()
    make_kit(client, users=20)
    Segment.objects.filter(code="large").update(condition={"fact": "gone", "op": ">", "value": 1})
    refresh_facts()
    assert now_in(client) == [("small", True)]


def test_a_condition_never_asks_for_its_own_type_or_a_later_one(size: SegmentType) -> None:
    first = SegmentType.objects.create(code="first", name={"ru": "Первый"}, order=0)
    with pytest.raises(InvalidInputError):
        check_segment_condition(size, {"segment": "size", "in": ["large"]})
    with pytest.raises(InvalidInputError):
        check_segment_condition(first, {"not": {"segment": "size", "in": ["large"]}})
    check_segment_condition(size, {"segment": "first", "op": "is known"})
