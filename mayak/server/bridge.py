"""Serves Django's synchronous side from a few lasting threads under an asynchronous server.

Django's own ASGI handler starts a thread for every request and hops between threads for every synchronous
middleware; measured, that nearly doubles the time of a plain page (docs/operations.md). Here a request is one hop:
its body is collected, then one of ``threads`` threads runs the whole WSGI application. Connections to the database
stay with the pool, and a page that waits for the database keeps nobody else waiting.
"""

import asyncio
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

Message = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Message], Any]
Headers = list[tuple[bytes, bytes]]
BODY_IN_MEMORY = 1024 * 1024


class ThreadBridge:
    """The ASGI application around a WSGI one."""

    def __init__(self, application: Callable[..., Iterable[bytes]], *, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one HTTP request; other protocols (lifespan, websocket) are not spoken."""
        if scope["type"] != "http":
            raise RuntimeError(f"only http is served, not {scope['type']}")
        loop = asyncio.get_running_loop()
        body = await _collect(receive)
        if body is None:  # the visitor hung up in the middle of a form: half of it may not be taken for the whole
            return
        environ = build_environ(scope, body)
        answer = await loop.run_in_executor(self.threads, answer_of, self.application, environ)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.rest is None:
            await send({"type": "http.response.body", "body": answer.body})
            return
        try:
            while (chunk := await loop.run_in_executor(self.threads, next, answer.rest, None)) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await loop.run_in_executor(self.threads, answer.close)


class Answer:
    """What the application said: the whole body, or (a streaming answer) the rest to be fetched."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.body = b""
        self.rest: Iterator[bytes] | None = None
        self.close: Callable[[], None] = lambda: None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        """WSGI's start_response."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def answer_of(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> Answer:
    """Run the application in this thread."""
    answer = Answer()
    response = application(environ, answer.start)
    close = getattr(response, "close", answer.close)
    if getattr(response, "streaming", True):
        answer.rest = iter(response)
        answer.close = close
        return answer
    try:
        answer.body = b"".join(response)
    finally:
        close()
        environ["wsgi.input"].close()
    return answer


async def _collect(receive: Receive) -> IO[bytes] | None:
    """The whole request body: in memory while small, in an unnamed file beyond; None when it never arrives whole."""
    message = await receive()
    body = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body"):
        return io.BytesIO(body)
    spool = tempfile.SpooledTemporaryFile(max_size=BODY_IN_MEMORY)  # noqa: SIM115 (closed with the request)
    spool.write(body)
    while message["type"] == "http.request" and message.get("more_body"):
        message = await receive()
        spool.write(message.get("body", b""))
    if message["type"] != "http.request":
        spool.close()
        return None
    spool.seek(0)
    return spool


def build_environ(scope: dict[str, Any], body: IO[bytes]) -> dict[str, Any]:
    """WSGI's environment of an ASGI request."""
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0] or "localhost",
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": _NoStream(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        separator = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{separator}{value}" if name in environ else value
    if "CONTENT_LENGTH" not in environ and isinstance(body, tempfile.SpooledTemporaryFile):
        environ["CONTENT_LENGTH"] = str(_length(body))
    return environ


def _length(body: IO[bytes]) -> int:
    end = body.seek(0, io.SEEK_END)
    body.seek(0)
    return end


class _NoStream(io.TextIOBase):
    """Errors go to the log, not to WSGI's stream."""

    def write(self, text: str) -> int:
        return len(text)
