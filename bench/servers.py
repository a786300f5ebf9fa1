"""The two servers that are compared: an office as ``mayak up`` serves it, and the bare Django page."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.setting import ROOT, Setting
from bench.size import DAY, DESIGN, PASSWORD, Size
from bench.wire import Wire

LIMIT_SECONDS = 120


@dataclass
class Office:
    """A running ``mayak up``; ``start_seconds`` until it served the log-in page."""

    process: "subprocess.Popen[bytes]"
    port: int
    start_seconds: float

    def wire(self) -> Wire:
        """A new connection."""
        return Wire(self.port)

    def log_in(self, login: str) -> Wire:
        """A connection of somebody who logged in with name and password, as people do."""
        wire = self.wire()
        page = wire.get("/login/?own=1")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        token = found[1] if found else wire.cookies.get("csrftoken", "")
        answer = wire.post("/login/", {"csrfmiddlewaretoken": token, "login": login, "password": PASSWORD})
        if answer.status != 302:
            raise SystemExit(f"{login} cannot log in: the answer is {answer.status}")
        return wire

    def stop(self) -> None:
        """As Ctrl-C would."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def memory(self) -> dict[str, float]:
        """Megabytes of each process by name (PSS: what is shared is counted once); PostgreSQL's in one sum."""
        found: dict[str, float] = {}
        for number in [self.process.pid, *_descendants(self.process.pid)]:
            name = _process_name(number)
            found[name] = found.get(name, 0.0) + _pss(number)
        return found


@contextmanager
def served_office(setting: Setting, size: Size = DESIGN) -> Iterator[Office]:
    """``mayak up`` on the office of a size."""
    office = start_office(setting, size)
    try:
        yield office
    finally:
        office.stop()


def start_office(setting: Setting, size: Size = DESIGN) -> Office:
    """Start ``mayak up`` and wait until the log-in page is answered."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAYAK_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    # Our own PostgreSQL serves the office of the design; for another one the running server is an external one.
    if setting.is_external or size != DESIGN:
        environment["DATABASE_URL"] = setting.url_of(size)
    command = [sys.executable, "-m", "mayak.server", "--home", str(setting.home.path), "up", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--today", DAY.isoformat()],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _wait_for_log_in_page(process, port, started + LIMIT_SECONDS)
    return Office(process, port, time.perf_counter() - started)


def _wait_for_log_in_page(process: "subprocess.Popen[bytes]", port: int, deadline: float) -> None:
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"mayak up ended with status {process.returncode}")
        try:
            if Wire(port).get("/login/").status == 200:
                return
        except OSError:
            time.sleep(0.01)
    process.terminate()
    raise SystemExit("mayak up does not serve its log-in page")


@dataclass
class Reference:
    """The running reference server."""

    process: "subprocess.Popen[str]"
    wire: Wire


@contextmanager
def served_reference(setting: Setting) -> Iterator[Reference]:
    """The bare Django project on the same PostgreSQL, by the same server program with the same settings."""
    url = setting.beside("reference")
    if not setting.exists(url):
        setting.remake(url)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.reference.server"],
        cwd=ROOT,
        env={**os.environ, "BENCH_REFERENCE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        session, _space, port = process.stdout.readline().strip().partition(" ")
        if not port:
            raise SystemExit("the reference does not start")
        yield Reference(process, Wire(int(port), cookies={"sessionid": session}))
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _descendants(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        for number in map(int, task.read_text().split()):
            found += [number, *_descendants(number)]
    return found


def _process_name(number: int) -> str:
    command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    for name in ("mayak.server.web", "mayak.server.worker"):
        if name in command:
            return name.rpartition(".")[2]
    return "PostgreSQL" if "postgres" in command else "parent"


def processor_seconds(office: Office) -> dict[str, float]:
    """Seconds of processor time of each process by name so far; PostgreSQL's own and ended children included."""
    tick = os.sysconf("SC_CLK_TCK")
    found: dict[str, float] = {"load test": sum(os.times()[:2])}
    # PostgreSQL is our own child when it was started here for the office to adopt.
    for number in {office.process.pid, *_descendants(office.process.pid), *_descendants(os.getpid())}:
        try:
            values = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        name = _process_name(number)
        found[name] = found.get(name, 0.0) + (int(values[11]) + int(values[12])) / tick
    return found


def _pss(number: int) -> float:
    for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
