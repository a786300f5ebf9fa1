"""An erased person is closed: whatever is typed about them later is refused, for nobody could erase it again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.card.models import IndicatorSubject
from mayak.card.services.values import Told, record_answer
from mayak.card.tests.makers import make_indicator
from mayak.clients.models import Person, PersonPhone
from mayak.clients.services.attachments import attach_file
from mayak.clients.services.contact_points import Reach, save_contact_point
from mayak.clients.services.leaving import Leaving, leave_client
from mayak.clients.services.merging import merge_persons
from mayak.clients.services.persons import congratulate, save_person
from mayak.clients.services.rubrics import add_tax_regime, change_rubrics, save_topics
from mayak.clients.tests.makers import make_person
from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.privacy.services.erasing import ask_for_erasure, carry_out
from mayak.privacy.tests.makers import Known, make_known_person
from mayak.work.services import start_activity

pytestmark = pytest.mark.django_db
Write = Callable[[Staff, Person], Any]

WRITES: dict[str, Write] = {
    "head": lambda user, one: save_person(user=user, person_id=one.pk, position="Директор"),
    "phone": lambda user, one: save_contact_point(user=user, person_id=one.pk, reach=Reach("+7 999 000-00-16")),
    "topics": lambda user, one: save_topics(user=user, person_id=one.pk, topics=["отчёты"], note=""),
    "rubrics": lambda user, one: change_rubrics(user=user, person_id=one.pk),
    "regime": lambda user, one: add_tax_regime(user=user, person_id=one.pk, code="usn"),
    "file": lambda user, one: attach_file(user=user, person_id=one.pk, name="a.txt", content=b"text"),
    "birthday": lambda user, one: congratulate(user=user, person_id=one.pk),
    "leaving": lambda user, one: leave_client(user=user, person_id=one.pk, leaving=Leaving(day=clock.today())),
    "contact": lambda user, one: start_activity(user=user, client_id=one.client_id, person_id=one.pk),
    "card": lambda user, one: record_answer(
        user=user, client_id=one.client_id, code="own_hobby", value="шахматы", told=Told(), person_id=one.pk
    ),
}


@pytest.fixture
def erased(settings: Any, tmp_path: Path) -> Known:
    settings.MEDIA_ROOT = tmp_path
    known = make_known_person()
    erase(known.person)
    return known


def erase(person: Person) -> None:
    carry_out(erasure_id=ask_for_erasure(person=person, author=None, reason="Заявление от 12 мая").pk)


@pytest.mark.parametrize("what", WRITES)
def test_every_write_is_refused_in_words(erased: Known, what: str) -> None:
    make_indicator("own_hobby", subject=IndicatorSubject.PERSON)
    before = Person.objects.filter(pk=erased.person.pk).values().get()
    with pytest.raises(ConflictError, match=r"erased|удалены"):
        WRITES[what](erased.expert, erased.person)
    assert Person.objects.filter(pk=erased.person.pk).values().get() == before
    assert not PersonPhone.objects.filter(person=erased.person).exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_erased_person_is_not_merged(erased: Known, is_kept: bool) -> None:
    other = make_person(erased.client, last_name="Лугова")
    pair = (erased.person.pk, other.pk) if is_kept else (other.pk, erased.person.pk)
    with pytest.raises(ConflictError, match=r"erased|удалены"):
        merge_persons(user=erased.expert, kept_id=pair[0], other_id=pair[1])
    assert Person.objects.filter(pk__in=pair).count() == 2


def test_the_page_offers_no_edit_and_refuses_one(erased: Known) -> None:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(erased.expert)
    where = [erased.client.pk, erased.person.pk]
    page = browser.get(reverse("person", args=where)).content.decode()
    assert "данные этого человека удалены" in page.casefold()
    assert "/edit/" not in page
    for name, more in (("person_edit", ["head"]), ("person_edit", ["topics"]), ("person_point_add", [])):
        answer = browser.get(reverse(name, args=[*where, *more]))
        assert answer.status_code == 409
        answer = browser.post(reverse(name, args=[*where, *more]), {"last_name": "Новая", "text": "+79990000016"})
        assert answer.status_code == 409
