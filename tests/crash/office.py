"""A real ``mayak up`` in a process of its own, for tests that kill things."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Patience with a busy machine; nothing is measured by it.
LIMIT_SECONDS = 120
REPOSITORY = Path(__file__).resolve().parents[2]
# For an interpreter that is not the virtual environment's.
SOURCES = os.pathsep.join([str(REPOSITORY), *(path for path in sys.path if path.endswith("site-packages"))])


class Office:
    """One home and at most one server on it. ``user`` runs everything as another user (root only)."""

    def __init__(
        self,
        home: Path,
        *,
        user: int | None = None,
        python: str = sys.executable,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.home = home
        self.python = python
        self.environment = environment or {}
        self.user = user
        self.process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self.cookies: dict[str, str] = {}

    def up(self, *arguments: str, command: str = "up", limit: float = LIMIT_SECONDS) -> None:
        """Start the server (or ``mayak demo``) on a free port and wait until it is ready."""
        self.output = []
        self.process = self.popen(command, "--port", "0", *arguments)
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        wait_until(self.is_announced, limit)

    def run(self, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """One command to its end."""
        process = self.popen(*arguments, is_merged=False)
        output, errors = process.communicate(given, timeout=LIMIT_SECONDS)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def is_announced(self) -> bool:
        """Whether the command said that the office is open. Fails when it ended instead."""
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError("mayak up ended:\n" + "".join(self.output))
        return any("Mayak is open" in line for line in self.output)

    def stop(self) -> int:
        """SIGTERM and wait; the exit status."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(LIMIT_SECONDS)
        self.process = None
        return status

    def kill_parent(self) -> None:
        """kill -9 of the ``mayak`` process itself."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    @property
    def port(self) -> int:
        """The web port it chose."""
        record = json.loads((self.home / "run" / "up.json").read_text())
        return int(urllib.parse.urlsplit(record["address"]).port or 0)

    @property
    def setup_token(self) -> str:
        """The one-time token from the console."""
        match = re.search(r"token=(\S+)", "".join(self.output))
        assert match, self.output
        return match[1]

    def children(self) -> dict[str, int]:
        """Process numbers of web, worker and postgres."""
        found = {"postgres": self.postmaster()}
        for number, command in processes():
            for name in ("web", "worker"):
                if command.endswith(f"mayak.server.{name}") and self._owns(number):
                    found[name] = number
        return found

    def postmaster(self) -> int:
        """The process number of the running postmaster; 0 for none."""
        data = json.loads((self.home / "pg.json").read_text())["data"]
        try:
            return int(Path(data, "postmaster.pid").read_text().splitlines()[0])
        except FileNotFoundError:
            return 0

    def database_url(self) -> str:
        """The address of the office's database."""
        data = json.loads((self.home / "pg.json").read_text())["data"]
        sockets = Path(data, "postmaster.pid").read_text().splitlines()[4]
        password = json.loads((self.home / "secret").read_text())["postgres"]
        return f"postgresql://mayak:{password}@/mayak?host={sockets}"

    def get(self, path: str) -> "tuple[int, dict[str, str], str]":
        """Status, headers and body of a page, with the cookies collected so far."""
        return self._request("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> "tuple[int, dict[str, str], str]":
        """Send a form with its CSRF token."""
        data = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        return self._request("POST", path, urllib.parse.urlencode(data))

    def is_ready(self) -> bool:
        """Whether /readyz says so; a refused or broken connection is "no"."""
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def _request(self, method: str, path: str, body: str | None = None) -> "tuple[int, dict[str, str], str]":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, {name.lower(): value for name, value in response.getheaders()}, text

    def popen(self, *arguments: str, is_merged: bool = True) -> "subprocess.Popen[str]":
        """Start one command."""
        dropped = {"DATABASE_URL", "MAYAK_HOME", "MAYAK_TODAY", "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in dropped}
        as_user: dict[str, Any] = (
            {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        )
        return subprocess.Popen(
            [self.python, "-m", "mayak.server", "--home", str(self.home), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if is_merged else subprocess.PIPE,
            text=True,
            env={
                **environment,
                "MAYAK_LANG": "en",
                "HOME": str(self.home.parent),
                "PYTHONPATH": SOURCES,
                **self.environment,
            },
            cwd="/",
            **as_user,
        )

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line)

    def _owns(self, number: int) -> bool:
        try:
            return f"MAYAK_HOME={self.home}\0" in Path(f"/proc/{number}/environ").read_text(errors="replace")
        except OSError:
            return False


def processes() -> list[tuple[int, str]]:
    """(number, command line) of every living process."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_text(errors="replace").replace("\0", " ").strip()
            except OSError:
                continue
            if command:
                found.append((int(entry.name), command))
    return found


def is_alive(number: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def listening_ports(numbers: set[int]) -> set[int]:
    """TCP ports on which one of the processes listens."""
    sockets = set()
    for number in numbers:
        for link in Path(f"/proc/{number}/fd").iterdir():
            try:
                sockets.add(os.readlink(link))
            except OSError:
                continue
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and f"socket:[{parts[9]}]" in sockets:
                ports.add(int(parts[1].rpartition(":")[2], 16))
    return ports


def wait_until(condition: Callable[[], Any], limit: float = LIMIT_SECONDS) -> None:
    """Poll until the condition holds; an AssertionError after ``limit`` seconds."""
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, f"waited {limit} s in vain"
        time.sleep(0.05)
