"""Search: what is found of clients, in which order, and within whose rights; the words of all names keep up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from mayak.accounts.models import Absence, Staff
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.domain.wanted import Wanted, wanted
from mayak.clients.models import Client, NameWord, PersonEmail, PersonPhone, Responsibility
from mayak.clients.policies import visible_to
from mayak.clients.queries.finding import (
    Hits,
    Page,
    clients_found,
    contracts_found,
    known_words,
    mails_found,
    persons_found,
    phones_found,
)
from mayak.clients.queries.reach import Reach, reach_of
from mayak.clients.tests.makers import make_client, make_contract, make_person
from mayak.core import clock
from mayak.core.questions import Question, ask
from mayak.core.text import alike, folded

pytestmark = pytest.mark.django_db

Asks = Callable[[Wanted, Reach, Page], Question[Hits[Any]]]


def found(asks: Asks, user: Staff, text: str, page: Page | None = None) -> Hits[Any]:
    """The hits of one kind for a typed text."""
    question = asks(wanted(text), reach_of(user), page or Page(10))
    ask(question)
    return question.answer


def names(asks: Asks, user: Staff, text: str) -> list[str]:
    """The hits by what stands first in them."""
    rows = found(asks, user, text).rows
    return [getattr(row, "name", "") or getattr(row, "full_name", "") or getattr(row, "text", "") for row in rows]


@pytest.fixture
def director() -> Staff:
    return make_staff("director")


def test_clients_called_so_come_first_then_those_that_begin_so_then_words_then_parts(director: Staff) -> None:
    for name in ("ООО «Луна и маяк»", "ООО «Полумаяк»", "АО «Маяк»", "ООО «Маяк-Сервис»"):
        make_client(name=name)

    assert names(clients_found, director, "маяк") == [
        "АО «Маяк»",
        "ООО «Маяк-Сервис»",
        "ООО «Луна и маяк»",
        "ООО «Полумаяк»",
    ]


def test_of_equals_the_own_clients_come_first_and_those_who_left_last() -> None:
    director = make_staff("director")
    make_client(name="Маяк А", left_date=date(2026, 1, 1))
    make_client(name="Маяк Б")
    make_client(name="Маяк В", expert=director)

    assert names(clients_found, director, "маяк") == ["Маяк В", "Маяк Б", "Маяк А"]


def test_the_best_are_found_among_more_than_are_looked_at(director: Staff) -> None:
    for number in range(30):
        make_client(name=f"Старый маяк {number}")
    make_client(name="ООО «Маяк»")
    make_client(name="Новый маяк", expert=director)

    hits = found(clients_found, director, "маяк", Page(2, most=5))

    assert [row.name for row in hits.rows] == ["ООО «Маяк»", "Новый маяк"]
    assert (hits.total, hits.is_more) == (5, True)


def test_pages_follow_each_other(director: Staff) -> None:
    for number in range(7):
        make_client(name=f"Маяк {number}")

    pages = [found(clients_found, director, "маяк", Page(3, offset)) for offset in (0, 3, 6)]

    assert [row.name for hits in pages for row in hits.rows] == [f"Маяк {number}" for number in range(7)]
    assert {hits.total for hits in pages} == {7}


@pytest.mark.parametrize("typed", ["7701000209", "77010", "0209", "инн 209"])
def test_a_client_by_its_inn(director: Staff, typed: str) -> None:
    make_client(name="Маяк", inn="7701000209")
    make_client(name="Другой", inn="5002000001")

    assert names(clients_found, director, typed) == ["Маяк"]


def test_a_client_by_its_legal_name_and_its_expert_is_told(director: Staff) -> None:
    make_client(
        name="Маяк", legal_name="ООО «Торговый дом Севера»", expert=make_staff(first_name="Ева", last_name="Крылова")
    )

    (row,) = found(clients_found, director, "дом севера").rows

    assert (row.name, row.expert, row.is_own) == ("Маяк", "Ева Крылова", False)


def test_short_words_are_looked_for_where_words_begin(director: Staff) -> None:
    make_client(name="Маяк")
    make_client(name="Дома")

    assert names(clients_found, director, "ма") == ["Маяк"]


@pytest.mark.parametrize("typed", ["%", "_", "ма_к", "'; drop table", "\\", "("])
def test_signs_of_patterns_mean_themselves(director: Staff, typed: str) -> None:
    make_client(name="Маяк")

    assert names(clients_found, director, typed) == []


def test_people_by_names_before_parts_before_names_of_the_client(director: Staff) -> None:
    park = make_client(name="ООО «Анна Парк»")
    make_person(park, last_name="Кравец", first_name="Марианна")
    make_person(park, last_name="Анненский", first_name="Иван")
    make_person(make_client(), last_name="Белова", first_name="Анна")

    assert names(persons_found, director, "анна") == ["Белова Анна", "Кравец Марианна"]
    assert names(persons_found, director, "анна иван") == ["Анненский Иван"]
    assert names(persons_found, director, "иван парк") == ["Анненский Иван"]
    assert names(persons_found, director, "парк") == []


@pytest.mark.parametrize("few", [0, 1, 50])
def test_whichever_word_leads_to_both_names(director: Staff, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("mayak.clients.queries.finding.persons.FEW_SEEDS", few)
    park = make_client(name="ООО «Анна Парк»")
    for last_name in ("Белова", "Анненский"):
        make_person(park, last_name=last_name, first_name="Иван")
    make_person(make_client(name="Липа"), last_name="Анненский", first_name="Иван")

    assert names(persons_found, director, "анненский иван парк") == ["Анненский Иван"]
    assert names(persons_found, director, "белова анна парк") == ["Белова Иван"]
    assert names(persons_found, director, "белова анна липа") == []


@pytest.mark.parametrize("typed", ["мaяк", "mayak", "свет"])
def test_few_clients_are_searched_in_either_alphabet(typed: str) -> None:
    expert = make_staff()
    client = make_client(expert=expert, name="Mayak Маяк", legal_name="«Свет»")
    make_person(client, last_name="Mayak", first_name="Маяк-Свет")

    assert names(clients_found, expert, typed) == ["Mayak Маяк"]
    assert names(persons_found, expert, typed) == ["Mayak Маяк-Свет"]


def test_a_person_who_left_comes_last_and_says_so(director: Staff) -> None:
    client = make_client()
    make_person(client, last_name="Зубов", first_name="Ян", left_date=date(2026, 1, 1))
    make_person(client, last_name="Зубова", first_name="Марина", phone="+79990000014")

    rows = found(persons_found, director, "зуб").rows

    assert [(row.short_name, row.is_left, row.phone) for row in rows] == [
        ("Марина Зубова", False, "+79990000014"),
        ("Ян Зубов", True, ""),
    ]


def test_an_unwanted_phone_is_not_offered_beside_the_person(director: Staff) -> None:
    person = make_person(make_client(), last_name="Зубова")
    PersonPhone.objects.create(person=person, number="+79990000015", is_unwanted=True)

    (row,) = found(persons_found, director, "зубова").rows

    assert row.phone == ""


@pytest.mark.parametrize(
    "typed",
    ["8 (999) 000-00-14", "+79990000014", "0014", "000-00-14", "8 999 000", "79990000014", "доб. 12", "0014 доб 1"],
)
def test_a_phone_in_any_spelling(director: Staff, typed: str) -> None:
    person = make_person(make_client(), last_name="Зубова")
    PersonPhone.objects.create(person=person, number="+79990000014", extension="12")

    assert names(phones_found, director, typed) == ["+79990000014"]


def test_phones_that_end_as_typed_come_first(director: Staff) -> None:
    client = make_client()
    make_person(client, last_name="А", phone="+79990014002")
    make_person(client, last_name="Б", phone="+79990000014")

    assert names(phones_found, director, "0014") == ["+79990000014", "+79990014002"]


def test_another_extension_does_not_fit(director: Staff) -> None:
    person = make_person(make_client())
    PersonPhone.objects.create(person=person, number="+79990000014", extension="12")

    assert names(phones_found, director, "0014 доб 2") == []


@pytest.mark.parametrize("typed", ["zubova@firma.example", "ZUBOVA", "firma.ex", "@firma"])
def test_a_mailbox_by_any_part(director: Staff, typed: str) -> None:
    PersonEmail.objects.create(person=make_person(make_client()), address="Zubova@firma.example")

    assert names(mails_found, director, typed) == ([] if typed.startswith("@") else ["Zubova@firma.example"])


@pytest.mark.parametrize("typed", ["К-1043", "k-1043", "№ К-10", "1043"])
def test_a_contract_by_a_part_of_its_number_in_either_alphabet(director: Staff, typed: str) -> None:
    client = make_client()
    make_contract(client, date(2026, 1, 12), number="К-1043")
    make_contract(client, date(2026, 1, 12), number="Р-7")

    assert [row.number for row in found(contracts_found, director, typed).rows] == ["К-1043"]


@pytest.fixture
def two_pools() -> tuple[Staff, Staff]:
    """Two experts; the second one's client has everything that can be found."""
    own, other = make_staff(), make_staff()
    make_client(expert=own, name="Маяк свой")
    foreign = make_client(expert=other, name="Маяк чужой", inn="7701000209")
    person = make_person(foreign, last_name="Зубова", phone="+79990000014")
    PersonEmail.objects.create(person=person, address="zubova@firma.example")
    make_contract(foreign, date(2026, 1, 12), number="К-1043")
    return own, other


