"""Undo of any import of any office: as before; and with edits in between: exactly those stay."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.clients.models import Client, Person
from mayak.exchange.export.files import export_office
from mayak.exchange.models import ImportRun
from mayak.exchange.services import import_path
from mayak.exchange.tests.makers import WHOLE, Rows, write_folder
from mayak.exchange.tests.test_undo import CHANGED, Contents, contents
from mayak.exchange.undo.services import undo_import

pytestmark = pytest.mark.django_db
QUIET = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXTS = {"name", "last_name", "title", "text", "question", "purpose", "place", "subject", "value", "comment"}
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)


@st.composite
def offices(draw: st.DrawFn, source: dict[str, Rows]) -> dict[str, Rows]:
    """Some rows of some tables, some of their texts replaced."""
    office: dict[str, Rows] = {}
    for name, (header, *rows) in source.items():
        kept = [row for row in rows if draw(st.integers(0, 5))]
        office[name] = [
            list(header),
            *(
                [
                    draw(texts) if column in TEXTS and draw(st.integers(0, 3)) == 0 else cell
                    for column, cell in zip(header, row, strict=True)
                ]
                for row in kept
            ),
        ]
    return office


def bring_in(office: dict[str, Rows]) -> ImportRun:
    with tempfile.TemporaryDirectory() as folder:
        return import_path(path=write_folder(Path(folder), office))


def exported() -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        export_office(path=Path(folder) / "out")
        return {
            path.name: sorted(path.read_text("utf-8-sig").splitlines()) for path in (Path(folder) / "out").iterdir()
        }


@QUIET
@given(first=offices(WHOLE), second=offices({**WHOLE, **CHANGED}))
def test_import_and_undo_is_nothing(first: dict[str, Rows], second: dict[str, Rows]) -> None:
    with transaction.atomic():
        bring_in(first)
        # Names make themselves words of the playbook at the first import only: both see the same.
        before, told = contents(), exported()
        run = bring_in(second)
        undone = undo_import(run_id=run.pk)
        assert undone.undo_plan["stay"] == 0, undone.undo_plan
        assert contents() == before
        assert exported() == told
        transaction.set_rollback(True)


@QUIET
@given(first=offices(WHOLE), second=offices(CHANGED), data=st.data())
def test_what_was_edited_in_between_stays_exactly(
    first: dict[str, Rows], second: dict[str, Rows], data: st.DataObject
) -> None:
    with transaction.atomic():
        bring_in(first)
        before = contents()
        run = bring_in(second)
        clients = list(Client.objects.values_list("pk", flat=True))
        edited = data.draw(st.lists(st.sampled_from(clients), unique=True)) if clients else []
        Client.objects.filter(pk__in=edited).update(region="правлено")
        persons = list(Person.objects.values_list("pk", flat=True))
        called = data.draw(st.lists(st.sampled_from(persons), unique=True)) if persons else []
        for person in Person.objects.filter(pk__in=called):
            person.phones.create(number="+79990000077")
        middle = rows_of("clients_client"), rows_of("clients_person")
        undo_import(run_id=run.pk)
        after = rows_of("clients_client"), rows_of("clients_person")
        for was, then, now, touched in zip(_of(before), middle, after, (edited, called), strict=True):
            for pk in touched:
                planned = pk in was and was[pk] == {**then[pk], "region": was[pk].get("region")}
                assert now[pk] == then[pk] or planned
            stay = set(run.rows.exclude(undo_state="").values_list("target_id", flat=True))
            assert {pk: row for pk, row in now.items() if pk not in stay and pk not in touched} == {
                pk: row for pk, row in was.items() if pk not in stay and pk not in touched
            }
        transaction.set_rollback(True)


def rows_of(table: str) -> dict[int, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, to_jsonb(t) FROM {table} t")
        return {pk: _plain(row) for pk, row in cursor.fetchall()}


def _plain(row: Any) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(row) if isinstance(row, str) else row
    return found


def _of(before: Contents) -> tuple[dict[int, dict[str, Any]], ...]:
    return tuple(
        {row["id"]: row for row in map(_plain, before[table])} for table in ("clients_client", "clients_person")
    )
