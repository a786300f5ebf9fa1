"""A slip in a year is told at its field and never kept; what an older version kept does not break the page."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse

from mayak.clients.models import Client, Consent, ConsentPurpose, ConsentText, Contract, Person
from mayak.desk.tests.makers import Office, make_office
from mayak.desk.tests.person_pages import browser_of, page_of, url_of
from mayak.desk.tests.test_client_edit import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _refused(office: Office, url: str, field: str, **data: object) -> None:
    browser = browser_of(office.expert)
    answer = browser.post(url, {**form_of(browser, url), **data})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1899-12-31T10:00"])
def test_a_consent_is_given_in_our_times(office: Office, at: str) -> None:
    purpose = ConsentPurpose.objects.create(code="odd", name={"ru": "Звонки", "en": "Calls"}, channel="phone")
    ConsentText.objects.create(purpose=purpose, code="1", order=1, text={"ru": "Да"}, from_date="2026-01-01")
    url = url_of("person_consent", office.key_user, purpose.pk)
    answer = browser_of(office.expert).post(url, {"at": at, "source": "голосом"})
    assert answer.status_code == 422
    assert 'id="id_at_error"' in answer.content.decode()
    assert not Consent.objects.filter(person=office.key_user).exists()


def test_the_page_survives_a_consent_of_no_calendar(office: Office) -> None:
    consent = Consent.objects.create(
        person=office.key_user,
        purpose="Опросы",
        channel="phone",
        given_date="0001-01-01",
        given_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_consent SET given_at = '0001-12-31 21:29:43+00 BC' WHERE id = %s", [consent.pk])
    assert "Опросы" in page_of(office)


@pytest.mark.parametrize(
    ("field", "day"),
    [("birth_date", "0001-01-01"), ("started_date", "2099-01-01"), ("started_date", "9999-12-31")],
)
def test_a_person_lives_and_works_in_our_times(office: Office, field: str, day: str) -> None:
    before = Person.objects.values().get(pk=office.key_user.pk)
    url = url_of("person_edit", office.key_user, "head")
    _refused(office, url, field, last_name=office.key_user.last_name, **{field: day})
    assert Person.objects.values().get(pk=office.key_user.pk) == before


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("since_date", {"since_date": "2999-01-01"}),
        ("since_date", {"since_date": "2040-01-01"}),
        ("remote_since_date", {"since_date": "2020-05-01", "remote_since_date": "2019-05-01"}),
    ],
)
def test_a_client_is_one_since_a_day_that_has_been(office: Office, field: str, days: dict[str, str]) -> None:
    client = office.key_user.client
    url = reverse("client_edit", args=[client.pk])
    _refused(office, url, field, name=client.name, service_mode="remote", **days)
    assert Client.objects.get(pk=client.pk).since_date == client.since_date


@pytest.mark.parametrize("day", ["0001-01-01", "2040-01-01", "2999-01-01"])
def test_a_contract_is_signed_in_our_times(office: Office, day: str) -> None:
    client = office.key_user.client
    url = reverse("contract_add", args=[client.pk])
    terms = {"number": "77-О", "signed_date": day, "payment_terms": "monthly"}
    answer = browser_of(office.expert).post(url, terms)
    assert answer.status_code == 422
    assert 'id="id_signed_date_error"' in answer.content.decode()
    assert not Contract.objects.filter(client=client, number="77-О").exists()


def test_a_programme_begins_in_our_times(office: Office) -> None:
    client = office.key_user.client
    url = reverse("programme_add", args=[client.pk])
    answer = browser_of(office.expert).post(url, {"name": "Особая", "from_date": "0001-01-01"})
    assert answer.status_code == 422
    assert 'id="id_from_date_error"' in answer.content.decode()