@pytest.mark.parametrize(
    ("asks", "typed"),
    [
        (clients_found, "чужой"),
        (clients_found, "7701000209"),
        (persons_found, "зубова"),
        (persons_found, "зубова маяк"),
        (phones_found, "89990000014"),
        (phones_found, "0014"),
        (mails_found, "zubova"),
        (contracts_found, "К-1043"),
    ],
)
def test_nothing_of_another_pool_is_found(two_pools: tuple[Staff, Staff], asks: Asks, typed: str) -> None:
    own, other = two_pools

    assert found(asks, own, typed) == Hits()
    assert found(asks, other, typed).total == 1


def test_a_substitute_a_lead_and_a_director_find_it_too(two_pools: tuple[Staff, Staff]) -> None:
    own, other = two_pools
    today = clock.today()
    other.team = make_team()
    other.save()
    Absence.objects.create(staff=other, substitute=own, from_date=today, to_date=today)

    for user in (Staff.objects.get(pk=own.pk), make_staff("team_lead", team=other.team), make_staff("director")):
        assert found(phones_found, user, "0014").total == 1


def test_yesterdays_pool_is_not_found(two_pools: tuple[Staff, Staff]) -> None:
    _own, other = two_pools
    Responsibility.objects.filter(staff=other).update(to_date=date(2020, 1, 1))

    assert found(phones_found, other, "0014").total == 0


