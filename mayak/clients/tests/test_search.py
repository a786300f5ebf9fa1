"""Clients and people are found as they are typed."""

from datetime import date

import pytest

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.clients.domain.wanted import wanted
from mayak.clients.models import Client
from mayak.clients.queries import find_clients, matching_persons, understood
from mayak.clients.tests.makers import make_client, make_contract, make_person


@pytest.fixture
def expert(db: None) -> Staff:
    expert = make_staff()
    north = make_client(expert=expert, name="АО «Северный лад»", inn="7701000209")
    make_person(north, last_name="Таёжный", first_name="Олег", phone="+79990000021")
    make_contract(north, date(2026, 1, 12), number="К-1043")
    spruce = make_client(expert=expert, name="ООО «Ёлка и Берёза»", inn="7802000731")
    make_person(spruce, last_name="Зубова", first_name="Марина", phone="+79990000014")
    make_client(expert=make_staff(), name="АО «Северное чужое»", inn="7701000999")
    return expert


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("северный", "АО «Северный лад»"),
        ("СЕВЕРНЫЙ ЛАД", "АО «Северный лад»"),
        ("«Северный лад»", "АО «Северный лад»"),
        ("лад ао", "АО «Северный лад»"),
        ("елка", "ООО «Ёлка и Берёза»"),
        ("ёлка береза", "ООО «Ёлка и Берёза»"),
        ("таежный", "АО «Северный лад»"),
        ("лад олег", "АО «Северный лад»"),
        ("7701000209", "АО «Северный лад»"),
        ("7701 0002", "АО «Северный лад»"),
        ("+7 (999) 000-00-21", "АО «Северный лад»"),
        ("8 999 000 00 21", "АО «Северный лад»"),
        ("89990000021", "АО «Северный лад»"),
        ("000-00-21", "АО «Северный лад»"),
        ("0021", "АО «Северный лад»"),
        ("к-1043", "АО «Северный лад»"),
        ("AO Cевeрный", "АО «Северный лад»"),
        ("№ К-1043", "АО «Северный лад»"),
        ("Зубова Марина", "ООО «Ёлка и Берёза»"),
    ],
)
def test_a_client_is_found_by_any_spelling(expert: Staff, typed: str, name: str) -> None:
    meant = understood(expert, typed)

    assert [client.name for client in find_clients(expert, meant.wanted)] == [name]
    assert meant.correction == ""


@pytest.mark.parametrize(
    ("typed", "shown", "correction"),
    [
        ("сивирный лат", "северный лад", "typos"),
        ("сивирный лат таёжный", "северный лад таежный", "typos"),
        ("сивирный-лат", "северный лад", "typos"),
        ("зубава", "зубова", "typos"),
        ("ctdthysq", "северный", "layout"),
        ("Tkrf", "Елка", "layout"),
    ],
)
def test_typos_and_the_wrong_layout_are_understood(expert: Staff, typed: str, shown: str, correction: str) -> None:
    meant = understood(expert, typed)

    assert (meant.text.lower(), meant.correction) == (shown.lower(), correction)
    assert find_clients(expert, meant.wanted).count() == 1


def test_as_typed_is_left_alone(expert: Staff) -> None:
    meant = understood(expert, "сивирный", as_typed=True)

    assert (meant.text, meant.correction) == ("сивирный", "")
    assert not find_clients(expert, meant.wanted).exists()


def test_nonsense_stays_nonsense(expert: Staff) -> None:
    assert understood(expert, "щщщщщ ыыыыы").correction == ""


def test_nothing_outside_the_rights_is_found_or_suggested(expert: Staff) -> None:
    assert [client.name for client in find_clients(expert, wanted("77010"))] == ["АО «Северный лад»"]
    assert understood(expert, "чужое").correction == ""
    assert not find_clients(make_staff(), wanted("0021")).exists()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_finds_everything_in_scope(expert: Staff, text: str) -> None:
    assert find_clients(expert, wanted(text)).count() == 2


@pytest.mark.parametrize("text", ["%", "_", "100%", "'; drop table", "(", "\\"])
def test_signs_of_patterns_mean_themselves(expert: Staff, text: str) -> None:
    assert not find_clients(expert, wanted(text)).exists()


def test_a_client_found_by_a_person_says_by_whom(expert: Staff) -> None:
    client = Client.objects.get(inn="7701000209")

    found = matching_persons(expert, wanted("таежный"), [client.pk])

    assert found[client.pk].last_name == "Таёжный"
    assert matching_persons(expert, wanted("северный"), [client.pk]) == {}
