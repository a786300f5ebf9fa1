"""Export: back into the same office nothing changes, into an empty one the same comes out."""

from pathlib import Path

import pytest
from django.db import connection

from mayak.clients.models import Client
from mayak.exchange.export.files import export_office
from mayak.exchange.export.neutral import neutralised
from mayak.exchange.models import ImportRun
from mayak.exchange.tables import TABLES
from mayak.exchange.tests.makers import WHOLE, bring, write_folder
from mayak.usage.models import HotlineRequest

pytestmark = pytest.mark.django_db


def empty_the_office() -> None:
    names = ", ".join(table.db_table for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names}, {ImportRun._meta.db_table} RESTART IDENTITY CASCADE")


@pytest.fixture
def office(tmp_path: Path) -> None:
    assert bring(write_folder(tmp_path / "source", WHOLE)).failures == []
    Client.objects.create(name="Родился здесь\u00a0сам", service_mode="remote")


@pytest.mark.parametrize("name", ["folder", "office.xlsx"])
def test_back_into_the_same_office_nothing_changes(office: None, tmp_path: Path, name: str) -> None:
    export_office(path=tmp_path / name)
    report = bring(tmp_path / name)
    assert report.failures == []
    assert {(row["created"], row["updated"]) for row in report.tables.values()} == {(0, 0)}


@pytest.mark.parametrize("name", ["folder", "office.xlsx"])
def test_into_an_empty_office_the_same_comes_out(office: None, tmp_path: Path, name: str) -> None:
    Client.objects.filter(external_id=None).update(name="Родился здесь")
    counts = export_office(path=tmp_path / "first")
    export_office(path=tmp_path / name)
    empty_the_office()
    assert bring(tmp_path / name).failures == []
    assert export_office(path=tmp_path / "second") == counts
    for path in sorted((tmp_path / "first").iterdir()):
        again = (tmp_path / "second" / path.name).read_text().splitlines()
        assert sorted(again) == sorted(path.read_text().splitlines()), path.name


def test_every_table_is_written(office: None, tmp_path: Path) -> None:
    counts = export_office(path=tmp_path / "out")
    assert {code for code, number in counts.items() if not number} == set()
    assert (tmp_path / "out" / "clients.csv").read_bytes().startswith(b"\xef\xbb\xbfid;name;")


def test_formulas_are_neutralised_and_come_back_as_they_were(office: None, tmp_path: Path) -> None:
    export_office(path=tmp_path / "out")
    assert "'=1+1" in (tmp_path / "out" / "hotline.csv").read_text()
    HotlineRequest.objects.update(question="")
    bring(tmp_path / "out" / "hotline.csv")
    assert HotlineRequest.objects.get().question == "=1+1"


@pytest.mark.parametrize(("text", "written"), [("=A1", "'=A1"), ("-5,5", "-5,5"), ("'=A1", "''=A1"), ("'я'", "'я'")])
def test_neutralised(text: str, written: str) -> None:
    assert neutralised(text) == written
