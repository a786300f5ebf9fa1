"""One child of the supervisor, logs that do not grow, catalogues that are compiled."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mayak.server.logs import trim_logs
from mayak.server.supervised import PAUSES, Supervised
from mayak.server.translations import compile_stale


def a_child(code: str) -> Supervised:
    """A child that runs Python code with the status pipe's number as its argument."""

    def launch(status: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", code, str(status)], pass_fds=[status])

    return Supervised("child", launch)


def test_reports_are_read_even_after_the_end() -> None:
    child = a_child('import os,sys; os.write(int(sys.argv[1]), b\'{"event": "serving"}\\n{"event": "cut\')')
    child.start()
    assert child.process is not None
    child.process.wait()
    assert child.events() == [{"event": "serving"}]
    assert child.has_ended()


def test_pauses_grow_with_every_early_end() -> None:
    child = a_child("")
    pauses = []
    for _ in range(len(PAUSES) + 2):
        child.start()
        assert child.process is not None
        child.process.wait()
        pauses.append(child.plan_restart())
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    os.close(child.status_fd)


def test_a_log_that_finds_no_room_for_its_copy_is_emptied_nevertheless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "web.log"
    log.write_text("x" * 100)
    monkeypatch.setattr("shutil.copyfile", _full_disk)
    assert trim_logs(tmp_path, largest=50, keep=2) == ["web.log"]
    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]
    assert log.read_text() == ""


def _full_disk(source: Path, target: Path) -> None:
    target.write_text("x" * 10)
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_deaf_child_is_killed_when_hurried() -> None:
    child = a_child(
        "import signal,sys,os; signal.signal(15, lambda *a: None); os.write(int(sys.argv[1]), b'{}\\n');"
        "[signal.pause() for _ in range(9)]"
    )
    child.start()
    while not child.events():
        pass
    child.stop(60, is_hurried=lambda: True)
    assert child.process is None


def test_large_log_is_moved_aside_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        assert trim_logs(tmp_path, largest=50, keep=2) == ["web.log"]
        writer.write(b"new")
    assert log.read_bytes() == b"new"
    assert (tmp_path / "web.log.1").stat().st_size == 100


@pytest.mark.parametrize("keep", [0, 1, 3])
def test_so_many_old_logs_are_kept(tmp_path: Path, keep: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYAK_LOG_KEEP", str(keep))
    monkeypatch.setenv("MAYAK_LOG_SIZE_MB", "0")
    (tmp_path / "web.log.7").write_text("from a time when more were kept")
    for number in range(5):
        (tmp_path / "web.log").write_text(f"log {number}")
        trim_logs(tmp_path)
    kept = [path.read_text() for path in sorted(tmp_path.glob("web.log.*"))]
    assert kept == [f"log {4 - number}" for number in range(keep)]


def test_catalogue_is_compiled_when_missing_or_older(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "б"\n')
    assert compile_stale(tmp_path) == 1
    assert compile_stale(tmp_path) == 0
    os.utime(source.with_suffix(".mo"), (1, 1))
    assert compile_stale(tmp_path) == 1
