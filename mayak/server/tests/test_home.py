"""The home directory: where it is by default, what it keeps, how private it is."""

import os
import stat
from pathlib import Path

import pytest

from mayak.server.home import HomeError, default_home, open_home, write_private


def test_named_home_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYAK_HOME", "/srv/office")
    assert default_home() == Path("/srv/office")


def test_home_of_root_and_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAYAK_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/vera/.data")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_home() == Path("/var/lib/mayak")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_home() == Path("/home/vera/.data/mayak")


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    first = home.secrets()
    assert open_home(tmp_path / "home").secrets() == first
    assert stat.S_IMODE(home.secret.stat().st_mode) == 0o600
    assert len(first.django_key) > 50


def test_data_of_people_is_closed_to_others(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home.log, home.media)} == {0o700}


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a directory")
    with pytest.raises(HomeError) as refused:
        open_home(tmp_path / "home")
    assert "--home" in refused.value.hint


def test_damaged_record_is_said(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    (home.path / "pg.json").write_text("{")
    with pytest.raises(HomeError):
        home.read_record("pg.json")


def test_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "a", "one")
    write_private(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
