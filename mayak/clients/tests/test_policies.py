"""Who sees which client."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from mayak.accounts.models import Absence
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.models import Client, Person, PersonPhone, Responsibility
from mayak.clients.policies import get_visible_or_404, visible_to
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock

pytestmark = pytest.mark.django_db


def test_an_expert_sees_the_own_pool_only() -> None:
    expert, other = make_staff(), make_staff()
    own, _foreign = make_client(expert=expert), make_client(expert=other)

    assert list(visible_to(expert, Client)) == [own]


def test_rights_follow_the_path_to_the_client() -> None:
    expert, other = make_staff(), make_staff()
    mine = make_person(make_client(expert=expert), phone="+79990000001")
    make_person(make_client(expert=other), phone="+79990000002")

    assert list(visible_to(expert, Person)) == [mine]
    assert [phone.number for phone in visible_to(expert, PersonPhone)] == ["+79990000001"]


def test_an_account_manager_sees_the_clients_he_is_responsible_for() -> None:
    manager = make_staff("account_manager")
    client = make_client(expert=make_staff(), manager=manager)

    assert list(visible_to(manager, Client)) == [client]


def test_a_lead_sees_the_whole_team_tree_below() -> None:
    department = make_team()
    group = make_team(parent=department)
    lead = make_staff("team_lead", team=department)
    client = make_client(expert=make_staff(team=group))
    make_client(expert=make_staff(team=make_team()))

    assert list(visible_to(lead, Client)) == [client]


@pytest.mark.parametrize("role", ["director", "methodologist", "hotline"])
def test_some_roles_see_the_whole_office(role: str) -> None:
    make_client(expert=make_staff())
    make_client()

    assert visible_to(make_staff(role), Client).count() == 2


def test_the_administrators_flag_opens_no_client() -> None:
    make_client(expert=make_staff())

    assert not visible_to(make_staff(is_admin=True), Client).exists()


def test_a_substitute_sees_the_absent_ones_pool_while_it_lasts() -> None:
    absent = make_staff()
    client = make_client(expert=absent)
    today = clock.today()
    now, later = make_staff(), make_staff()
    Absence.objects.create(staff=absent, substitute=now, from_date=today, to_date=today)
    tomorrow = today + timedelta(days=1)
    Absence.objects.create(staff=absent, substitute=later, from_date=tomorrow, to_date=tomorrow)

    assert list(visible_to(now, Client)) == [client]
    assert not visible_to(later, Client).exists()


def test_a_responsibility_counts_on_its_days_inclusive() -> None:
    expert = make_staff()
    client = make_client()
    today = clock.today()
    pool = Responsibility.objects.create(client=client, staff=expert, role="expert", to_date=today)

    assert list(visible_to(expert, Client)) == [client]
    pool.to_date = today - timedelta(days=1)
    pool.from_date = date(2020, 1, 1)
    pool.save()
    assert not visible_to(expert, Client).exists()


def test_a_foreign_client_is_not_found() -> None:
    client = make_client(expert=make_staff())

    with pytest.raises(Http404):
        get_visible_or_404(make_staff(), Client, client.pk)
