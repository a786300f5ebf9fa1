"""Where the database's socket lives."""

import os
import stat
from pathlib import Path

import pytest

from mayak.server.home import Home, open_home
from mayak.server.postgres.account import Account
from mayak.server.postgres.sockets import LONGEST_PATH, fits, socket_directory

ME = Account(os.geteuid(), os.getegid(), is_other=False)


@pytest.fixture
def deep_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose path is too long for a socket."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return open_home(tmp_path / ("d" * 60) / ("e" * 60))


def test_in_the_home_while_it_fits(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = open_home(tmp_path_factory.mktemp("h"))
    directory = socket_directory(home, ME)
    assert directory == home.run / "pg"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_elsewhere_for_a_deep_home_and_the_same_next_time(deep_home: Home) -> None:
    directory = socket_directory(deep_home, ME)
    assert fits(directory)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert socket_directory(deep_home, ME) == directory
    directory.rmdir()


def test_a_directory_that_others_opened_is_not_used_again(deep_home: Home) -> None:
    first = socket_directory(deep_home, ME)
    first.chmod(0o777)
    second = socket_directory(deep_home, ME)
    assert second != first
    first.rmdir()
    second.rmdir()


def test_the_limit_is_of_bytes() -> None:
    assert fits(Path("/" + "d" * (LONGEST_PATH - 20)))
    assert not fits(Path("/" + "ж" * (LONGEST_PATH - 20)))
