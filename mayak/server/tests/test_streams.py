"""Live streams on a real server: everybody gets everything exactly once, and only who may."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import uvicorn
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client as Browser

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.notifications.services import mark_read, notify
from mayak.notifications.tests.makers import PLAIN
from mayak.server import streams as streams_module
from mayak.server.bridge import ThreadBridge
from mayak.server.streams import Streams

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT_SECONDS = 20


class Stream:
    """A browser's stream: what it got, by a thread of its own."""

    def __init__(self, port: int, session: str, after: int | None = None) -> None:
        self.events: list[tuple[str, int | None, dict[str, Any]]] = []
        self.is_over = False
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_SECONDS)
        place = f"Last-Event-ID: {after}\r\n" if after is not None else ""
        request = f"GET /events/ HTTP/1.1\r\nHost: testserver\r\nCookie: sessionid={session}\r\n{place}\r\n"
        self.socket.sendall(request.encode())
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            self.head += self.socket.recv(1)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    @property
    def titles(self) -> list[str]:
        return [data["title"] for kind, _place, data in list(self.events) if kind == "news"]

    @property
    def counts(self) -> list[int]:
        return [data["count"] for kind, _place, data in list(self.events) if kind == "count"]

    @property
    def place(self) -> int:
        return max(place for _kind, place, _data in self.events if place is not None)

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _read(self) -> None:
        text = ""
        try:
            while part := self.socket.recv(65536):
                # the frames of chunked encoding stand on lines of their own and are no fields
                text += part.decode()
                *blocks, text = text.split("\n\n")
                for block in blocks:
                    self._note(block)
        except OSError:
            pass
        self.is_over = True

    def _note(self, block: str) -> None:
        fields = dict(line.strip().partition(": ")[::2] for line in block.splitlines() if ": " in line)
        if "event" in fields:
            place = int(fields["id"]) if "id" in fields else None
            self.events.append((fields["event"], place, json.loads(fields["data"])))


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.01)


class _Uvicorn(uvicorn.Server):
    """Ends the streams first, as the web child's does."""

    def __init__(self, config: uvicorn.Config, application: Streams) -> None:
        super().__init__(config)
        self.application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.application.stop()
        await super().shutdown(sockets=sockets)


