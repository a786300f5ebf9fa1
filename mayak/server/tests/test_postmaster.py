"""A postmaster is adopted only when it is really the one of the data directory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mayak.server.postgres.postmaster import (
    SOCKET_LOCK,
    find_postmaster,
    remove_foreign_pid_file,
    remove_foreign_socket_lock,
)


@pytest.fixture
def stranger() -> Iterator[int]:
    """The number of a living process that is no postmaster."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process.pid
    process.communicate(b"\n")


@pytest.fixture
def gone() -> int:
    """The number of a process that ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def pid_file(data: Path, pid: int) -> Path:
    """A postmaster.pid as PostgreSQL writes it."""
    path = data / "postmaster.pid"
    path.write_text(f"{pid}\n{data}\n1700000000\n5432\n/nowhere\n\n 1 2\nready   \n")
    return path


def test_none_without_a_file(tmp_path: Path) -> None:
    assert find_postmaster(tmp_path) is None


def test_none_for_a_dead_process_and_postgres_clears_it_itself(tmp_path: Path, gone: int) -> None:
    path = pid_file(tmp_path, gone)
    assert find_postmaster(tmp_path) is None
    assert not remove_foreign_pid_file(tmp_path)
    assert path.exists()


def test_a_reused_number_is_no_postmaster_and_is_cleared(tmp_path: Path, stranger: int) -> None:
    path = pid_file(tmp_path, stranger)
    assert find_postmaster(tmp_path) is None
    assert remove_foreign_pid_file(tmp_path)
    assert not path.exists()


def test_half_written_file_is_no_postmaster(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert find_postmaster(tmp_path) is None


def test_a_socket_lock_with_a_strangers_number_is_cleared(tmp_path: Path, stranger: int) -> None:
    (tmp_path / SOCKET_LOCK).write_text(f"{stranger}\n{tmp_path}\n")
    assert remove_foreign_socket_lock(tmp_path, tmp_path)
    assert not (tmp_path / SOCKET_LOCK).exists()
    assert not remove_foreign_socket_lock(tmp_path, tmp_path)


def test_a_socket_lock_of_a_postmaster_whose_end_nobody_noticed_is_cleared(tmp_path: Path) -> None:
    unnoticed = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert unnoticed.stdout is not None
    unnoticed.stdout.read()
    os.waitid(os.P_PID, unnoticed.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / SOCKET_LOCK).write_text(f"{unnoticed.pid}\n")
    assert remove_foreign_socket_lock(tmp_path, tmp_path)
    unnoticed.communicate()


def test_postgres_clears_the_socket_lock_of_a_dead_process_itself(tmp_path: Path, gone: int) -> None:
    (tmp_path / SOCKET_LOCK).write_text(f"{gone}\n")
    assert not remove_foreign_socket_lock(tmp_path, tmp_path)
