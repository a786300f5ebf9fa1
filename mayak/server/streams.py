"""Live streams of notifications (Server-Sent Events) beside the pages, in the same process.

One connection per process listens to PostgreSQL; what it hears is read once, in a thread, and handed to the streams
of the people it concerns. A stream costs no database connection and no thread, only a socket and a short queue. Who
may listen is asked of the page application itself, through all of its middleware, when a stream opens and then every
minute: an ended session, a closed account or an overdue second factor ends the stream as it would end a page.

Nothing is missed: a stream first registers, then reads what came after the place the browser names
(``Last-Event-ID``), then goes on from there; after a lost connection to PostgreSQL everything since the last place
read is read again.
"""

import asyncio
import contextlib
import io
import logging
import os
import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import psycopg

from mayak.server.bridge import Answer, Message, Receive, Send, ThreadBridge, answer_of, build_environ

log = logging.getLogger(__name__)

PATH = "/events/"
HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 60.0
RETRY_MILLISECONDS = 3000
STREAMS_PER_STAFF = 20
QUEUE_LENGTH = 200
# How long a stream waits at its opening until the listener hears.
PATIENCE_SECONDS = 5.0
RECONNECT_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
# Bursts of news are read together.
GATHER_SECONDS = 0.02
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    # no-transform: nobody on the way may gather or compress it
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_BEAT = b": beat\n\n"


