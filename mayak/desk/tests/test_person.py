"""The person page: what it shows, what is edited in its place, to whom (C4)."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
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
from mayak.clients.services.deeds import undo_deed
from mayak.clients.services.merging import merge_persons
from mayak.clients.tests.makers import make_client, make_person, make_segment
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office
from mayak.usage.models import HotlineRequest
from mayak.work.models import Activity
from mayak.work.tests.makers import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _url(name: str, person: Person, *more: object) -> str:
    return reverse(name, args=[person.client_id, person.pk, *more])


def _page(office: Office, person: Person | None = None) -> str:
    answer = _browser(office.expert).get(_url("person", person or office.key_user))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def _post(office: Office, url: str, **data: object) -> str:
    answer = _browser(office.expert).post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def _edit(office: Office, part: str, **data: object) -> None:
    """Open the form of a part and send it: what it showed goes along."""
    url = _url("person_edit", office.key_user, part)
    _post(office, url, **data, **_seen(office, url))


def _seen(office: Office, url: str) -> dict[str, str]:
    """What the form of an address shows now, sealed."""
    shown = _browser(office.expert).get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    return {"seen": seen[1]}


def _rubric(code: str) -> Rubric:
    return Rubric.objects.get(code=code)


def test_the_page_says_who_it_is_and_how_to_reach_them(office: Office) -> None:
    page = _page(office)

    assert "Зубова Марина" in page
    assert "ключевой пользователь" in page
    assert "+7 (999) 000-00-14" in page
    assert "Марине Зубовой" in page


def test_a_person_of_another_client_is_not_found_under_this_one(office: Office) -> None:
    stranger = make_person(make_client(expert=office.expert))

    answer = _browser(office.expert).get(reverse("person", args=[office.client.pk, stranger.pk]))

    assert answer.status_code == 404


def test_an_outsider_finds_nobody(office: Office) -> None:
    assert _browser(make_staff()).get(_url("person", office.key_user)).status_code == 404


def test_the_next_person_is_one_key_away(office: Office) -> None:
    page = _page(office)

    assert 'data-key="j"' in page
    assert 'data-key="Escape"' in page


def test_name_position_and_roles_are_edited_in_place(office: Office) -> None:
    _edit(
        office,
        "head",
        last_name="Зубова",
        first_name="Марина",
        name_note="без отчества",
        roles=["key_user", "influencer"],
    )

    office.key_user.refresh_from_db()
    assert office.key_user.roles == ["key_user", "influencer"]
    assert "без отчества" in _page(office)


def test_an_impossible_birthday_is_refused_at_its_field(office: Office) -> None:
    url = _url("person_edit", office.key_user, "head")

    answer = _browser(office.expert).post(url, {"last_name": "Зубова", "birth_date": "2999-01-01"})

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
    answer = _browser(office.expert).post(_url("person_point_add", office.key_user), {"text": typed})

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_a_phone_is_read_with_its_extension_and_replaces_the_favourite(office: Office) -> None:
    PersonPhone.objects.filter(person=office.key_user).update(is_favourite=True)

    _post(office, _url("person_point_add", office.key_user), text="8 (495) 000-00-16 доб. 12", is_favourite="on")

    phone = PersonPhone.objects.get(person=office.key_user, is_favourite=True)
    assert (phone.number, phone.extension, phone.kind) == ("+74950000016", "12", "work")
    assert phone.confirmed_date == clock.today()


def test_a_number_twice_is_refused(office: Office) -> None:
    answer = _browser(office.expert).post(_url("person_point_add", office.key_user), {"text": "89990000014"})

    assert answer.status_code == 422


def test_a_mailbox_that_bounced_is_struck_and_never_a_link(office: Office) -> None:
    mail = PersonEmail.objects.create(person=office.key_user, address="lida@vershina.example")
    url = _url("person_point", office.key_user, "email", mail.pk)

    _post(
        office, url, **_seen(office, url), text=mail.address, invalid_date=str(clock.today()), invalid_reason="возврат"
    )

    page = _page(office)
    assert "<s>lida@vershina.example</s>" in page
    assert "mailto:lida@vershina.example" not in page

    _post(office, url, confirm="1")
    assert "mailto:lida@vershina.example" in _page(office)


def test_an_own_regime_stands_beside_the_employers(office: Office) -> None:
    make_segment(office.client, "tax_regime", "osno")
    _post(office, _url("person_regime_add", office.key_user), code="usn_income", note="ИП мужа", source="звонок")

    page = _page(office)
    assert "УСН «доходы»" in page
    assert "ОСНО" in page
    assert "ИП мужа" in page

    regime = PersonTaxRegime.objects.get()
    _post(office, _url("person_regime_remove", office.key_user, regime.pk))
    assert not PersonTaxRegime.objects.exists()


def test_boxes_change_only_what_was_changed_on_this_page(office: Office) -> None:
    payroll, vat = _rubric("payroll"), _rubric("vat")
    url = _url("person_rubrics", office.key_user)
    _post(office, url, rubric=[vat.pk])

    # The page was opened before the colleague ticked the other: it is not shown there, and not taken.
    _post(office, url, rubric=[payroll.pk], shown=[])

    office.key_user.refresh_from_db()
    assert set(office.key_user.interests) == {"Зарплата", "НДС"}


def test_questions_to_the_hotline_propose_a_rubric_and_one_key_accepts_it(office: Office) -> None:
    payroll = _rubric("payroll")
    HotlineRequest.objects.create(
        client=office.client, person=office.key_user, asked_at=clock.now(), topic="Зарплата: аванс за ноябрь"
    )
    assert f'name="accept" value="{payroll.pk}"' in _page(office)

    _post(office, _url("person_rubrics", office.key_user), accept=payroll.pk)

    link = office.key_user.rubrics.get()
    assert (link.rubric, link.source) == (payroll, "proposal")
    assert f'name="accept" value="{payroll.pk}"' not in _page(office)


def test_a_consent_keeps_the_words_it_was_given_to(office: Office) -> None:
    purpose = ConsentPurpose.objects.create(code="survey", name={"ru": "Опросы"}, channel="phone")
    ConsentText.objects.create(purpose=purpose, code="1", order=1, text={"ru": "Старые слова"}, from_date="2024-01-01")
    moment = f"{clock.today()}T09:00"

    _post(office, _url("person_consent", office.key_user, purpose.pk), at=moment, source="голосом", evidence="02:14")
    ConsentText.objects.create(purpose=purpose, code="2", order=2, text={"ru": "Новые слова"}, from_date="2025-01-01")

    page = _page(office)
    assert "Старые слова" in page
    assert "текст 1" in page
    assert "02:14" in page


def test_the_buttons_of_consents_are_named_as_what_they_do(office: Office) -> None:
    ConsentPurpose.objects.all().delete()
    purpose = ConsentPurpose.objects.create(code="news", name={"ru": "Рассылка", "en": "News"}, channel="email")
    text = ConsentText.objects.create(purpose=purpose, code="1", order=1, text={"ru": "Да"}, from_date=clock.today())
    assert ">Записать согласие</a>" in _page(office)

    Consent.objects.create(
        person=office.key_user, purpose="Рассылка", channel="email", given_date=clock.today(), text_version=text
    )

    assert ">Отозвать</a>" in _page(office)


def test_a_withdrawn_consent_to_calls_stops_the_calls(office: Office) -> None:
    consent = Consent.objects.create(
        person=office.key_user, purpose="Звонки", channel="phone", given_date="2024-01-01", source="договор"
    )

    _post(office, _url("person_withdrawal", office.key_user, consent.pk), source="письмом")

    consent.refresh_from_db()
    assert (consent.withdrawn_date, consent.withdrawn_source) == (clock.today(), "письмом")
    page = _page(office)
    assert "отозвано" in page
    assert "Звонить нельзя: согласие на звонки отозвано" in page, "as the client's window says"
    assert "звонить нельзя" in page, "at the number"
    assert 'href="tel:' not in page
    assert 'data-dial="tel:' not in page
    window = _browser(office.expert).get(reverse("client", args=[office.key_user.client_id])).content.decode()
    for shown in (page, window):
        buttons = re.findall(r'<(?:button|a) class="(btn[^"]*)"[^>]*data-key="Enter"', shown)
        assert buttons
        assert not any("btn--primary" in css for css in buttons)


def test_the_address_of_a_merged_person_leads_to_whom_they_went_on_as(office: Office) -> None:
    """Over two merges, within the rights, and to the old record again once the merges are taken back."""
    client, expert = office.client, office.expert
    first, second = make_person(client, last_name="Первая"), make_person(client, last_name="Вторая")
    browser, old = _browser(expert), _url("person", first)
    browser.get(old)  # opened lately
    deeds = [
        merge_persons(user=expert, kept_id=second.pk, other_id=first.pk),
        merge_persons(user=expert, kept_id=office.key_user.pk, other_id=second.pk),
    ]

    assert browser.get(f"{old}?from=letter").headers["Location"] == f"{_url('person', office.key_user)}?from=letter"
    edited = browser.get(_url("person_edit", first, "head"))
    assert edited.headers["Location"] == _url("person_edit", office.key_user, "head")
    data = browser.get(reverse("person_data", args=[first.pk]))
    assert data.headers["Location"] == reverse("person_data", args=[office.key_user.pk])
    refused = browser.post(_url("person_edit", first, "note"), {"note": "важно"})
    assert refused.status_code == 409
    assert "Зубова" in refused.content.decode()
    call = browser.post(reverse("contact_start", args=[client.pk]), {"person": first.pk})
    assert "Зубова" in browser.get(call.headers["Location"]).content.decode()
    assert _url("person", office.key_user) in browser.get(reverse("search")).content.decode(), "opened lately"
    assert _browser(make_staff()).get(old).status_code == 404, "not theirs"
    assert browser.get(reverse("person", args=[make_client(expert=expert).pk, first.pk])).status_code == 404

    for deed in reversed(deeds):
        undo_deed(user=expert, deed_id=deed.pk)
    assert "Первая" in _page(office, first)


def test_who_refused_calls_is_dialled_from_nowhere(office: Office) -> None:
    """One rule for every place that draws a number: the person stays in sight, the number is no link."""
    key_user = office.key_user
    client, planned = key_user.client_id, Activity.objects.get(person=key_user, state="planned")
    Consent.objects.create(
        person=key_user, purpose="Звонки", channel="phone", given_date="2024-01-01", withdrawn_date="2024-02-01"
    )
    browser = _browser(office.expert)
    pages = {
        "person": _url("person", key_user),
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
    _edit(office, "address", address_as="Марина Юрьевна", dative="Марине З.")

    page = _page(office)
    assert "Марина Юрьевна" in page
    assert "Марине З." in page


def test_a_note_carries_its_author(office: Office) -> None:
    _edit(office, "note", note="Сначала ссылка, потом звонок")

    office.key_user.refresh_from_db()
    assert (office.key_user.note_by, office.key_user.note_date) == (office.expert, clock.today())


def test_topics_are_read_through_comma_once_each(office: Office) -> None:
    _edit(office, "topics", topics="маркетплейсы, Маркетплейсы, касса", topics_note="звонок")

    office.key_user.refresh_from_db()
    assert office.key_user.topics == ["маркетплейсы", "касса"]


def test_two_people_who_edit_the_same_field_see_both_values(office: Office) -> None:
    url = _url("person_edit", office.key_user, "needs")
    shown = _browser(office.expert).get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    Person.objects.filter(pk=office.key_user.pk).update(needs="Ищет формы")

    answer = _browser(office.expert).post(url, {"seen": seen[1], "needs": "Нужны короткие ответы"})

    assert answer.status_code == 422
    assert "Ищет формы" in answer.content.decode()
    assert "Нужны короткие ответы" in answer.content.decode()


def test_who_left_has_no_role_and_no_live_number_any_more(office: Office) -> None:
    one = office.key_user
    PersonPhone.objects.filter(person=one).update(extension="12")
    tab = reverse("client_tab", args=[one.client_id, "persons"])
    working = _browser(office.expert).get(tab).content.decode().replace("\u00a0", " ")
    assert "tel:+79990000014" in working
    assert "доб. 12" in working

    Person.objects.filter(pk=one.pk).update(left_date=clock.today())

    for page in (_page(office), _browser(office.expert).get(tab).content.decode()):
        assert "tel:+79990000014" not in page
        assert "прежде: ключевой пользователь" in page
    assert "не звонить: не работает здесь" in _page(office)


def test_leaving_is_previewed_done_and_taken_back(office: Office) -> None:
    page = _browser(office.expert).get(_url("person_leaving", office.key_user)).content.decode().replace("\u00a0", " ")
    assert "Ключевого пользователя не останется" in page

    _post(office, _url("person_leaving", office.key_user), day=str(clock.today()), told_by="Горный", where="unknown")

    page = _page(office)
    assert "больше не работает" in page
    assert "Горный" in page
    undo = re.search(r'action="(/persons/deeds/\d+/undo/)"', page)
    assert undo is not None
    back = _browser(office.expert).post(undo[1], follow=True).content.decode()
    office.key_user.refresh_from_db()
    assert office.key_user.left_date is None
    assert "Отменено: «" in back, "the deed is named, not told as a fact"


def test_moving_names_the_client_as_the_search_does(office: Office) -> None:
    new = make_client(expert=office.expert, name="ИП Тихий А. П.")
    url = _url("person_leaving", office.key_user)

    unknown = _browser(office.expert).post(url, {"day": str(clock.today()), "where": "client", "client": "Нет такого"})
    assert unknown.status_code == 422
    _post(office, url, day=str(clock.today()), where="client", client="тихий")

    arrived = Person.objects.get(client=new)
    assert "ООО «Вершина-Строй»" in _page(office, arrived)
    office.key_user.refresh_from_db()
    assert f'сейчас: <a href="{_url("person", arrived)}"' in _page(office), "from the old page to the new one"


def test_several_clients_called_alike_are_named_to_choose_from(office: Office) -> None:
    for name in ("ООО «Речная, 35»", "АО «Речная пристань»"):
        make_client(expert=office.expert, name=name)
    url = _url("person_leaving", office.key_user)
    given = {"day": str(clock.today()), "where": "client", "client": "речная"}

    several = _browser(office.expert).post(url, given)

    assert several.status_code == 422
    assert "Речная, 35" in several.content.decode()
    assert "Речная пристань" in several.content.decode()
    _post(office, url, **given | {"client": "речная 35"})
    assert Person.objects.filter(client__name="ООО «Речная, 35»", moved_from=office.key_user).exists()


def test_look_alikes_are_compared_merged_and_taken_back(office: Office) -> None:
    other = make_person(office.client, last_name="Зубова", first_name="Марина", position="Бухгалтер")
    pairs = _browser(office.expert).get(reverse("person_pairs", args=[office.client.pk])).content.decode()
    merge = _url("person_merge", office.key_user, other.pk)
    assert merge in pairs
    compared = _browser(office.expert).get(merge).content.decode().replace("\u00a0", " ")
    for value in ("Бухгалтер", "Марина", "+7 (999) 000-00-14"):
        assert value in compared

    _post(office, merge)

    assert not Person.objects.filter(pk=other.pk).exists()
    undo = re.search(r'action="(/persons/deeds/\d+/undo/)"', _page(office))
    assert undo is not None
    assert _post(office, undo[1]) == _url("person", other)


def test_two_told_apart_are_proposed_no_more(office: Office) -> None:
    other = make_person(office.client, last_name="Зубова", first_name="Марина")

    _post(office, _url("person_merge", office.key_user, other.pk), apart="1")

    pairs = _browser(office.expert).get(reverse("person_pairs", args=[office.client.pk])).content.decode()
    assert _url("person_merge", office.key_user, other.pk) not in pairs


def test_a_new_person_who_looks_like_one_there_is_asked_about_first(office: Office) -> None:
    url = reverse("person_add", args=[office.client.pk])
    typed = {"last_name": "Зубова", "first_name": "Марина", "reach": "8 999 000-00-99"}

    asked = _browser(office.expert).post(url, typed)
    assert asked.status_code == 422
    assert _url("person", office.key_user) in asked.content.decode()
    _post(office, url, **typed, is_new="1")

    assert office.client.persons.filter(last_name="Зубова").count() == 2
    assert PersonPhone.objects.filter(number="+79990000099", is_favourite=True).exists()


def test_a_person_is_congratulated_by_letter_or_it_is_noted_in_their_history(office: Office) -> None:
    person, today = office.key_user, clock.today()
    Person.objects.filter(pk=person.pk).update(birth_date=date(1984, today.month, today.day))
    PersonEmail.objects.create(person=person, address="zubova@vershina.example")
    assert "mailto:zubova@vershina.example?subject=" in _page(office)
    url = _url("person_congratulated", person)

    place = _post(office, url, begin="1")
    contact = Activity.objects.get(person=person, is_unplanned=True)
    assert (contact.kind, contact.goal) == ("mail", "Поздравить с днём рождения")
    assert place == f"{reverse('contact', args=[contact.pk])}?person={person.pk}"
    assert "поздравили" in _page(office)

    Person.objects.filter(pk=person.pk).update(congratulated_date=None)
    _post(office, url)
    assert "Поздравили с днём рождения" in _page(office)
    assert "поздравили" in _page(office)


def test_a_letter_is_a_contact_of_its_own(office: Office) -> None:
    PersonEmail.objects.create(person=office.key_user, address="old@vershina.example", is_unwanted=True)
    PersonEmail.objects.create(person=office.key_user, address="zubova@vershina.example")
    for place in (reverse("client", args=[office.client.pk]), _url("person", office.key_user)):
        page = _browser(office.expert).get(place).content.decode()
        assert 'data-dial="mailto:zubova@vershina.example"' in page
    planned_call = make_activity(office.client, office.expert, person=office.key_user)

    start = reverse("contact_start", args=[office.client.pk])
    _post(office, start, person=office.key_user.pk, kind="mail")

    assert Activity.objects.get(client=office.client, kind="mail").person == office.key_user
    planned_call.refresh_from_db()
    assert planned_call.state == "planned"


def test_a_person_is_added_from_the_menu_of_the_window(office: Office) -> None:
    url, browser = reverse("person_add", args=[office.client.pk]), _browser(office.expert)
    assert f'<a href="{url}" data-dialog' in browser.get(reverse("client", args=[office.client.pk])).content.decode()

    form = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    assert f'action="{url}"' in form
    typed = {"last_name": "Лужина", "first_name": "Вера"}
    made = browser.post(url, typed, headers={"HX-Request": "true", "X-Mayak-Form": "1"})

    assert made.headers["X-Mayak-Location"] == _url("person", Person.objects.get(last_name="Лужина"))


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def test_a_photo_is_shown_to_who_sees_the_person_and_removed(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    _post(office, _url("person_file_add", office.key_user), file=SimpleUploadedFile("я.png", PNG), is_photo="on")
    photo = PersonAttachment.objects.get()
    url = reverse("person_file", args=[photo.pk])

    answer = _browser(office.expert).get(url)
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert url in _page(office)
    assert _browser(make_staff()).get(url).status_code == 404

    _post(office, reverse("person_file_remove", args=[photo.pk]))
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

    answer = _browser(office.expert).post(
        _url("person_file_add", office.key_user), {"file": SimpleUploadedFile(name, content), "is_photo": photo}
    )

    assert answer.status_code == 422
    assert not PersonAttachment.objects.exists()
