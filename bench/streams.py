"""``python -m bench.streams``: what three hundred open streams of notifications cost beside the pages.

A demo office of its own is served as ``mayak demo`` serves it. The same pages are read in turns without and with the
streams; then everybody is told something again and again, and the streams note how long it took to arrive.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.wire import Wire

ROOT = Path(__file__).resolve().parent.parent
PER_PERSON = 5
PAGES = ("/", "/clients/", "/board/")
LIMIT_SECONDS = 300


def main() -> None:
    """Measure and print."""
    args = _arguments()
    with _served(args.clients) as (process, port, home):
        from mayak.server.office import open_office

        with open_office(home):
            sessions = _sessions(args.streams // PER_PERSON)
            wire = Wire(port, cookies={"sessionid": _reader()})
            for path in PAGES * 20:
                assert wire.get(path).status == 200, path
            web = _web_of(process.pid)
            ratios, delays, memory, alone, beside = [], [], [], [], []
            for number in range(args.rounds):
                alone += (without := _latencies(wire, args.requests))
                before = _pss(web)
                with _listeners(port, [key for key in sessions for _tab in range(PER_PERSON)]) as listeners:
                    memory.append((_pss(web) - before) / args.streams)
                    beside += (with_streams := _latencies(wire, args.requests))
                    ratios.append(_p95(with_streams) / _p95(without))
                    _tell_everybody(list(sessions.values()), args.news, number)
                    delays += listeners.finish(args.news * args.streams)
                print(f"round {number + 1}: p95 ratio {ratios[-1]:.2f}", flush=True)
    _report(args, ratios, delays, memory, alone, beside)


def _report(
    args: argparse.Namespace,
    ratios: list[float],
    delays: list[float],
    memory: list[float],
    alone: list[float],
    beside: list[float],
) -> None:
    expected = args.news * args.streams * args.rounds
    rows = [
        ("open streams", f"{args.streams}"),
        ("page without streams, p50 / p95", f"{statistics.median(alone):.1f} / {_p95(alone):.1f} ms"),
        ("page beside them, p50 / p95", f"{statistics.median(beside):.1f} / {_p95(beside):.1f} ms"),
        ("ratio of p95, median of rounds", f"{statistics.median(ratios):.2f}"),
        ("memory of a stream in web (first round)", f"{memory[0] * 1024:.0f} KB"),
        ("news arrived, of all sent", f"{len(delays)} of {expected}"),
        (
            "from the call of notify to the browser, p50 / p95",
            f"{statistics.median(delays):.0f} / {_p95(delays):.0f} ms",
        ),
    ]
    print("\n| measured | figure |\n| --- | --- |")
    for name, figure in rows:
        print(f"| {name} | {figure} |")


def _latencies(wire: Wire, requests: int) -> list[float]:
    """Milliseconds of the pages, in turn."""
    return [wire.get(PAGES[number % len(PAGES)]).seconds * 1000 for number in range(requests)]


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


@contextmanager
def _served(clients: int) -> Iterator[tuple["subprocess.Popen[bytes]", int, Path]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="mayak-streams-") as folder:
        Path(folder).chmod(0o711)
        home = Path(folder, "home")
        dropped = ("MAYAK_", "DJANGO_", "DATABASE_URL")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        os.environ.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "mayak.server", "--home", str(home), "demo", "--clients", str(clients)]
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(port, process)
            yield process, port, home
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Wire(port).get("/login/").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the demo office is not served")


def _sessions(people: int) -> dict[str, int]:
    """New members of staff, logged in: session → key."""
    from mayak.accounts.models import Staff

    found = {}
    for number in range(people):
        staff = Staff.objects.create(login=f"bench{number}", last_name="Слушатель", first_name="Имя", role="expert")
        found[_session_of(staff)] = staff.pk
    return found


def _reader() -> str:
    """The session of somebody with many clients."""
    from django.db.models import Count

    from mayak.accounts.models import Staff

    return _session_of(Staff.objects.annotate(number=Count("responsibilities")).order_by("-number")[0])


def _session_of(staff: object) -> str:
    from django.test import Client

    client = Client()
    client.force_login(staff)  # type: ignore[arg-type]
    return client.cookies["sessionid"].value


def _tell_everybody(staff_ids: list[int], news: int, number: int) -> None:
    from mayak.notifications.services import notify

    for count in range(news):
        notify(
            staff_ids=staff_ids,
            kind="exchange.import_finished",
            key=f"bench:{number}:{count}",
            params={"name": str(time.time_ns()), "is_good": True, "state": "undone"},
        )
        time.sleep(0.2)


class _Listeners:
    """A process of its own that holds the streams; it tells when they are open, and what arrived."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def finish(self, expected: int) -> list[float]:
        """Milliseconds of every arrival; waits until so many came."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{expected}\n")
        self.process.stdin.flush()
        return [float(value) for value in json.loads(self.process.stdout.readline())]


@contextmanager
def _listeners(port: int, sessions: list[str]) -> Iterator[_Listeners]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.streams", "--listen"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([port, sessions]) + "\n")
    process.stdin.flush()
    if process.stdout.readline().strip() != "open":
        raise SystemExit("the streams do not open")
    try:
        yield _Listeners(process)
    finally:
        process.kill()
        process.wait()


async def _listen() -> None:
    port, sessions = json.loads(sys.stdin.readline())
    arrivals: list[float] = []
    opened = asyncio.Semaphore(0)

    async def hold(session: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events/ HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: sessionid={session}\r\n\r\n".encode())
        while line := await reader.readline():
            if line.startswith(b"event: count"):
                opened.release()
            elif line.startswith(b"data: ") and b'"title"' in line:
                title = json.loads(line[6:])["title"]
                arrivals.append(time.time() * 1000 - int("".join(filter(str.isdigit, title))) / 1e6)

    tasks = [asyncio.create_task(hold(session)) for session in sessions]
    for _stream in sessions:
        await asyncio.wait_for(opened.acquire(), 60)
    print("open", flush=True)
    expected = int(await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline))
    deadline = time.monotonic() + 30
    while len(arrivals) < expected and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)  # what arrives twice would be seen
    print(json.dumps(arrivals), flush=True)
    for task in tasks:
        task.cancel()


def _web_of(parent: int) -> int:
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or b"mayak.server.web" not in (entry / "cmdline").read_bytes():
                continue
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                return int(entry.name)
        except OSError:
            continue
    raise SystemExit("no web process")


def _pss(number: int) -> float:
    """Megabytes."""
    for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.streams", description=__doc__)
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--clients", type=int, default=600, help="of the demo office")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=150, help="of pages, in each half of a round")
    parser.add_argument("--news", type=int, default=10, help="told to everybody, in each round")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:] == ["--listen"]:
        asyncio.run(_listen())
    else:
        main()
