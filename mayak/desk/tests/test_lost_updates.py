"""Two people with one record open: what only one of them changed is never lost, what both changed is asked about."""

import pytest
from django.urls import reverse

from mayak.clients.models import ClientStatus, PersonEmail, PersonPhone
from mayak.desk.tests.makers import Office, make_office
from mayak.desk.tests.person_pages import browser_of, edit_part, post_to, seen_of, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _typed(phone: PersonPhone, **changed: str) -> dict[str, str]:
    typed = {"text": phone.number, "extension": phone.extension, "kind": phone.kind, "label": phone.label}
    return {**typed, "invalid_date": "", "invalid_reason": "", **changed}


def test_a_remark_and_an_extension_of_one_phone_both_stay(office: Office) -> None:
    phone = PersonPhone.objects.get(person=office.key_user)
    url = url_of("person_point", office.key_user, "phone", phone.pk)
    older = seen_of(office, url)
    post_to(office, url, **seen_of(office, url), **_typed(phone, label="бухгалтерия"))

    post_to(office, url, **older, **_typed(phone, extension="12"))

    phone.refresh_from_db()
    assert (phone.label, phone.extension) == ("бухгалтерия", "12")


def test_a_remark_that_both_changed_is_asked_about(office: Office) -> None:
    phone = PersonPhone.objects.get(person=office.key_user)
    url = url_of("person_point", office.key_user, "phone", phone.pk)
    older = seen_of(office, url)
    post_to(office, url, **seen_of(office, url), **_typed(phone, label="бухгалтерия"))

    answer = browser_of(office.expert).post(url, {**older, **_typed(phone, label="приёмная")})

    assert answer.status_code == 422
    assert "бухгалтерия" in answer.content.decode()
    assert "приёмная" in answer.content.decode()
    phone.refresh_from_db()
    assert phone.label == "бухгалтерия"


def test_two_fields_of_a_mailbox_both_stay(office: Office) -> None:
    mail = PersonEmail.objects.create(person=office.key_user, address="lida@vershina.example")
    url = url_of("person_point", office.key_user, "email", mail.pk)
    older = seen_of(office, url)
    usual = {"kind": mail.kind, "invalid_date": "", "invalid_reason": ""}
    post_to(office, url, **seen_of(office, url), **usual, text=mail.address, label="личная")

    post_to(office, url, **older, **usual, text="lida2@vershina.example", label="")

    mail.refresh_from_db()
    assert (mail.address, mail.label) == ("lida2@vershina.example", "личная")


def test_topics_and_who_says_so_both_stay(office: Office) -> None:
    url = url_of("person_edit", office.key_user, "topics")
    older = seen_of(office, url)
    edit_part(office, "topics", topics="касса, маркетплейсы", topics_note="")

    post_to(office, url, **older, topics="", topics_note="сказала сама")

    office.key_user.refresh_from_db()
    assert (office.key_user.topics, office.key_user.topics_note) == (["касса", "маркетплейсы"], "сказала сама")


def test_a_status_changed_meanwhile_is_not_put_back_by_an_older_page(office: Office) -> None:
    client = office.key_user.client
    url = reverse("client_status", args=[client.pk])
    older, day = seen_of(office, url), "2026-01-12"
    as_it_was = {"status": client.status, "reason": "", "left_to": "", "day": day}
    gone = {"status": "disconnected", "reason": "Закрылись", "left_to": "", "day": day}
    post_to(office, url, **seen_of(office, url), **gone)

    answer = browser_of(office.expert).post(url, {**older, **as_it_was})

    assert answer.status_code == 422
    client.refresh_from_db()
    assert (client.status, client.left_reason) == (ClientStatus.DISCONNECTED, "Закрылись")
