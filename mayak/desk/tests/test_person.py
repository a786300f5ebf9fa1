"""The person page: what it shows, what is edited in its place, to whom (C4)."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import (
    Consent,
    ConsentPurpose,
    ConsentText,
    Person,
    PersonAttachment,
    PersonEmail,
    PersonPhone,
    PersonTaxRegime,
    Rubric,
)
from mayak.clients.tests.makers import make_client, make_person, make_segment
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office
from mayak.desk.tests.person_pages import browser_of, edit_part, page_of, post_to, seen_of, url_of
from mayak.usage.models import HotlineRequest
from mayak.work.models import Activity
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _rubric(code: str) -> Rubric:
    return Rubric.objects.get(code=code)


def test_the_page_says_who_it_is_and_how_to_reach_them(office: Office) -> None:
    page = page_of(office)

    assert "Зубова Марина" in page
    assert "ключевой пользователь" in page
    assert "+7 (999) 000-00-14" in page
    assert "Марине Зубовой" in page


def test_a_person_of_another_client_is_not_found_under_this_one(office: Office) -> None:
    stranger = make_person(make_client(expert=office.expert))

    answer = browser_of(office.expert).get(reverse("person", args=[office.client.pk, stranger.pk]))

    assert answer.status_code == 404


def test_an_outsider_finds_nobody(office: Office) -> None:
    assert browser_of(make_staff()).get(url_of("person", office.key_user)).status_code == 404


def test_the_next_person_is_one_key_away(office: Office) -> None:
    page = page_of(office)

    assert 'data-key="j"' in page
    assert 'data-key="Escape"' in page


def test_name_position_and_roles_are_edited_in_place(office: Office) -> None:
    edit_part(
        office,
        "head",
        last_name="Зубова",
        first_name="Марина",
        name_note="без отчества",
        roles=["key_user", "influencer"],
    )

    office.key_user.refresh_from_db()
    assert office.key_user.roles == ["key_user", "influencer"]
    assert "без отчества" in page_of(office)


def test_an_impossible_birthday_is_refused_at_its_field(office: Office) -> None:
    url = url_of("person_edit", office.key_user, "head")

    answer = browser_of(office.expert).post(url, {"last_name": "Зубова", "birth_date": "2999-01-01"})

    assert answer.status_code == 422
    assert 'aria-describedby="id_birth_date_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("8 999 000", "Не хватает цифр"),
        ("+7 999 000 00 16 000", "Слишком много цифр"),
        ("звонить Марине", "есть цифры"),
        ("zubova@", "имя@компания.ru"),
    ],
)
def test_a_number_that_is_none_is_refused_with_the_reason(office: Office, typed: str, reason: str) -> None:
    answer = browser_of(office.expert).post(url_of("person_point_add", office.key_user), {"text": typed})

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_a_phone_is_read_with_its_extension_and_replaces_the_favourite(office: Office) -> None:
    PersonPhone.objects.filter(person=office.key_user).update(is_favourite=True)

    post_to(office, url_of("person_point_add", office.key_user), text="8 (495) 000-00-16 доб. 12", is_favourite="on")

    phone = PersonPhone.objects.get(person=office.key_user, is_favourite=True)
    assert (phone.number, phone.extension, phone.kind) == ("+74950000016", "12", "work")
    assert phone.confirmed_date == clock.today()


def test_a_number_twice_is_refused(office: Office) -> None:
    answer = browser_of(office.expert).post(url_of("person_point_add", office.key_user), {"text": "89990000014"})

    assert answer.status_code == 422


def test_a_mailbox_that_bounced_is_struck_and_never_a_link(office: Office) -> None:
    mail = PersonEmail.objects.create(person=office.key_user, address="lida@vershina.example")
    url = url_of("person_point", office.key_user, "email", mail.pk)

    post_to(
        office,
        url,
        **seen_of(office, url),
        text=mail.address,
        invalid_date=str(clock.today()),
        invalid_reason="возврат",
    )

    page = page_of(office)
    assert "<s>lida@vershina.example</s>" in page
    assert "mailto:lida@vershina.example" not in page

    post_to(office, url, confirm="1")
    assert "mailto:lida@vershina.example" in page_of(office)


def test_an_own_regime_stands_beside_the_employers(office: Office) -> None:
    make_segment(office.client, "tax_regime", "osno")
    post_to(office, url_of("person_regime_add", office.key_user), code="usn_income", note="ИП мужа", source="звонок")

    page = page_of(office)
    assert "УСН «доходы»" in page
    assert "ОСНО" in page
    assert "ИП мужа" in page

    regime = PersonTaxRegime.objects.get()
    post_to(office, url_of("person_regime_remove", office.key_user, regime.pk))
    assert not PersonTaxRegime.objects.exists()


def test_boxes_change_only_what_was_changed_on_this_page(office: Office) -> None:
    payroll, vat = _rubric("payroll"), _rubric("vat")
    url = url_of("person_rubrics", office.key_user)
    post_to(office, url, rubric=[vat.pk])

    # The page was opened before the colleague ticked the other: it is not shown there, and not taken.
    post_to(office, url, rubric=[payroll.pk], shown=[])

    office.key_user.refresh_from_db()
    assert set(office.key_user.interests) == {"Зарплата", "НДС"}


def test_questions_to_the_hotline_propose_a_rubric_and_one_key_accepts_it(office: Office) -> None:
    payroll = _rubric("payroll")
    HotlineRequest.objects.create(
        client=office.client, person=office.key_user, asked_at=clock.now(), topic="Зарплата: аванс за ноябрь"
    )
    assert f'name="accept" value="{payroll.pk}"' in page_of(office)

    post_to(office, url_of("person_rubrics", office.key_user), accept=payroll.pk)

    link = office.key_user.rubrics.get()
    assert (link.rubric, link.source) == (payroll, "proposal")
    assert f'name="accept" value="{payroll.pk}"' not in page_of(office)


def test_a_consent_keeps_the_words_it_was_given_to(office: Office) -> None:
    purpose = ConsentPurpose.objects.create(code="survey", name={"ru": "Опросы"}, channel="phone")
    ConsentText.objects.create(purpose=purpose, code="1", order=1, text={"ru": "Старые слова"}, from_date="2024-01-01")
    moment = f"{clock.today()}T09:00"

    post_to(
        office, url_of("person_consent", office.key_user, purpose.pk), at=moment, source="голосом", evidence="02:14"
    )
    ConsentText.objects.create(purpose=purpose, code="2", order=2, text={"ru": "Новые слова"}, from_date="2025-01-01")

    page = page_of(office)
    assert "Старые слова" in page
    assert "текст 1" in page
    assert "02:14" in page


def test_the_buttons_of_consents_are_named_as_what_they_do(office: Office) -> None:
    ConsentPurpose.objects.all().delete()
    purpose = ConsentPurpose.objects.create(code="news", name={"ru": "Рассылка", "en": "News"}, channel="email")
    text = ConsentText.objects.create(purpose=purpose, code="1", order=1, text={"ru": "Да"}, from_date=clock.today())
    assert ">Записать согласие</a>" in page_of(office)

    Consent.objects.create(
        person=office.key_user, purpose="Рассылка", channel="email", given_date=clock.today(), text_version=text
    )

    assert ">Отозвать</a>" in page_of(office)


def test_a_withdrawn_consent_to_calls_stops_the_calls(office: Office) -> None:
    consent = Consent.objects.create(
        person=office.key_user, purpose="Звонки", channel="phone", given_date="2024-01-01", source="договор"
    )

    post_to(office, url_of("person_withdrawal", office.key_user, consent.pk), source="письмом")

    consent.refresh_from_db()
    assert (consent.withdrawn_date, consent.withdrawn_source) == (clock.today(), "письмом")
    page = page_of(office)
    assert "отозвано" in page
    assert "Звонить нельзя: согласие на звонки отозвано" in page, "as the client's window says"
    assert "звонить нельзя" in page, "at the number"
    assert 'href="tel:' not in page
    assert 'data-dial="tel:' not in page
    window = browser_of(office.expert).get(reverse("client", args=[office.key_user.client_id])).content.decode()
    for shown in (page, window):
        buttons = re.findall(r'<(?:button|a) class="(btn[^"]*)"[^>]*data-key="Enter"', shown)
        assert buttons
        assert not any("btn--primary" in css for css in buttons)


def test_who_refused_calls_is_dialled_from_nowhere(office: Office) -> None:
    """One rule for every place that draws a number: the person stays in sight, the number is no link."""
    key_user = office.key_user
    client, planned = key_user.client_id, Activity.objects.get(person=key_user, state="planned")
    Consent.objects.create(
        person=key_user, purpose="Звонки", channel="phone", given_date="2024-01-01", withdrawn_date="2024-02-01"
    )
    browser = browser_of(office.expert)
    pages = {
        "person": url_of("person", key_user),
        "window": reverse("client", args=[client]),
        "people": reverse("client_tab", args=[client, "persons"]),
        "board": reverse("board_client", args=[client]),
        "contact": reverse("contact", args=[planned.pk]),
        "my day": reverse("my_day"),
    }

    shown = {name: browser.get(url).content.decode() for name, url in pages.items()}

    assert [name for name, page in shown.items() if "Вершина" not in page] == []
    assert [name for name, page in shown.items() if "tel:" in page] == []
    assert "звонить нельзя" in shown["window"]
    assert "звонить нельзя" in shown["people"]


def test_an_address_by_hand_wins_over_the_rule(office: Office) -> None:
    edit_part(office, "address", address_as="Марина Юрьевна", dative="Марине З.")

    page = page_of(office)
    assert "Марина Юрьевна" in page
    assert "Марине З." in page


def test_a_note_carries_its_author(office: Office) -> None:
    edit_part(office, "note", note="Сначала ссылка, потом звонок")

    office.key_user.refresh_from_db()
    assert (office.key_user.note_by, office.key_user.note_date) == (office.expert, clock.today())


def test_topics_are_read_through_comma_once_each(office: Office) -> None:
    edit_part(office, "topics", topics="маркетплейсы, Маркетплейсы, касса", topics_note="звонок")

    office.key_user.refresh_from_db()
    assert office.key_user.topics == ["маркетплейсы", "касса"]


def test_two_people_who_edit_the_same_field_see_both_values(office: Office) -> None:
    url = url_of("person_edit", office.key_user, "needs")
    shown = browser_of(office.expert).get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    Person.objects.filter(pk=office.key_user.pk).update(needs="Ищет формы")

    answer = browser_of(office.expert).post(url, {"seen": seen[1], "needs": "Нужны короткие ответы"})

    assert answer.status_code == 422
    assert "Ищет формы" in answer.content.decode()
    assert "Нужны короткие ответы" in answer.content.decode()


def test_a_person_is_congratulated_by_letter_or_it_is_noted_in_their_history(office: Office) -> None:
    person, today = office.key_user, clock.today()
    Person.objects.filter(pk=person.pk).update(birth_date=date(1984, today.month, today.day))
    PersonEmail.objects.create(person=person, address="zubova@vershina.example")
    assert "mailto:zubova@vershina.example?subject=" in page_of(office)
    url = url_of("person_congratulated", person)

    place = post_to(office, url, begin="1")
    contact = Activity.objects.get(person=person, is_unplanned=True)
    assert (contact.kind, contact.goal) == ("mail", "Поздравить с днём рождения")
    assert place == f"{reverse('contact', args=[contact.pk])}?person={person.pk}"
    assert "поздравили" in page_of(office)

    Person.objects.filter(pk=person.pk).update(congratulated_date=None)
    post_to(office, url)
    assert "Поздравили с днём рождения" in page_of(office)
    assert "поздравили" in page_of(office)


def test_a_letter_is_a_contact_of_its_own(office: Office) -> None:
    PersonEmail.objects.create(person=office.key_user, address="old@vershina.example", is_unwanted=True)
    PersonEmail.objects.create(person=office.key_user, address="zubova@vershina.example")
    for place in (reverse("client", args=[office.client.pk]), url_of("person", office.key_user)):
        page = browser_of(office.expert).get(place).content.decode()
        assert 'data-dial="mailto:zubova@vershina.example"' in page
    planned_call = make_activity(office.client, office.expert, person=office.key_user)

    start = reverse("contact_start", args=[office.client.pk])
    post_to(office, start, person=office.key_user.pk, kind="mail")

    assert Activity.objects.get(client=office.client, kind="mail").person == office.key_user
    planned_call.refresh_from_db()
    assert planned_call.state == "planned"


def test_a_person_is_added_from_the_menu_of_the_window(office: Office) -> None:
    url, browser = reverse("person_add", args=[office.client.pk]), browser_of(office.expert)
    assert f'<a href="{url}" data-dialog' in browser.get(reverse("client", args=[office.client.pk])).content.decode()

    form = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    assert f'action="{url}"' in form
    typed = {"last_name": "Лужина", "first_name": "Вера"}
    made = browser.post(url, typed, headers={"HX-Request": "true", "X-Mayak-Form": "1"})

    assert made.headers["X-Mayak-Location"] == url_of("person", Person.objects.get(last_name="Лужина"))


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def test_a_photo_is_shown_to_who_sees_the_person_and_removed(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    post_to(office, url_of("person_file_add", office.key_user), file=SimpleUploadedFile("я.png", PNG), is_photo="on")
    photo = PersonAttachment.objects.get()
    url = reverse("person_file", args=[photo.pk])

    answer = browser_of(office.expert).get(url)
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert url in page_of(office)
    assert browser_of(make_staff()).get(url).status_code == 404

    post_to(office, reverse("person_file_remove", args=[photo.pk]))
    assert not PersonAttachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "photo"),
    [
        ("photo.png", b"<script>alert(1)</script>", "on"),
        ("letter.pdf", b"MZ\x90\x00program", ""),
        ("drawing.svg", b"<svg onload='x'/>", ""),
        ("empty.txt", b"", ""),
    ],
)
def test_a_file_is_what_is_in_it_not_what_it_is_called(
    office: Office, settings: Any, tmp_path: Path, name: str, content: bytes, photo: str
) -> None:
    settings.MEDIA_ROOT = tmp_path

    answer = browser_of(office.expert).post(
        url_of("person_file_add", office.key_user), {"file": SimpleUploadedFile(name, content), "is_photo": photo}
    )

    assert answer.status_code == 422
    assert not PersonAttachment.objects.exists()
