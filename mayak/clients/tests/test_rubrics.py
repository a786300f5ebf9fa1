"""Rubrics as one tree of data: words of tables, retiring, deleting what is in use (C4)."""

import pytest

from mayak.accounts.tests.makers import make_staff
from mayak.clients.models import ConsentPurpose, ConsentText, Person, PersonRubric, Rubric
from mayak.clients.playbook import load_consents
from mayak.clients.services.rubrics import change_rubrics, delete_rubric, link_rubrics, save_rubric
from mayak.clients.tests.makers import make_client, make_person
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.core.playbook import office_rows

pytestmark = pytest.mark.django_db


def _codes(person: Person) -> set[str]:
    return set(person.rubrics.values_list("rubric__code", flat=True))


def test_words_of_a_table_become_rubrics_whatever_their_case_and_yo() -> None:
    person = make_person(make_client(), interests=["ндс", "Отчетность", "разведение пчёл"])

    assert _codes(person) == {"vat", "reporting"}


def test_words_that_go_take_their_rubric_along_and_leave_the_others() -> None:
    staff = make_staff()
    person = make_person(make_client(expert=staff), interests=["НДС", "УСН"])
    change_rubrics(user=staff, person_id=person.pk, add=[Rubric.objects.get(code="hr").pk])

    person.refresh_from_db()
    person.interests = [word for word in person.interests if word != "НДС"]
    person.save()

    assert _codes(person) == {"usn", "hr"}


def test_a_rubric_given_on_the_page_is_written_for_exchange_and_keeps_its_source() -> None:
    staff = make_staff()
    person = make_person(make_client(expert=staff), interests=["пчёлы"])

    change_rubrics(user=staff, person_id=person.pk, add=[Rubric.objects.get(code="vat").pk], source="call")

    person.refresh_from_db()
    assert person.interests == ["пчёлы", "НДС"]
    assert person.rubrics.get().source == "call"


def test_a_retired_rubric_stays_with_whom_it_has_and_is_given_to_nobody() -> None:
    staff = make_staff()
    vat = Rubric.objects.get(code="vat")
    client = make_client(expert=staff)
    has, wants = make_person(client, interests=["НДС"]), make_person(client)
    Rubric.objects.filter(pk=vat.pk).update(is_active=False)

    change_rubrics(user=staff, person_id=wants.pk, add=[vat.pk])

    assert (_codes(has), _codes(wants)) == ({"vat"}, set())


def test_a_rubric_in_use_is_not_deleted_and_says_what_to_do() -> None:
    make_person(make_client(), interests=["НДС"])

    with pytest.raises(ConflictError):
        delete_rubric(user=make_staff(), rubric_id=Rubric.objects.get(code="vat").pk)


def test_a_rubric_with_others_below_is_not_deleted() -> None:
    with pytest.raises(ConflictError):
        delete_rubric(user=make_staff(), rubric_id=Rubric.objects.get(code="taxes").pk)


def test_a_rubric_cannot_belong_to_one_below_it() -> None:
    accounting = Rubric.objects.get(code="accounting")
    accounting.parent = Rubric.objects.get(code="vat")

    with pytest.raises(InvalidInputError) as refused:
        save_rubric(user=make_staff(), rubric=accounting)

    assert refused.value.field == "parent"


def test_a_word_means_one_rubric_only() -> None:
    with pytest.raises(InvalidInputError):
        save_rubric(user=make_staff(), rubric=Rubric(code="new", name={"ru": "ндс"}))


def test_a_renamed_rubric_still_answers_to_its_former_name() -> None:
    vat = Rubric.objects.get(code="vat")
    vat.name = {"ru": "Налог на добавленную стоимость", "en": "VAT"}

    save_rubric(user=make_staff(), rubric=vat)

    assert _codes(make_person(make_client(), interests=["НДС"])) == {"vat"}


def test_a_new_rubric_finds_the_people_whose_words_mean_it() -> None:
    person = make_person(make_client(), interests=["Самозанятые"])

    save_rubric(
        user=make_staff(), rubric=Rubric(code="self_employed", name={"ru": "Самозанятые", "en": "Self-employed"})
    )

    assert _codes(person) == {"self_employed"}
    assert link_rubrics() == 0


def test_links_go_with_their_person() -> None:
    person = make_person(make_client(), interests=["НДС"])

    person.delete()

    assert not PersonRubric.objects.exists()


def test_words_that_somebody_agreed_to_are_not_changed_by_a_pack() -> None:
    text = ConsentText.objects.get(purpose=ConsentPurpose.objects.get(code="calls"), code="1")
    make_person(make_client()).consents.create(
        purpose="Звонки специалиста", channel="phone", given_date="2026-01-01", text_version=text
    )
    rows = office_rows()["consents"]
    next(row for row in rows if row["code"] == "calls")["texts"][0]["text"] = {"ru": "Другие слова", "en": "Others"}

    with pytest.raises(InvalidInputError):
        load_consents(rows)
