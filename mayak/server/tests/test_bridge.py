"""Django's synchronous side under an asynchronous server."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from mayak.server.bridge import BODY_IN_MEMORY, ThreadBridge


def ask(application: Any, *bodies: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> list[dict[str, Any]]:
    """The messages an ASGI server would send for one request whose body comes in pieces."""
    sent: list[dict[str, Any]] = []
    pieces = list(bodies or (b"",))

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/клиенты/",
        "query_string": b"q=1",
        "http_version": "1.1",
        "headers": headers or [],
        "client": ("10.0.0.7", 1),
        "server": ("office", 8000),
        "scheme": "https",
    }
    asyncio.run(ThreadBridge(application, threads=1)(scope, receive, send))
    return sent


class Whole(list[bytes]):
    """A response that is there at once, as most of Django's."""

    streaming = False


def echo(environ: dict[str, Any], start: Any) -> Whole:
    """Answers with what came in."""
    start("201 Created", [("X-Path", environ["PATH_INFO"]), ("X-Length", environ.get("CONTENT_LENGTH", ""))])
    return Whole([environ["wsgi.input"].read()])


@pytest.mark.parametrize("body", [b"", b"a=1", b"x" * (BODY_IN_MEMORY + 5)])
def test_body_comes_in_whole(body: bytes) -> None:
    start, answer = ask(echo, body[:3], body[3:])
    assert start["status"] == 201
    assert answer["body"] == body


@pytest.mark.parametrize("arrived", [[], [b"comment=half"], [b"x" * (BODY_IN_MEMORY + 5)]])
def test_half_a_form_is_not_taken_for_the_whole(arrived: list[bytes]) -> None:
    sent: list[dict[str, Any]] = []
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in arrived]

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    def application(environ: dict[str, Any], start: Any) -> Whole:
        raise AssertionError("half a form was carried out")

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}
    asyncio.run(ThreadBridge(application, threads=1)(scope, receive, send))
    assert sent == []


def test_environment_of_a_request() -> None:
    seen: dict[str, Any] = {}

    def keep(environ: dict[str, Any], start: Any) -> Whole:
        seen.update(environ)
        start("200 OK", [])
        return Whole()

    ask(keep, headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"content-type", b"text/plain")])
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/клиенты/"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["CONTENT_TYPE"] == "text/plain"
    assert (seen["wsgi.url_scheme"], seen["REMOTE_ADDR"], seen["QUERY_STRING"]) == ("https", "10.0.0.7", "q=1")


def test_streaming_answer_is_passed_on_piece_by_piece_and_closed() -> None:
    closed = []

    class Stream:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"one", b"two")

        def close(self) -> None:
            closed.append(True)

    def stream(environ: dict[str, Any], start: Any) -> Stream:
        start("200 OK", [])
        return Stream()

    assert [message.get("body") for message in ask(stream)] == [None, b"one", b"two", b""]
    assert closed == [True]
