"""What becomes of a person: leaving, moving, merging, and the way back (C4)."""

import re

import pytest
from django.urls import reverse

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import (
    Person,
    PersonPhone,
)
from mayak.clients.services.deeds import undo_deed
from mayak.clients.services.merging import merge_persons
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office
from mayak.desk.tests.person_pages import browser_of, page_of, post_to, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def test_the_address_of_a_merged_person_leads_to_whom_they_went_on_as(office: Office) -> None:
    """Over two merges, within the rights, and to the old record again once the merges are taken back."""
    client, expert = office.client, office.expert
    first, second = make_person(client, last_name="Первая"), make_person(client, last_name="Вторая")
    browser, old = browser_of(expert), url_of("person", first)
    browser.get(old)  # opened lately
    deeds = [
        merge_persons(user=expert, kept_id=second.pk, other_id=first.pk),
        merge_persons(user=expert, kept_id=office.key_user.pk, other_id=second.pk),
    ]

    assert browser.get(f"{old}?from=letter").headers["Location"] == f"{url_of('person', office.key_user)}?from=letter"
    edited = browser.get(url_of("person_edit", first, "head"))
    assert edited.headers["Location"] == url_of("person_edit", office.key_user, "head")
    data = browser.get(reverse("person_data", args=[first.pk]))
    assert data.headers["Location"] == reverse("person_data", args=[office.key_user.pk])
    refused = browser.post(url_of("person_edit", first, "note"), {"note": "важно"})
    assert refused.status_code == 409
    assert "Зубова" in refused.content.decode()
    call = browser.post(reverse("contact_start", args=[client.pk]), {"person": first.pk})
    assert "Зубова" in browser.get(call.headers["Location"]).content.decode()
    assert url_of("person", office.key_user) in browser.get(reverse("search")).content.decode(), "opened lately"
    assert browser_of(make_staff()).get(old).status_code == 404, "not theirs"
    assert browser.get(reverse("person", args=[make_client(expert=expert).pk, first.pk])).status_code == 404

    for deed in reversed(deeds):
        undo_deed(user=expert, deed_id=deed.pk)
    assert "Первая" in page_of(office, first)


def test_who_left_has_no_role_and_no_live_number_any_more(office: Office) -> None:
    one = office.key_user
    PersonPhone.objects.filter(person=one).update(extension="12")
    tab = reverse("client_tab", args=[one.client_id, "persons"])
    working = browser_of(office.expert).get(tab).content.decode().replace("\u00a0", " ")
    assert "tel:+79990000014" in working
    assert "доб. 12" in working

    Person.objects.filter(pk=one.pk).update(left_date=clock.today())

    for page in (page_of(office), browser_of(office.expert).get(tab).content.decode()):
        assert "tel:+79990000014" not in page
        assert "прежде: ключевой пользователь" in page
    assert "не звонить: не работает здесь" in page_of(office)


def test_leaving_is_previewed_done_and_taken_back(office: Office) -> None:
    page = (
        browser_of(office.expert).get(url_of("person_leaving", office.key_user)).content.decode().replace("\u00a0", " ")
    )
    assert "Ключевого пользователя не останется" in page

    post_to(
        office, url_of("person_leaving", office.key_user), day=str(clock.today()), told_by="Горный", where="unknown"
    )

    page = page_of(office)
    assert "больше не работает" in page
    assert "Горный" in page
    undo = re.search(r'action="(/persons/deeds/\d+/undo/)"', page)
    assert undo is not None
    back = browser_of(office.expert).post(undo[1], follow=True).content.decode()
    office.key_user.refresh_from_db()
    assert office.key_user.left_date is None
    assert "Отменено: «" in back, "the deed is named, not told as a fact"


def test_moving_names_the_client_as_the_search_does(office: Office) -> None:
    new = make_client(expert=office.expert, name="ИП Тихий А. П.")
    url = url_of("person_leaving", office.key_user)

    unknown = browser_of(office.expert).post(
        url, {"day": str(clock.today()), "where": "client", "client": "Нет такого"}
    )
    assert unknown.status_code == 422
    post_to(office, url, day=str(clock.today()), where="client", client="тихий")

    arrived = Person.objects.get(client=new)
    assert "ООО «Вершина-Строй»" in page_of(office, arrived)
    office.key_user.refresh_from_db()
    assert f'сейчас: <a href="{url_of("person", arrived)}"' in page_of(office), "from the old page to the new one"


def test_several_clients_called_alike_are_named_to_choose_from(office: Office) -> None:
    for name in ("ООО «Речная, 35»", "АО «Речная пристань»"):
        make_client(expert=office.expert, name=name)
    url = url_of("person_leaving", office.key_user)
    given = {"day": str(clock.today()), "where": "client", "client": "речная"}

    several = browser_of(office.expert).post(url, given)

    assert several.status_code == 422
    assert "Речная, 35" in several.content.decode()
    assert "Речная пристань" in several.content.decode()
    post_to(office, url, **given | {"client": "речная 35"})
    assert Person.objects.filter(client__name="ООО «Речная, 35»", moved_from=office.key_user).exists()


def test_look_alikes_are_compared_merged_and_taken_back(office: Office) -> None:
    other = make_person(office.client, last_name="Зубова", first_name="Марина", position="Бухгалтер")
    pairs = browser_of(office.expert).get(reverse("person_pairs", args=[office.client.pk])).content.decode()
    merge = url_of("person_merge", office.key_user, other.pk)
    assert merge in pairs
    compared = browser_of(office.expert).get(merge).content.decode().replace("\u00a0", " ")
    for value in ("Бухгалтер", "Марина", "+7 (999) 000-00-14"):
        assert value in compared

    post_to(office, merge)

    assert not Person.objects.filter(pk=other.pk).exists()
    undo = re.search(r'action="(/persons/deeds/\d+/undo/)"', page_of(office))
    assert undo is not None
    assert post_to(office, undo[1]) == url_of("person", other)


def test_two_told_apart_are_proposed_no_more(office: Office) -> None:
    other = make_person(office.client, last_name="Зубова", first_name="Марина")

    post_to(office, url_of("person_merge", office.key_user, other.pk), apart="1")

    pairs = browser_of(office.expert).get(reverse("person_pairs", args=[office.client.pk])).content.decode()
    assert url_of("person_merge", office.key_user, other.pk) not in pairs


def test_a_new_person_who_looks_like_one_there_is_asked_about_first(office: Office) -> None:
    url = reverse("person_add", args=[office.client.pk])
    typed = {"last_name": "Зубова", "first_name": "Марина", "reach": "8 999 000-00-99"}

    asked = browser_of(office.expert).post(url, typed)
    assert asked.status_code == 422
    assert url_of("person", office.key_user) in asked.content.decode()
    post_to(office, url, **typed, is_new="1")

    assert office.client.persons.filter(last_name="Зубова").count() == 2
    assert PersonPhone.objects.filter(number="+79990000099", is_favourite=True).exists()
