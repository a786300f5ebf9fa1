"""Two people at one client see each other and what the other changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.services import acting
from mayak.clients.models import Client
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.desk.models import Presence
from mayak.desk.services import FORGOTTEN_SECONDS, Around, give_sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva() -> Staff:
    return make_staff(first_name="Ева", last_name="Крылова")


@pytest.fixture
def gleb() -> Staff:
    return make_staff("director", first_name="Глеб", last_name="Старов")


@pytest.fixture
def office(eva: Staff) -> Client:
    return make_client(expert=eva)


def _sign(user: Staff, client: Client, after: int = 0, is_editing: bool = False) -> Around:
    return give_sign(user=user, client_id=client.pk, is_editing=is_editing, after=after)


def test_they_see_each_other_and_who_is_editing(eva: Staff, gleb: Staff, office: Client) -> None:
    assert _sign(eva, office).neighbours == ()
    [other] = _sign(gleb, office, is_editing=True).neighbours
    assert (other.name, other.is_editing) == ("Ева Крылова", False)
    [other] = _sign(eva, office).neighbours
    assert (other.name, other.is_editing) == ("Глеб Старов", True)
    assert _sign(eva, make_client()).neighbours == ()


def test_who_left_or_gives_no_sign_is_gone(eva: Staff, gleb: Staff, office: Client) -> None:
    _sign(gleb, office)
    Presence.objects.update(seen_at=clock.real_now() - timedelta(seconds=FORGOTTEN_SECONDS + 1))
    assert _sign(eva, office).neighbours == ()
    assert list(Presence.objects.values_list("staff", flat=True)) == [eva.pk]

    browser = Browser()
    browser.force_login(eva)
    answer = browser.post(reverse("client_around", args=[office.pk]), {"leaving": "1"})
    assert answer.status_code == 204
    assert not Presence.objects.exists()


def test_what_the_other_changed_meanwhile_is_told(eva: Staff, gleb: Staff, office: Client) -> None:
    place = _sign(eva, office).place
    with acting(staff_id=eva.pk, origin="page"):
        make_person(office)
    assert _sign(eva, office, place).changed_at is None
    with acting(staff_id=gleb.pk, origin="page"):
        make_person(office)
    around = _sign(eva, office, place)
    assert around.changed_by == "Глеб Старов"
    assert _sign(eva, office, around.place).changed_at is None


def test_the_page_asks_for_it_and_draws_it(eva: Staff, gleb: Staff, office: Client) -> None:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(eva)
    url = reverse("client_around", args=[office.pk])
    assert f'data-around="{url}"' in browser.get(reverse("client", args=[office.pk])).content.decode()
    _sign(gleb, office)
    page = browser.post(url, {"after": "nonsense"}).content.decode()
    assert "Глеб Старов тоже здесь" in page
    assert browser.post(reverse("client_around", args=[make_client().pk])).status_code == 404


def test_a_sign_is_one_statement_that_writes_no_log(eva: Staff, office: Client) -> None:
    with CaptureQueriesContext(connection) as statements:
        _sign(eva, office)
    assert len(statements) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'desk_presence'")
        assert cursor.fetchone()[0] == "u"
