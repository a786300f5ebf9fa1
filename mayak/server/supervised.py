"""One child of the supervisor: started, watched, restarted with growing pauses."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0)
CALM_SECONDS = 60


@dataclass
class Supervised:
    """A Python child that reports through a pipe; ``launch`` starts it with the pipe's writing end."""

    name: str
    launch: "Callable[[int], subprocess.Popen[bytes]]"
    process: "subprocess.Popen[bytes] | None" = None
    restart_at: float | None = None
    failures: int = 0
    status_fd: int = -1
    _started_at: float = 0.0
    _unread: bytes = field(default=b"", repr=False)

    def start(self) -> None:
        """Start it; ``status_fd`` is then the reading end of its pipe."""
        self._close_status()
        self.status_fd, writing = os.pipe()
        os.set_blocking(self.status_fd, False)
        try:
            self.process = self.launch(writing)
        finally:
            os.close(writing)
        self._started_at = time.monotonic()
        self.restart_at = None
        self._unread = b""

    def events(self) -> list[dict[str, object]]:
        """What it reported since the last call."""
        try:
            while chunk := os.read(self.status_fd, 65536):
                self._unread += chunk
        except BlockingIOError:
            pass
        *lines, self._unread = self._unread.split(b"\n")
        return [json.loads(line) for line in lines]

    def has_ended(self) -> bool:
        """Whether it ran and ended meanwhile (noticed once)."""
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """After its end: when to start again; returns the pause in seconds."""
        now = time.monotonic()
        if now - self._started_at > CALM_SECONDS:
            self.failures = 0
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.process = None
        self.restart_at = now + pause
        return pause

    def is_due(self) -> bool:
        """Whether the pause before the restart is over."""
        return self.process is None and self.restart_at is not None and time.monotonic() >= self.restart_at

    def stop(self, limit: float, *, is_hurried: Callable[[], bool]) -> None:
        """SIGTERM, and SIGKILL after ``limit`` seconds or when hurried."""
        self.restart_at = None
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + limit
        while self.process.poll() is None:
            if time.monotonic() > deadline or is_hurried():
                self.process.kill()
                self.process.wait()
                break
            time.sleep(0.02)
        self.process = None
        self._close_status()

    def _close_status(self) -> None:
        if self.status_fd >= 0:
            os.close(self.status_fd)
            self.status_fd = -1
