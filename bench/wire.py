"""One keep-alive connection that costs the measurement next to nothing: bytes out, bytes in, no parsing on the way."""

import gzip
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli  # type: ignore[import-untyped]

# Measured connections are never old ones.
IDLE_SECONDS = 3


@dataclass(frozen=True)
class Answer:
    """What came back. ``seconds``: from the first byte sent to the last one received."""

    status: int
    head: str
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """The first header of that name; empty when there is none."""
        for line in self.head.split("\r\n")[1:]:
            label, _colon, value = line.partition(":")
            if label.lower() == name:
                return value.strip()
        return ""

    @property
    def content(self) -> bytes:
        """The body as it was before compression."""
        match self.header("content-encoding"):
            case "gzip":
                return gzip.decompress(self.body)
            case "br":
                return bytes(brotli.decompress(self.body))
        return self.body

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()


@dataclass
class Wire:
    """A browser without a screen: one connection, its cookies, the encodings Chromium names."""

    port: int
    host: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._socket: socket.socket | None = None
        self._used_at = 0.0

    def get(self, path: str, **headers: str) -> Answer:
        """Read an address."""
        return self._exchange(self._head("GET", path, headers) + b"\r\n")

    def post(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        """Send a form, with the CSRF token from the cookies."""
        pairs = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        body = urlencode(pairs, doseq=True).encode()
        about = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)), **headers}
        return self._exchange(self._head("POST", path, about) + b"\r\n" + body)

    @property
    def is_connected(self) -> bool:
        """Whether it holds a connection."""
        return self._socket is not None

    def take_over(self, other: "Wire") -> None:
        """Go on over the connection of another one to the same server."""
        self.close()
        self._socket, other._socket = other._socket, None
        self._used_at = other._used_at

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _head(self, method: str, path: str, headers: dict[str, str]) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            "Accept: text/html,*/*",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: ru",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        return ("\r\n".join(lines) + "\r\n").encode()

    def _exchange(self, request: bytes) -> Answer:
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        self._used_at = time.monotonic()
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        started = time.perf_counter()
        self._socket.sendall(request)
        head, body = self._receive(self._socket)
        seconds = time.perf_counter() - started
        answer = Answer(int(head[9:12]), head.decode("latin-1"), body, seconds)
        self._remember(answer)
        return answer

    def _receive(self, connection: socket.socket) -> tuple[bytes, bytes]:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more(connection)
        head, body = received[:end], received[end + 4 :]
        lowered = head.lower()
        if b"transfer-encoding: chunked" in lowered:
            return head, self._chunked(connection, body)
        length = _length(lowered)
        while len(body) < length:
            body += self._more(connection)
        return head, body

    def _chunked(self, connection: socket.socket, rest: bytes) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in rest:
                rest += self._more(connection)
            size_line, _end, rest = rest.partition(b"\r\n")
            size = int(size_line, 16)
            while len(rest) < size + 2:
                rest += self._more(connection)
            body, rest = body + rest[:size], rest[size + 2 :]
            if size == 0:
                return body

    @staticmethod
    def _more(connection: socket.socket) -> bytes:
        part = connection.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up")
        return part

    def _remember(self, answer: Answer) -> None:
        if "set-cookie:" not in answer.head.lower():
            return
        for line in answer.head.split("\r\n"):
            label, _colon, value = line.partition(":")
            if label.lower() == "set-cookie":
                name, _equals, content = value.strip().partition(";")[0].partition("=")
                self.cookies[name] = content


def _length(head: bytes) -> int:
    at = head.find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
