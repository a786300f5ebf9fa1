"""Clients change hands with everything that is open, and come back without a trace of loss."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404

from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.calling.models import ContactDraft
from mayak.cases.models import Case
from mayak.clients.models import Client, Responsibility
from mayak.clients.policies import visible_to
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.notifications.models import Notification
from mayak.team.models import HandOver, HandOverClient
from mayak.team.services.asking import begin_due, cancel, hand_over, revive_given_up, take_back
from mayak.team.services.carrying import carry_out_hand_over
from mayak.team.tests.makers import Pool, everything, make_pool
from mayak.work.models import Activity, Agreement, Assignment
from mayak.work.services import standing_assignment
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


def give(pool: Pool, **changes: Any) -> HandOver:
    """The whole pool goes over today."""
    values = {
        "user": pool.lead,
        "giver_id": pool.giver.pk,
        "receiver_id": pool.receiver.pk,
        "role": "expert",
        "client_ids": [client.pk for client in pool.clients],
        "from_date": clock.today(),
        "reason": "Отпуск по уходу",
    }
    return hand_over(**{**values, **changes})


def test_everything_open_goes_along_and_what_was_done_stays() -> None:
    pool = make_pool(2)
    asked = give(pool)
    assert asked.state == "done"
    for client in pool.clients:
        assert Activity.objects.get(client=client, state="planned").executor == pool.receiver
        assert Activity.objects.get(client=client, state="done").executor == pool.giver
        assert Assignment.objects.get(client=client).executor == pool.receiver
        assert Case.objects.get(client=client).owner == pool.receiver
        assert ContactDraft.objects.get(activity__client=client).staff == pool.receiver
        assert Agreement.objects.get(client=client).state == "open"
    assert set(visible_to(pool.receiver, Client)) == set(pool.clients)
    assert not visible_to(pool.giver, Client).exists()


def test_the_day_before_stays_the_givers() -> None:
    pool = make_pool(1)
    give(pool)
    former, present = Responsibility.objects.filter(client=pool.clients[0]).order_by("to_date")
    assert (former.staff, former.to_date) == (pool.giver, clock.today() - timedelta(days=1))
    assert (present.staff, present.from_date, present.to_date) == (pool.receiver, clock.today(), None)


def test_two_hundred_clients_there_and_back_leave_everything_equal() -> None:
    pool = make_pool(200)
    before = everything(pool.clients)
    asked = give(pool)
    assert asked.state == "moving"
    carry_out_hand_over(hand_over_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.clients.filter(state="moved").count()) == ("done", 200)
    assert everything(pool.clients) != before
    take_back(user=pool.lead, hand_over_id=asked.pk)
    carry_out_hand_over(hand_over_id=asked.pk)
    asked.refresh_from_db()
    assert asked.state == "returned"
    assert everything(pool.clients) == before


def test_handing_back_by_a_second_hand_over_restores_the_pool_as_well() -> None:
    pool = make_pool(1)
    before = list(Responsibility.objects.values_list())
    give(pool)
    give(pool, giver_id=pool.receiver.pk, receiver_id=pool.giver.pk)
    assert list(Responsibility.objects.values_list()) == before


def test_a_killed_job_goes_on_with_the_rest() -> None:
    pool = make_pool(60)
    asked = give(pool)
    HandOverClient.objects.filter(pk=asked.clients.all()[0].pk).update(
        state="moved", moved={"own": {}, "pool": [[], []]}
    )
    carry_out_hand_over(hand_over_id=asked.pk)
    assert asked.clients.filter(state="chosen").count() == 0


def test_a_hand_over_whose_job_was_given_up_is_asked_for_again() -> None:
    pool = make_pool(60)
    asked = give(pool)
    assert revive_given_up() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'hand_over_id' = %s", [str(asked.pk)]
        )
    assert (revive_given_up(), revive_given_up()) == (1, 0)


def test_what_is_opened_meanwhile_comes_back_and_the_receivers_own_stays() -> None:
    pool = make_pool(1)
    client = pool.clients[0]
    own = make_activity(client, pool.receiver, goal="Свой")
    asked = give(pool)
    new = make_activity(client, pool.receiver, goal="Новый")
    take_back(user=pool.lead, hand_over_id=asked.pk)
    own.refresh_from_db()
    new.refresh_from_db()
    assert (own.executor, new.executor) == (pool.receiver, pool.giver)


def test_standing_assignments_join_and_part_again() -> None:
    pool = make_pool(1)
    client = pool.clients[0]
    theirs = standing_assignment(client_id=client.pk, executor_id=pool.receiver.pk)
    before = everything(pool.clients)
    asked = give(pool)
    assert Activity.objects.get(client=client, state="planned").assignment == theirs
    assert Assignment.objects.filter(client=client, closed_date=None).count() == 1
    take_back(user=pool.lead, hand_over_id=asked.pk)
    assert everything(pool.clients) == before


def test_a_client_somebody_else_got_meanwhile_stays_and_is_told() -> None:
    pool = make_pool(2)
    asked = give(pool)
    third = make_staff(team=pool.lead.team)
    Responsibility.objects.filter(client=pool.clients[0], staff=pool.receiver).update(staff=third)
    take_back(user=pool.lead, hand_over_id=asked.pk)
    states = dict(asked.clients.values_list("client", "state"))
    assert states == {pool.clients[0].pk: "kept", pool.clients[1].pk: "returned"}
    assert Responsibility.objects.filter(client=pool.clients[0], staff=third).exists()


def test_the_receiver_is_told_once_and_the_reason_is_recorded() -> None:
    pool = make_pool(1)
    asked = give(pool)
    told = Notification.objects.get(staff=pool.receiver)
    assert told.url == f"/hand-overs/{asked.pk}/sheet/"
    assert set(
        Change.objects.filter(table="clients_responsibility", reason__gt="").values_list("reason", flat=True)
    ) == {"Отпуск по уходу"}


def test_a_later_day_waits_can_be_cancelled_and_begins_on_its_morning() -> None:
    pool = make_pool(2)
    tomorrow = clock.today() + timedelta(days=1)
    first = give(pool, client_ids=[pool.clients[0].pk], from_date=tomorrow)
    second = give(pool, client_ids=[pool.clients[1].pk], from_date=tomorrow)
    with pytest.raises(ConflictError):
        give(pool)
    cancel(user=pool.lead, hand_over_id=second.pk)
    assert begin_due() == 0
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert begin_due() == 1
        carry_out_hand_over(hand_over_id=first.pk)
    first.refresh_from_db()
    assert first.state == "done"
    assert Responsibility.objects.get(client=pool.clients[0], to_date=None).from_date == tomorrow


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"client_ids": []}, "clients"),
        ({"from_date": clock.today() - timedelta(days=1)}, "from_date"),
    ],
)
def test_what_is_missing_is_told_at_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as told:
        give(make_pool(1), **changes)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("theirs", "role", "is_fit"),
    [
        ("account_manager", "expert", False),
        ("expert", "account_manager", False),
        ("account_manager", "account_manager", True),
        ("team_lead", "expert", True),
    ],
)
def test_clients_go_to_those_whose_role_it_is(theirs: str, role: str, is_fit: bool) -> None:
    pool = make_pool(1)
    Responsibility.objects.filter(staff=pool.giver).update(role=role)
    other = make_staff(role=theirs, team=pool.lead.team, last_name="Старов")
    if is_fit:
        assert give(pool, receiver_id=other.pk, role=role).state == "done"
        return
    with pytest.raises(InvalidInputError, match="Старов") as told:
        give(pool, receiver_id=other.pk, role=role)
    assert told.value.field == "receiver"


def test_only_leads_within_their_teams_hand_over() -> None:
    pool = make_pool(1)
    with pytest.raises(NotAllowedError):
        give(pool, user=pool.giver)
    stranger = make_staff(role="team_lead")
    with pytest.raises(Http404):
        give(pool, user=stranger)
    outsider = make_staff()
    with pytest.raises(Http404):
        give(pool, receiver_id=outsider.pk)


def test_a_client_that_is_not_the_givers_is_left_out() -> None:
    pool = make_pool(1)
    foreign = make_client(expert=pool.receiver)
    asked = give(pool, client_ids=[pool.clients[0].pk, foreign.pk])
    assert list(asked.clients.values_list("client", flat=True)) == [pool.clients[0].pk]
    with pytest.raises(ConflictError):
        give(pool, client_ids=[foreign.pk])


def test_taking_back_twice_is_refused() -> None:
    pool = make_pool(1)
    asked = give(pool)
    take_back(user=pool.lead, hand_over_id=asked.pk)
    with pytest.raises(ConflictError):
        take_back(user=pool.lead, hand_over_id=asked.pk)