@pytest.mark.parametrize("role", ["expert", "account_manager", "team_lead", "director", "methodologist", "hotline"])
def test_hand_written_rights_are_those_of_the_querysets(role: str) -> None:
    team = make_team()
    user, colleague = make_staff(role, team=team), make_staff(team=team)
    for expert in (user, colleague, make_staff(), None):
        make_client(expert=expert)
    reach = reach_of(user)
    seen: Question[list[Any]] = Question(
        f"SELECT c.id FROM clients_client c WHERE {reach.sees('c.id')}", reach.params, lambda rows: rows
    )
    ask(seen)

    assert {row["id"] for row in seen.answer} == set(visible_to(user, Client).values_list("pk", flat=True))


def test_similar_words_are_those_of_visible_names(two_pools: tuple[Staff, Staff]) -> None:
    own, other = two_pools
    for user, is_seen in ((own, False), (other, True), (make_staff("director"), True)):
        question = known_words(("зубава",), reach_of(user))
        ask(question)
        assert ("зубова" in question.answer["зубава"].similar) is is_seen


def test_the_closest_of_many_similar_words_are_offered(director: Staff) -> None:
    make_client(name="Зубова " + " ".join(f"зубо{letter}ана" for letter in "бвгджзклмнпрст"))
    make_client(name="Зуб")
    question = known_words(("зубава", "зуп"), reach_of(director))

    ask(question)

    assert len(question.answer["зубава"].similar) >= 12
    assert question.answer["зубава"].similar[0] == "зубова"
    assert question.answer["зуп"].similar[0] == "зуб"


def test_the_words_of_names_come_and_go_with_the_names() -> None:
    def words() -> set[str]:
        return set(NameWord.objects.values_list("word", flat=True))

    client = make_client(name="ООО «Ёлка-Берёза 5»")
    person = make_person(client, last_name="Берёза", first_name="Ян")
    assert words() == {"ооо", "елка", "береза", "ян"}

    client.name = "ООО «Липа»"
    client.save()
    assert words() == {"ооо", "липа", "береза", "ян"}

    person.delete()
    assert words() == {"ооо", "липа"}
    assert NameWord.objects.filter(word="ооо").count() == 1


def test_a_word_inside_of_another_name_does_not_keep_an_erased_one() -> None:
    make_client(name="Ладога")
    person = make_person(make_client(name="Дом"), last_name="Лад", first_name="")
    person.last_name = "Удалено"
    person.save()

    assert not NameWord.objects.filter(word="лад").exists()


@pytest.mark.parametrize("text", ["ООО «Ёлка»", "MAYAK Плюс", "Мaяк «А»  Б", "No. 5 / К"])
def test_what_is_searched_is_folded_alike_in_both_languages(text: str) -> None:
    client = make_client(name=text)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT translate((' ' || name_folded), 'abcehkmoptxy', 'авсенкмортху') FROM clients_client WHERE id = %s",
            [client.pk],
        )
        assert cursor.fetchone() == (f" {alike(text)}",)
    assert folded(text) == Client.objects.get(pk=client.pk).name_folded
