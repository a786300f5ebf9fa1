"""``python -m bench load``: a hundred people at work in the served office of 20 000 clients for ten minutes.

Each does something every five seconds, at moments of their own, and keeps the stream of notifications open. One
process of asyncio asks; it is kind to the server (niced), because both share the machine. What counts is the time
from the first byte sent to the last one received, of every request.
"""

import asyncio
import os
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from bench.servers import Office, processor_seconds

BUDGET_MS = 300.0
EVERY_SECONDS = 5.0
# How often each thing is done, of a hundred actions.
MIX = {
    "My day": 18,
    "Client window": 24,
    "Tab of a client": 10,
    "Board": 10,
    "Client list": 5,
    "Search": 12,
    "Contact page": 13,
    "Closing a contact": 8,
}
TABS = ("card", "persons", "money", "product", "activities", "hotline")
_FIELD = re.compile(r'<(?:input|textarea)\b[^>]*\bname="([^"]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')


@dataclass
class Outcome:
    """What a load test found: seconds by action, what went wrong, processor time by process, streams held."""

    users: int
    seconds: float
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    processor: dict[str, float] = field(default_factory=dict)
    streams: int = 0
    stream_events: int = 0

    @property
    def all_times(self) -> list[float]:
        """Of all actions."""
        return [each for times in self.times.values() for each in times]


