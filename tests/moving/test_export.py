"""Every table of an office, out and into an empty home, comes out the same again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mayak.exchange.tables import TABLES
from tests.crash.office import Office
from tests.moving.conftest import TODAY, command, exported

# As small as an office can be that has something in each of the tables.
CLIENTS = 60


@pytest.fixture(scope="module")
def source(ground: Path) -> Office:
    """A generated office."""
    office = Office(ground / "exported", environment={"MAYAK_TODAY": TODAY})
    command(office, "demo", "--clients", str(CLIENTS), "--no-serve")
    return office


def lines(content: bytes) -> list[str]:
    """A table's rows in an order of their own: two offices need not keep the same."""
    return sorted(content.decode("utf-8-sig").splitlines())


@pytest.mark.parametrize("form", ["tables", "office.xlsx"])
def test_an_export_into_an_empty_office_is_the_same_export(
    source: Office, new_office: Callable[..., Office], tmp_path: Path, form: str
) -> None:
    first = exported(source, tmp_path / "first")
    assert {name for name, content in first.items() if len(lines(content)) < 2} == set(), "empty tables prove nothing"
    assert set(first) == {f"{table.code}.csv" for table in TABLES}
    command(source, "export", str(tmp_path / form))
    office = new_office()
    command(office, "import", str(tmp_path / form), "--json")
    again = exported(office, tmp_path / "again")
    assert {name for name in first if lines(again[name]) != lines(first[name])} == set()