class Server:
    """Pages and streams on a port of their own."""

    def __init__(self) -> None:
        self.application = Streams(ThreadBridge(get_wsgi_application(), threads=4))
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self.application, lifespan="off", log_level="critical")
        self.server = _Uvicorn(config, self.application)
        self.thread = threading.Thread(target=lambda: self.server.run(sockets=[listener]), daemon=True)
        self.thread.start()
        wait_for(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(LIMIT_SECONDS)
        for pool in (self.application.pages.threads, self.application._thread):
            pool.shutdown()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()
    with connection.cursor() as cursor:  # no session of a page thread may outlive the test
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def session_of(staff: Staff) -> str:
    browser = Browser()
    browser.force_login(staff)
    return browser.cookies["sessionid"].value


def tell(*staff: Staff, text: str) -> None:
    notify(staff_ids=[one.pk for one in staff], kind=PLAIN.code, key=text, params={"text": text})


def opened(server: Server, session: str, after: int | None = None) -> Stream:
    stream = Stream(server.port, session, after)
    wait_for(lambda: stream.counts or stream.is_over)
    return stream


def test_everybody_gets_everything_exactly_once(server: Server) -> None:
    people = [make_staff() for _number in range(8)]
    sessions = [session_of(person) for person in people]
    listening = [opened(server, session) for session in sessions for _tab in range(5)]
    for number in range(20):
        tell(*people, text=f"новость {number}")
    expected = [f"новость {number}" for number in range(20)]
    wait_for(lambda: all(len(stream.titles) >= 20 for stream in listening))
    assert all(stream.titles == expected for stream in listening)
    assert server.application.open_streams() == 40


def test_nobody_hears_what_others_are_told(server: Server) -> None:
    eva, oleg = make_staff(), make_staff()
    of_eva, of_oleg = opened(server, session_of(eva)), opened(server, session_of(oleg))
    tell(eva, text="для Евы")
    tell(oleg, text="для Олега")
    wait_for(lambda: of_oleg.titles and of_eva.titles)
    assert (of_eva.titles, of_oleg.titles) == (["для Евы"], ["для Олега"])


def test_a_stream_is_not_compressed_and_not_gathered(server: Server) -> None:
    stream = opened(server, session_of(make_staff()))
    head = stream.head.decode().lower()
    assert stream.status == 200
    assert "x-accel-buffering: no" in head
    assert "no-transform" in head
    assert "content-encoding" not in head


def test_a_broken_stream_goes_on_where_it_was(server: Server) -> None:
    eva = make_staff()
    session = session_of(eva)
    first = opened(server, session)
    tell(eva, text="до обрыва")
    wait_for(lambda: first.titles)
    first.close()
    for number in range(3):
        tell(eva, text=f"в обрыве {number}")
    second = opened(server, session, after=first.place)
    tell(eva, text="после")
    wait_for(lambda: "после" in second.titles)
    assert second.titles == ["в обрыве 0", "в обрыве 1", "в обрыве 2", "после"]
    wait_for(lambda: server.application.open_streams() == 1)


def test_a_place_from_before_a_restored_copy_is_no_gap(server: Server) -> None:
    eva = make_staff()
    stream = opened(server, session_of(eva), after=10**15)
    tell(eva, text="новость")
    wait_for(lambda: stream.titles)


def test_a_lost_listener_comes_back_and_has_missed_nothing(server: Server) -> None:
    eva = make_staff()
    stream = opened(server, session_of(eva))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'mayak events'"
        )
        assert cursor.fetchone()[0] == 1
    tell(eva, text="пока никто не слышал")
    tell(eva, text="и потом")
    wait_for(lambda: len(stream.titles) == 2)
    assert stream.titles == ["пока никто не слышал", "и потом"]


def test_the_count_follows_reading_elsewhere(server: Server) -> None:
    eva = make_staff()
    stream = opened(server, session_of(eva))
    tell(eva, text="новость")
    wait_for(lambda: stream.titles)
    mark_read(staff=eva)
    wait_for(lambda: len(stream.counts) == 2)
    assert stream.counts == [0, 0]


def test_nobody_listens_without_a_session(server: Server) -> None:
    stream = Stream(server.port, "nobody")
    assert stream.status == 302


def test_an_ended_session_loses_its_stream(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(streams_module, "HEARTBEAT_SECONDS", 0.05)
    eva = make_staff()
    browser = Browser()
    browser.force_login(eva)
    stream = opened(server, browser.cookies["sessionid"].value)
    assert not stream.is_over
    browser.logout()
    wait_for(lambda: stream.is_over)
    wait_for(lambda: server.application.open_streams() == 0)


def test_one_person_opens_only_so_many(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "STREAMS_PER_STAFF", 2)
    session = session_of(make_staff())
    kept = [opened(server, session) for _tab in range(2)]
    assert Stream(server.port, session).status == 429
    kept[0].close()
    wait_for(lambda: server.application.open_streams() == 1)
    assert opened(server, session).status == 200


def test_streams_do_not_hold_up_the_end(server: Server) -> None:
    streams = [opened(server, session_of(make_staff())) for _number in range(5)]
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 3
    wait_for(lambda: all(stream.is_over for stream in streams))


def test_streams_hold_no_connection(server: Server) -> None:
    people = [make_staff() for _number in range(10)]
    listening = [opened(server, session_of(person)) for person in people]
    with psycopg.connect(streams_module.listen_address()) as session:
        busy = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert len(listening) == 10
    # this test's own, the listener, and at most one for each of the four page threads
    assert busy is not None
    assert busy[0] <= 6
