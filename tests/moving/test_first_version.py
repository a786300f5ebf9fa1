"""An office of the first version opens with today's, and nothing of it is missing."""

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from mayak.card.words import source_code
from mayak.exchange.repair import INVISIBLE, ODD_SPACE
from mayak.server.backup.database import count_rows
from mayak.server.backup.script import load_script
from tests.crash.office import Office, wait_until
from tests.moving.conftest import command, exported, logs_in
from tests.moving.places import new_database

FILES = Path(__file__).parent / "first_version"
# What is made anew from the rest, or belongs to the running programs.
DERIVED = ("facts_", "lamps_", "procrastinate_", "django_", "auth_", "jobs_")
DAY = "2026-11-21"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a database as the first version left it."""
    with new_database() as url:
        with psycopg.connect(url) as session, gzip.open(FILES / "database.sql.gz") as script:
            load_script(session, iter(lambda: script.read(65536), b""))
        yield url


def test_first_version_opens_today(address: str, new_office: Callable[..., Office], tmp_path: Path) -> None:
    with psycopg.connect(address) as session:
        before = count_rows(session)
    office = new_office(DATABASE_URL=address, MAYAK_TODAY=DAY)
    office.up()
    with psycopg.connect(address) as session:
        after = count_rows(session)
    kept = {name: count for name, count in before.items() if not name.startswith(DERIVED)}
    # The trail goes on: it tells which definitions the first start brought in.
    assert after["audit_change"] >= kept.pop("audit_change")
    assert {name: after.get(name) for name in kept} == kept
    assert logs_in(office)
    status, _headers, page = office.get("/board/")
    assert status == 200
    assert "lamp" in page
    office.stop()
    _same_rows(_first_export(), exported(office, tmp_path / "export"))


def test_facts_and_lamps_are_those_from_scratch(address: str, new_office: Callable[..., Office]) -> None:
    office = new_office(DATABASE_URL=address, MAYAK_TODAY=DAY)
    office.up()
    # measured anew: the first version did not note the day up to which history holds a row
    wait_until(lambda: not rows(address, "SELECT 1 FROM facts_clientfacts WHERE recorded_date IS NULL LIMIT 1"))
    wait_until(lambda: not rows(address, "SELECT 1 FROM facts_dirtymark LIMIT 1"))
    facts = rows(address, "SELECT to_jsonb(f)::text FROM facts_clientfacts f ORDER BY client_id")
    states = rows(address, "SELECT client_id, lamp_id, state FROM lamps_lampstate ORDER BY 1, 2")
    board = json.loads(command(office, "board", "--json"))
    assert len(facts) == len(board) == 12
    command(office, "refresh")
    assert rows(address, "SELECT to_jsonb(f)::text FROM facts_clientfacts f ORDER BY client_id") == facts
    assert rows(address, "SELECT client_id, lamp_id, state FROM lamps_lampstate ORDER BY 1, 2") == states


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query."""
    with psycopg.connect(address) as session:
        return session.execute(query.encode()).fetchall()


def _first_export() -> dict[str, bytes]:
    with tarfile.open(FILES / "export.tar.gz") as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {Path(member.name).name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


def _same_rows(first: dict[str, bytes], today: dict[str, bytes]) -> None:
    """Every table of the first version, in the columns it had; today's may have more of both."""
    for name, content in first.items():
        old, new = _table(content), _table(today[name])
        assert [{column: row.get(column) for column in old[0]} for row in new] == old, name


def _table(content: bytes) -> list[dict[str, str]]:
    # As import reads a cell: the first version still wrote odd spaces as they were typed, and labels of sources.
    text = ODD_SPACE.sub(" ", INVISIBLE.sub("", content.decode("utf-8-sig")))
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return [row | {"source": source_code(row["source"])} if "indicator" in row else row for row in found]
