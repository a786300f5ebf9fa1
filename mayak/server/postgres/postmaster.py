"""A running postmaster, found through its ``postmaster.pid`` and only believed when it is really the one."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SOCKET_LOCK = ".s.PGSQL.5432.lock"
# The lines of postmaster.pid, by PostgreSQL's miscadmin.h.
_PID, _DATA, _STARTED, _PORT, _SOCKETS, _LISTEN, _SHMEM, _STATUS = range(8)


@dataclass(frozen=True)
class Postmaster:
    """The server process of one data directory."""

    pid: int
    data: Path
    socket_directory: Path
    is_ready: bool

    def is_alive(self) -> bool:
        """Whether the process still exists (a zombie does not count)."""
        return _process_state(self.pid) not in ("", "Z")

    def accepts(self) -> bool:
        """Whether somebody answers at its socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket_directory / ".s.PGSQL.5432"))
            except OSError:
                return False
            return True

    def stop(self, *, limit: float = 60) -> bool:
        """Fast shutdown; immediate after ``limit`` seconds. Returns whether it ended."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return True
            if self.wait(limit):
                return True
            limit = 10
        return False

    def wait(self, limit: float) -> bool:
        """Wait at most ``limit`` seconds for its end; returns whether it ended."""
        deadline = time.monotonic() + limit
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def find_postmaster(data: Path) -> Postmaster | None:
    """The living postmaster of the data directory; None when there is none, or the pid is somebody else's."""
    lines = _pid_file_lines(data)
    if len(lines) <= _SOCKETS or not lines[_PID].strip().isdigit():
        return None
    pid = int(lines[_PID])
    found = Postmaster(
        pid=pid,
        data=data,
        socket_directory=Path(lines[_SOCKETS].strip()),
        is_ready=len(lines) > _STATUS and lines[_STATUS].strip() == "ready",
    )
    return found if found.is_alive() and _is_postmaster_of(pid, data) else None


def remove_foreign_pid_file(data: Path) -> bool:
    """Remove a ``postmaster.pid`` whose number meanwhile belongs to another program; returns whether it did.

    PostgreSQL itself clears the file of a dead process, but refuses to start when the number is in use.
    """
    lines = _pid_file_lines(data)
    if not lines or not lines[_PID].strip().isdigit():
        return False
    pid = int(lines[_PID])
    if _process_state(pid) == "" or _is_postmaster_of(pid, data):
        return False
    leftover = Postmaster(pid, data, Path(lines[_SOCKETS].strip() if len(lines) > _SOCKETS else "/"), False)
    if leftover.accepts():  # a server in another process namespace: its number means nothing here
        return False
    (data / "postmaster.pid").unlink(missing_ok=True)
    return True


def remove_foreign_socket_lock(sockets: Path, data: Path) -> bool:
    """Remove the lock of the socket when its number is no living postmaster's of ours; returns whether it did.

    PostgreSQL refuses to start while any process has the number: another program, or the killed postmaster itself
    as long as nobody has taken notice of its end.
    """
    lock = sockets / SOCKET_LOCK
    try:
        pid = int(lock.read_text(encoding="ascii").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return False
    state = _process_state(pid)
    if state == "" or (state != "Z" and _is_postmaster_of(pid, data)):
        return False
    if Postmaster(pid, data, sockets, False).accepts():
        return False
    lock.unlink(missing_ok=True)
    return True


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _process_state(pid: int) -> str:
    """The one-letter state of a process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return ""
    except OSError:
        return "?"
    return _state_by_ps(pid)


def _state_by_ps(pid: int) -> str:
    answer = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()[:1]


def _is_postmaster_of(pid: int, data: Path) -> bool:
    """The postmaster's working directory is its data directory, and its program is postgres."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in answer.stdout
    if os.path.basename(command[0].split(b":")[0]) not in (b"postgres", b"postmaster"):
        return False
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    except PermissionError:
        return os.fsencode(data) in command
    except OSError:
        return False