class Browser:
    """One keep-alive connection with cookies, in asyncio."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"sessionid": session}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> tuple[int, str, bytes]:
        """Status, head and body; a connection the server has closed meanwhile is opened again."""
        body = urlencode(fields, doseq=True).encode() if fields is not None else b""
        request = self._head(method, path, body)
        for is_again in (False, True):
            reader, writer = await self._connected()
            try:
                writer.write(request + body)
                return await self._answer(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                self._streams = None
                if is_again or method == "POST":
                    raise
        raise AssertionError

    async def listen(self, outcome: Outcome) -> None:
        """Hold the stream of notifications open until cancelled."""
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(self._head("GET", "/events/", b"").replace(b"text/html,*/*", b"text/event-stream"))
                head = await reader.readuntil(b"\r\n\r\n")
                if b" 200 " not in head.split(b"\r\n", 1)[0]:
                    outcome.errors[f"stream: {head.split(b' ')[1].decode()}"] += 1
                    return
                outcome.streams += 1
                while line := await reader.readline():
                    outcome.stream_events += line.startswith(b"data:")
                outcome.streams -= 1
                outcome.errors["stream: closed"] += 1
            finally:
                writer.close()

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        return self._streams

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            "Accept: text/html,*/*",
            "Accept-Encoding: gzip",
            "Accept-Language: ru",
            "User-Agent: mayak-bench",
            f"Cookie: {cookies}",
        ]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, str, bytes]:
        raw = await reader.readuntil(b"\r\n\r\n")
        head = raw.decode("latin-1")
        lowered = head.lower()
        for line in head.split("\r\n"):
            if line.lower().startswith("set-cookie:"):
                name, _equals, value = line[11:].strip().partition(";")[0].partition("=")
                self.cookies[name] = value
        body = b""
        if "transfer-encoding: chunked" in lowered:
            while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        elif found := re.search(r"content-length: (\d+)", lowered):
            body = await reader.readexactly(int(found[1]))
        if "content-encoding: gzip" in lowered:
            import gzip

            body = gzip.decompress(body)
        return int(head[9:12]), head, body


@dataclass
class User:
    """Somebody at work."""

    plan: dict[str, Any]
    words: list[str]
    browser: Browser
    chance: random.Random
    opened: tuple[int, str] | None = None

    async def act(self, outcome: Outcome) -> None:
        """One action, as chance will have it; a contact is closed by the form that its page holds."""
        name = self.chance.choices(list(MIX), list(MIX.values()))[0]
        if name in {"Contact page", "Closing a contact"} and not (self.opened or self.plan["contacts"]):
            name = "Client window"
        if name == "Closing a contact" and self.opened is None:
            name = "Contact page"
        started = time.perf_counter()
        try:
            status, wanted = await self._do(name)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            outcome.errors[f"{name}: {type(error).__name__}"] += 1
            return
        outcome.times[name].append(time.perf_counter() - started)
        if status != wanted:
            outcome.errors[f"{name}: {status}"] += 1

    async def _do(self, name: str) -> tuple[int, int]:
        client = self.chance.choice(self.plan["clients"] or [1])
        word = self.chance.choice(self.words)
        match name:
            case "Closing a contact":
                return await self._close()
            case "Contact page":
                return await self._open()
            case "My day":
                path = "/"
            case "Client window":
                path = f"/clients/{client}/"
            case "Tab of a client":
                path = f"/clients/{client}/{self.chance.choice(TABS)}/"
            case "Board":
                path = self.chance.choice(("/board/", "/board/?show=urgent", "/board/?show=all&page=2"))
            case "Client list":
                path = f"/clients/?q={quote(word)}"
            case _:
                path = f"/search/?q={quote(word[: self.chance.randint(3, len(word))])}"
        status, _head, _body = await self.browser.ask("GET", path)
        return status, 200

    async def _open(self) -> tuple[int, int]:
        if not self.plan["contacts"]:
            return (await self.browser.ask("GET", "/"))[0], 200
        number = self.plan["contacts"].pop(0)
        status, _head, body = await self.browser.ask("GET", f"/contacts/{number}/")
        if status == 302:
            return 200, 200  # closed meanwhile by somebody else with the same client
        self.opened = (number, body.decode())
        return status, 200

    async def _close(self) -> tuple[int, int]:
        assert self.opened is not None
        (number, text), self.opened = self.opened, None
        fields: dict[str, Any] = {"outcome": "product", "comment": "Показали поиск, договорились о следующем."}
        for match in _FIELD.finditer(text):
            value = _VALUE.search(match[0])
            if 'type="hidden"' in match[0] and value:
                fields[match[1]] = value[1]
        status, head, _body = await self.browser.ask("POST", f"/contacts/{number}/close/", fields)
        return (status, 302) if "after=" in head or status != 302 else (409, 302)


async def _work(user: User, outcome: Outcome, until: float) -> None:
    listening = asyncio.create_task(user.browser.listen(outcome))
    try:
        due = time.monotonic() + user.chance.random() * EVERY_SECONDS
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await user.act(outcome)
            due = max(due + EVERY_SECONDS * user.chance.uniform(0.8, 1.2), time.monotonic())
    finally:
        listening.cancel()
        user.browser.close()


async def _all(plan: dict[str, Any], port: int, outcome: Outcome) -> None:
    users = [
        User(person, plan["words"], Browser(port, person["session"]), random.Random(number))
        for number, person in enumerate(plan["people"])
    ]
    until = time.monotonic() + outcome.seconds
    await asyncio.gather(*(_work(user, outcome, until) for user in users))


def run_load(office: Office, plan: dict[str, Any], seconds: float) -> Outcome:
    """Let them work for so many seconds."""
    outcome = Outcome(len(plan["people"]), seconds)
    os.nice(5)
    before, started = processor_seconds(office), time.perf_counter()
    asyncio.run(_all(plan, office.port, outcome))
    passed = time.perf_counter() - started
    after = processor_seconds(office)
    outcome.seconds = passed
    outcome.processor = {name: (after[name] - before.get(name, 0.0)) / passed for name in after}
    return outcome


def shares(times: list[float]) -> tuple[float, float, float]:
    """p50, p95, p99 in milliseconds."""
    ordered = sorted(times)
    last = len(ordered) - 1
    return (
        statistics.median(ordered) * 1000,
        ordered[min(last, int(len(ordered) * 0.95))] * 1000,
        ordered[min(last, int(len(ordered) * 0.99))] * 1000,
    )