class _Stream:
    """One open stream: what waits to be written, and up to which place it has been told."""

    __slots__ = ("is_closing", "place", "queue", "staff_id")

    def __init__(self, staff_id: int) -> None:
        self.staff_id = staff_id
        self.place = -1
        self.queue: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue(QUEUE_LENGTH)
        self.is_closing = False

    def put(self, place: int, event: bytes) -> None:
        """Let it be written. A browser that does not keep up is cut off: it comes back and catches up."""
        try:
            self.queue.put_nowait((place, event))
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Close it after what is being written."""
        self.is_closing = True
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(None)


class Streams:
    """The ASGI application around the pages: answers ``/events/`` itself, hands everything else on."""

    def __init__(self, pages: ThreadBridge) -> None:
        self.pages = pages
        self._by_staff: dict[int, set[_Stream]] = defaultdict(set)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")
        self._listener: asyncio.Task[None] | None = None
        self._hears = asyncio.Event()
        self._is_stopping = False

    def open_streams(self) -> int:
        """How many streams are open in this process (for metrics)."""
        return sum(map(len, self._by_staff.values()))

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET" and not self._is_stopping:
            await self._serve(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    def stop(self) -> None:
        """End every stream; the process is going down and browsers find the next one by themselves."""
        self._is_stopping = True
        for stream in [stream for streams in self._by_staff.values() for stream in streams]:
            stream.end()
        if self._listener is not None:
            self._listener.cancel()

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        staff_id, answer = await self._who_listens(scope)
        if staff_id is None:
            await _answer(send, answer.status, answer.headers, answer.body)
            return
        if len(self._by_staff[staff_id]) >= STREAMS_PER_STAFF:
            await _answer(send, 429, [(b"retry-after", b"60"), (b"content-length", b"0")], b"")
            return
        stream = _Stream(staff_id)
        self._by_staff[staff_id].add(stream)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        watch = asyncio.create_task(_watch(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._begin(scope, stream, send)
            await self._go_on(scope, stream, send)
        finally:
            watch.cancel()
            self._by_staff[staff_id].discard(stream)
            if not self._by_staff[staff_id]:
                del self._by_staff[staff_id]

    async def _who_listens(self, scope: dict[str, Any]) -> tuple[int | None, Answer]:
        """The key of the member of staff behind the request (None: nobody who may), and the pages' own answer."""
        answer = await asyncio.get_running_loop().run_in_executor(self.pages.threads, self._ask, scope)
        staff = dict(answer.headers).get(b"x-mayak-staff", b"")
        return (int(staff) if answer.status == 200 and staff.isdigit() else None), answer

    def _ask(self, scope: dict[str, Any]) -> Answer:
        environ = build_environ(scope, io.BytesIO())
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        environ["mayak.stream"] = True
        return answer_of(self.pages.application, environ)

    async def _begin(self, scope: dict[str, Any], stream: _Stream, send: Send) -> None:
        """What the browser has missed. Registered already: what comes meanwhile waits in the queue."""
        from mayak.notifications.views import stream as words

        after = words.place_from(_named_place(scope))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hears.wait(), PATIENCE_SECONDS)
        events = await self._in_thread(words.beginning_with_place, stream.staff_id, after)
        text = f"retry: {RETRY_MILLISECONDS}\n\n"
        if events is not None:
            stream.place, lines = events
            text += "".join(lines)
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        if events is None or not self._hears.is_set():
            stream.end()  # the database is away: the browser asks again

    async def _go_on(self, scope: dict[str, Any], stream: _Stream, send: Send) -> None:
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_SECONDS * random.uniform(0.8, 1.2)
        while not stream.is_closing:
            try:
                item = await asyncio.wait_for(stream.queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                item = (stream.place, _BEAT)
            if item is None:
                break
            place, event = item
            if event is _BEAT or place > stream.place or place < 0:
                stream.place = max(stream.place, place)
                await send({"type": "http.response.body", "body": event, "more_body": True})
            if loop.time() >= check_at:
                check_at = loop.time() + CHECK_SECONDS
                staff_id, answer = await self._who_listens(scope)
                # a database that is away for a moment is no reason to send anybody off
                if staff_id != stream.staff_id and answer.status < 500:
                    break
        await send({"type": "http.response.body", "body": b""})

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run a read in the streams' own thread; None when the database is away."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _read, function, *arguments)

    async def _listen(self) -> None:
        """Hear of news as long as somebody listens; a lost PostgreSQL is looked for until it is back."""
        from mayak.notifications.queries import last_place

        place: int | None = None
        failures = 0
        while not self._is_stopping:
            try:
                async with await psycopg.AsyncConnection.connect(listen_address(), autocommit=True) as session:
                    await session.execute("LISTEN mayak_events")
                    if place is None:
                        place = await self._in_thread(last_place)
                    if place is None:
                        raise psycopg.OperationalError("no place yet")
                    failures = 0
                    self._hears.set()
                    # whatever was said while nobody heard
                    place = await self._hand_out(place)
                    place = await self._hear(session, place)
            except Exception as error:  # whatever it is, people want their news
                if not isinstance(error, psycopg.Error):
                    log.exception("the listener of events failed")
                elif failures == 0:
                    log.warning("the listener of events lost PostgreSQL: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)])
                failures += 1

    async def _hear(self, session: "psycopg.AsyncConnection[Any]", place: int) -> int:
        while True:
            is_news, readers = False, set[int]()
            async for notice in session.notifies(timeout=HEARTBEAT_SECONDS * 2, stop_after=1):
                is_news |= _understand(notice.payload, readers)
            if is_news or readers:
                # what else was said in the same breath
                async for notice in session.notifies(timeout=GATHER_SECONDS):
                    is_news |= _understand(notice.payload, readers)
            else:
                await session.execute("SELECT 1")  # a connection that died without a word is noticed
            if is_news:
                place = await self._hand_out(place)
            if readers:
                await self._tell_counts(readers)

    async def _hand_out(self, place: int) -> int:
        """Read what was told after a place and put it into the streams it concerns; returns the new place.

        A stream that opens meanwhile catches up by itself, so it does not matter whether it is asked for here.
        """
        from mayak.notifications.queries import newest_place, news_after
        from mayak.notifications.views.stream import news_event

        last = await self._in_thread(newest_place, place)
        if last == place:
            return place
        staff_ids = list(self._by_staff)
        found = await self._in_thread(news_after, place, staff_ids, last) if staff_ids else []
        if last is None or found is None:
            raise psycopg.OperationalError("news cannot be read")
        for news in found:
            event = news_event(news).encode()
            for stream in self._by_staff.get(news.staff_id, ()):
                stream.put(news.place, event)
        return int(last)

    async def _tell_counts(self, staff_ids: set[int]) -> None:
        from mayak.notifications.queries import unread_counts
        from mayak.notifications.views.stream import count_event

        here = [staff_id for staff_id in staff_ids if staff_id in self._by_staff]
        counts = await self._in_thread(unread_counts, here) if here else {}
        for staff_id, count in (counts or {}).items():
            for stream in self._by_staff.get(staff_id, ()):
                stream.put(-1, count_event(count).encode())


def listen_address() -> str:
    """Where the listening connection goes: ``MAYAK_LISTEN_URL``, else the office's database.

    Behind a PgBouncer that pools by transaction a LISTEN would be lost: name the server itself.
    """
    if url := os.environ.get("MAYAK_LISTEN_URL"):
        return url
    from django.db import connection

    parameters = connection.get_connection_params()
    for unknown in ("cursor_factory", "context", "pool"):
        parameters.pop(unknown, None)
    return str(psycopg.conninfo.make_conninfo("", **parameters, application_name="mayak events"))


def _read(function: Callable[..., Any], *arguments: Any) -> Any:
    from django.db import Error, close_old_connections, connection

    try:
        return function(*arguments)
    except Error as error:
        log.warning("news cannot be read now: %s", type(error).__name__)
        return None
    finally:
        close_old_connections()
        # back to the pool: between two reads no connection is held
        connection.close()


def _understand(payload: str, readers: set[int]) -> bool:
    """Whether the notice tells of news; those who read something elsewhere are added to ``readers``."""
    what, _space, keys = payload.partition(" ")
    if what == "read":
        readers.update(int(key) for key in keys.split(",") if key.isdigit())
    return what == "news"


def _named_place(scope: dict[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return str(value.decode("latin-1"))
    return str(parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0])


async def _watch(receive: Receive, stream: _Stream) -> None:
    """Wait until the browser is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
