"""A table that brings an erased person again does not bring them back."""

from pathlib import Path

import pytest

from mayak.clients.models import Person
from mayak.exchange.export.files import export_office
from mayak.exchange.models import ImportRun
from mayak.exchange.tests.makers import WHOLE, bring, write_folder
from mayak.privacy.services.erasing import ask_for_erasure, carry_out
from mayak.usage.models import Training
from mayak.work.models import Activity

pytestmark = pytest.mark.django_db

ACTIVITIES = [
    ["id", "client", "person", "kind", "planned", "done", "state", "outcome", "executor", "comment"],
    ["A1", "11", "P1", "call", "2026-01-10", "2026-01-10 12:00", "done", "product", "S1", "Собирается на пенсию"],
]
PERSONS = [
    ["id", "client", "last_name", "first_name", "phones", "emails"],
    ["P1", "11", "Рощина", "Анна", "+79990001234", "anna@romashka.example"],
    ["P2", "12", "Лугова", "Вера", "", ""],
]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    rows = {**WHOLE, "persons": PERSONS, "activities": ACTIVITIES}
    folder = write_folder(tmp_path / "source", rows)
    assert bring(folder).failures == []
    person = Person.objects.get(external_id="P1")
    erasure = ask_for_erasure(person=person, author=None, reason="Заявление")
    carry_out(erasure_id=erasure.pk)
    erasure.refresh_from_db()
    assert not erasure.error
    return folder


def notes() -> set[str]:
    return {note["reason"] for note in ImportRun.objects.latest("pk").notes}


def test_the_same_tables_again_change_nothing(tables: Path) -> None:
    report = bring(tables)
    assert report.failures == []
    assert {code for code, row in report.tables.items() if row["created"]} == set()
    assert not Person.objects.filter(last_name="Рощина").exists()
    assert Activity.objects.get(external_id="A1").comment == ""
    assert any("удалены" in note for note in notes())


def test_a_new_row_of_another_table_finds_the_nameless_person(tables: Path, tmp_path: Path) -> None:
    rows = [["id", "client", "person", "day", "certificate"], ["N1", "11", "P1", "2026-02-01", "диплом"]]
    assert bring(write_folder(tmp_path / "more", {"trainings": rows})).failures == []
    training = Training.objects.get(external_id="N1")
    assert training.person is not None
    assert training.person.erasure
    assert training.certificate == ""


@pytest.mark.parametrize(
    "row",
    [["P9", "11", "РОЩИНА", "Анна", "", ""], ["P9", "11", "Другая", "Анна", "", "Anna@romashka.example"]],
    ids=["by name", "by mailbox"],
)
def test_under_another_key_they_are_recognised(tables: Path, tmp_path: Path, row: list[str]) -> None:
    assert bring(write_folder(tmp_path / "more", {"persons": [PERSONS[0], row]})).failures == []
    assert not Person.objects.filter(external_id="P9").exists()


def test_others_come_in(tables: Path, tmp_path: Path) -> None:
    rows = [PERSONS[0], ["P9", "12", "Рощина", "Анна", "", ""], ["P2", "12", "Лугова", "Верочка", "", ""]]
    assert bring(write_folder(tmp_path / "more", {"persons": rows})).failures == []
    assert Person.objects.get(external_id="P9").first_name == "Анна"
    assert Person.objects.get(external_id="P2").first_name == "Верочка"


def test_our_own_export_comes_back_unchanged(tables: Path, tmp_path: Path) -> None:
    export_office(path=tmp_path / "own")
    report = bring(tmp_path / "own")
    assert report.failures == []
    assert {(row["created"], row["updated"]) for row in report.tables.values()} == {(0, 0)}
