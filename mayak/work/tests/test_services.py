"""Contacts and agreements: starting, cancelling, keeping, who may."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.http import Http404

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.work import services
from mayak.work.models import Activity, ActivityReason, Assignment
from mayak.work.tests.makers import at, make_activity, make_agreement

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.frozen_at(at(TODAY, 11, 45)):
        yield


@pytest.fixture
def expert() -> Staff:
    return make_staff()


@pytest.fixture
def office(expert: Staff) -> Client:
    return make_client(expert=expert)


def test_starting_opens_what_is_planned_for_today(expert: Staff, office: Client) -> None:
    planned = make_activity(office, expert, at(TODAY))
    assert services.start_activity(user=expert, client_id=office.pk) == planned


def test_a_person_is_contacted_on_their_own(expert: Staff, office: Client) -> None:
    """What is planned with somebody else stays planned, however early it stands."""
    asked, other = make_person(office), make_person(office)
    theirs = make_activity(office, expert, at(TODAY, 9), person=other)
    started = services.start_activity(user=expert, client_id=office.pk, person_id=asked.pk)
    assert (started.person_id, started.is_unplanned) == (asked.pk, True)
    theirs.refresh_from_db()
    assert theirs.state == "planned"
    assert services.start_activity(user=expert, client_id=office.pk, person_id=asked.pk) == started


def test_what_is_planned_with_the_person_comes_before_what_is_planned_with_nobody(
    expert: Staff, office: Client
) -> None:
    person = make_person(office)
    with_nobody = make_activity(office, expert, at(TODAY, 9))
    assert services.start_activity(user=expert, client_id=office.pk, person_id=person.pk) == with_nobody
    with_person = make_activity(office, expert, at(TODAY, 15), person=person)
    assert services.start_activity(user=expert, client_id=office.pk, person_id=person.pk) == with_person


def test_a_person_of_another_client_is_not_found(expert: Staff, office: Client) -> None:
    elsewhere = make_person(make_client(expert=expert))
    with pytest.raises(Http404):
        services.start_activity(user=expert, client_id=office.pk, person_id=elsewhere.pk)


def test_starting_without_a_plan_makes_an_unplanned_contact(expert: Staff, office: Client) -> None:
    make_activity(office, expert, at(TODAY + timedelta(days=5)))
    started = services.start_activity(user=expert, client_id=office.pk)
    assert started.is_unplanned
    assert started.assignment == Assignment.objects.get(client=office, executor=expert, is_standing=True)
    assert services.start_activity(user=expert, client_id=office.pk) == started


def test_one_standing_assignment_per_client_and_executor(expert: Staff, office: Client) -> None:
    first = services.standing_assignment(client_id=office.pk, executor_id=expert.pk)
    assert services.standing_assignment(client_id=office.pk, executor_id=expert.pk) == first


def test_one_open_contact_carries_a_reason(expert: Staff, office: Client) -> None:
    for _ in range(2):
        services.create_activity(
            client_id=office.pk, executor_id=expert.pk, planned_at=at(TODAY), reasons=[("signal", "kit_stale")]
        )
    assert ActivityReason.objects.filter(is_open=True).count() == 1


def test_an_agreement_is_kept_broken_and_opened_again(expert: Staff, office: Client) -> None:
    agreement = make_agreement(office, TODAY)
    assert services.keep_agreement(user=expert, agreement_id=agreement.pk).closed_date == TODAY
    assert services.settle_agreement(user=expert, agreement_id=agreement.pk, state="broken").state == "broken"
    assert services.settle_agreement(user=expert, agreement_id=agreement.pk, state="open").closed_date is None


def test_outsiders_find_nothing(office: Client, expert: Staff) -> None:
    stranger, agreement = make_staff(), make_agreement(office, TODAY)
    with pytest.raises(Http404):
        services.start_activity(user=stranger, client_id=office.pk)
    with pytest.raises(Http404):
        services.keep_agreement(user=stranger, agreement_id=agreement.pk)
    assert not Activity.objects.exists()
