"""Whatever is written in the office comes out and goes in again unchanged, and no spreadsheet runs it."""

import tempfile
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mayak.clients.models import Client, Person
from mayak.exchange.export.files import export_office
from mayak.exchange.export.neutral import neutralised, restored
from mayak.exchange.models import ImportRun
from mayak.exchange.tables import TABLES
from mayak.exchange.tests.makers import BASE, bring, write_folder
from mayak.usage.models import HotlineRequest
from mayak.work.models import Assignment

NASTY = [
    *(
        "=1+1",
        "+7 999",
        "-5",
        "-5,5",
        "@cmd",
        "\t=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "'=1",
        "''=x",
        "'",
        '"',
        ";",
        "a;b",
        "=",
    ),
    *("a\nb", 'a"b', "«—»", "\u00a0x\u00a0", "😀", "👍🏽", "1,234", "007", "1E5", "2026-01-01", "TRUE", "итого", "--"),
    *('=HYPERLINK("http://x")', "#N/A!", "a\tb", "  x  "),
]
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf")), min_size=1, max_size=20),
    st.builds("{}{}".format, st.sampled_from("=+-@＝＋－＠\t'"), st.text("abc123()'\"", max_size=6)),
)


@given(texts)
@example("-5\n")
def test_a_neutral_text_starts_no_formula_and_comes_back(text: str) -> None:
    neutral = neutralised(text)
    assert restored(neutral) == text
    starts = neutral[0] in "=+-@\t\r\n＝＋－＠"
    assert not starts or neutral.lstrip("+-").replace(",", "").replace(".", "").isdecimal()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["folder", "office.xlsx"])
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(values=st.lists(texts, min_size=6, max_size=6))
def test_any_text_survives_export_and_import(name: str, values: list[str]) -> None:
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bring(write_folder(place / "source", BASE))
        _fill(values)
        counts = export_office(path=place / "first")
        export_office(path=place / name)
        _empty_the_office()
        assert bring(place / name).failures == []
        assert export_office(path=place / "second") == counts
        for path in sorted((place / "first").iterdir()):
            again = (place / "second" / path.name).read_text("utf-8-sig")
            assert sorted(again.split("\r\n")) == sorted(path.read_text("utf-8-sig").split("\r\n")), path.name
        if name.endswith("xlsx"):
            book = CalamineWorkbook.from_path(str(place / name))
            cells = [
                cell for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row
            ]
            assert all(cell == neutralised(cell) or cell[0] == "'" for cell in cells if isinstance(cell, str) and cell)
        transaction.set_rollback(True)


def _fill(values: list[str]) -> None:
    client = Client.objects.get(external_id="11")
    client.name, client.address, client.legal_name = values[:3]
    client.save()
    person = Person.objects.get(external_id="P1")
    person.last_name, person.position = values[3][:100], values[4]
    person.save()
    HotlineRequest.objects.create(
        external_id="H9", client=client, question=values[5], topic=values[0], asked_at="2026-03-01T10:00:00Z"
    )
    staff = client.responsibilities.get().staff
    Assignment.objects.create(
        client=client, executor=staff, direction=values[1][:60], goal=values[2], opened_date="2026-01-01"
    )


def _empty_the_office() -> None:
    names = ", ".join(table.db_table for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names}, {ImportRun._meta.db_table} RESTART IDENTITY CASCADE")
