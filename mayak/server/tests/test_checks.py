"""What doctor finds, and what stops a start."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from mayak.server.checks import check_installation
from mayak.server.postgres.cluster import SMALLEST_FREE, ClusterError, check_disk

Usage = namedtuple("Usage", "total used free")


def test_full_disk_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_disk(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, SMALLEST_FREE - 1))
    with pytest.raises(ClusterError):
        check_disk(tmp_path)


def test_unusable_home_is_the_only_finding(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    (finding,) = check_installation(tmp_path / "home")
    assert finding.is_good is False
    assert finding.hint


def test_readable_secrets_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mayak.server.checks import _outside_of_database
    from mayak.server.home import open_home

    home = open_home(tmp_path / "home")
    home.secrets()
    home.secret.chmod(0o644)
    assert [finding.is_good for finding in _outside_of_database(home)].count(False) == 1
