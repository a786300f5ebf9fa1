"""A person's browser: cookies, forms, and a network that can be cut in the middle of a request or of an answer."""

import http.client
import re
import socket
import struct
import threading
import time
import urllib.parse
import uuid
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from random import Random

CUT_REQUEST = "cut request"
CUT_ANSWER = "cut answer"
# A person is more patient than that; a stopped web process answers again long before.
PATIENCE_SECONDS = 90


class UnheardError(Exception):
    """No whole answer came: whether the office did what was asked is not known."""


@dataclass(frozen=True)
class Page:
    """An answer."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        """Where it sends the browser; empty for nowhere."""
        return self.headers.get("x-mayak-location") or self.headers.get("location", "")

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form with this address."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', self.text, re.DOTALL)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0] if form else "")
        return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


class Scissors:
    """Cuts ordered by the fault test and made by whoever sends the next form."""

    def __init__(self) -> None:
        self._orders: deque[str] = deque()
        self.made: Counter[str] = Counter()
        self._lock = threading.Lock()

    def order(self, kind: str) -> None:
        """The next form is cut."""
        self._orders.append(kind)

    def take(self) -> str:
        """The cut to make now; empty for none."""
        with self._lock:
            kind = self._orders.popleft() if self._orders else ""
            self.made[kind] += bool(kind)
            return kind

    @property
    def waiting(self) -> int:
        """Cuts not made yet."""
        return len(self._orders)


@dataclass
class Traffic:
    """What all browsers saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    unheard: int = 0
    errors: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Browser:
    """Sends requests to one address; every one on a connection of its own."""

    def __init__(self, port: int, scissors: Scissors, traffic: Traffic, rng: Random) -> None:
        self.port = port
        self.scissors = scissors
        self.traffic = traffic
        self.rng = rng
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """A page."""
        return self._send("GET", path, b"", {})

    def post(self, path: str, fields: dict[str, str | list[str]], *, is_scripted: bool = False) -> Page:
        """A form, as the browser sends it by itself or (``is_scripted``) as our script does."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if is_scripted:
            headers |= {"X-Mayak-Form": "1", "Idempotency-Key": str(fields.get("idempotency_key", ""))}
        return self._send("POST", path, body, headers)

    def upload(self, path: str, fields: dict[str, str], files: dict[str, bytes], *, name: str = "files") -> Page:
        """A form with files."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
        ]
        body = "".join(parts).encode()
        for file, content in files.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            body += f"{head}Content-Type: text/csv\r\n\r\n".encode() + content + b"\r\n"
        body += f"--{boundary}--\r\n".encode()
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        lines = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Connection": "close",
            **headers,
        }
        if method == "POST":
            lines |= {"Content-Length": str(len(body)), "X-CSRFToken": self.cookies.get("csrftoken", "")}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode()
        started = time.monotonic()
        try:
            page = self._exchange(method, path, request, body)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            self.traffic.unheard += 1
            raise UnheardError(str(error)) from error
        self.traffic.slowest = max(self.traffic.slowest, time.monotonic() - started)
        self.traffic.statuses[page.status] += 1
        if page.status == 500 or (page.status == 503 and "retry-after" not in page.headers):
            self.traffic.errors.append(f"{page.status} {method} {path}: {_gist(page.text)}")
        return page

    def _exchange(self, method: str, path: str, request: bytes, body: bytes) -> Page:
        cut = self.scissors.take() if method == "POST" else ""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as wire:
            if cut == CUT_REQUEST:
                # Sometimes the headers and a part of the form arrive, which must not be taken for the whole.
                whole = request + body
                least = len(request) if body and self.rng.random() < 0.7 else 1
                wire.sendall(whole[: self.rng.randrange(least, len(whole))])
                self._hang_up(wire, is_hard=self.rng.random() < 0.5)
            wire.sendall(request + body)
            if cut == CUT_ANSWER:
                if self.rng.random() < 0.5:
                    wire.recv(self.rng.randrange(1, 40))
                self._hang_up(wire, is_hard=True)
            return self._read(method, path, wire)

    def _hang_up(self, wire: socket.socket, *, is_hard: bool) -> None:
        if is_hard:  # a reset instead of a farewell
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionAbortedError("cut by the test")

    def _read(self, method: str, path: str, wire: socket.socket) -> Page:
        answer = http.client.HTTPResponse(wire, method=method)
        answer.begin()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(method, path, answer.status, {n.lower(): v for n, v in answer.getheaders()}, text)


def _gist(text: str) -> str:
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    return (title[1] if title else text[:200]).strip()
