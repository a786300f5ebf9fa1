"""The live stream through everything that is killed under it: what was told arrives, once."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.crash.office import Office, wait_until
from tests.crash.test_supervisor import log_in


class Listener:
    """One browser's stream, opened again from where it was as browsers do."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.heard: list[str] = []
        self.place = ""
        self.openings = 0
        self.is_closing = False
        threading.Thread(target=self._listen, daemon=True).start()
        wait_until(lambda: self.place)

    def _listen(self) -> None:
        while not self.is_closing:
            try:
                self._hear()
            except OSError:
                time.sleep(0.1)

    def _hear(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self.office.cookies.items())
        place = f"Last-Event-ID: {self.place}\r\n" if self.place else ""
        with socket.create_connection(("127.0.0.1", self.office.port), timeout=60) as connection:
            connection.sendall(f"GET /events/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n{place}\r\n".encode())
            self.openings += 1
            place = ""
            for line in connection.makefile("r", encoding="utf-8"):
                if line.startswith("id: "):
                    self.place = line[4:].strip()
                elif line.startswith("data: ") and '"title"' in line:
                    self.heard.append(line.split('"title": "')[1].split('"')[0])


def tell(office: Office, words: str) -> None:
    """As a process that was killed right after its commit leaves it: the worker announces it."""
    with psycopg.connect(office.database_url(), autocommit=True) as session:
        session.execute(
            "INSERT INTO notifications_notification (staff_id, kind, key, params, url, is_urgent, in_bell, has_pop_up,"
            " in_digest, is_withdrawn, created_at) SELECT id, %s, %s, '{}', '', false, true, true, false, false, now()"
            " FROM accounts_staff WHERE login = 'keeper'",
            [words, words],
        )


@pytest.fixture
def listener(office: Office) -> Iterator[Listener]:
    log_in(office)
    listening = Listener(office)
    yield listening
    listening.is_closing = True


def arrive(listener: Listener, expected: list[str]) -> None:
    wait_until(lambda: listener.heard == expected)


def kill(office: Office, name: str) -> None:
    old = office.children()[name]
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: office.children().get(name, old) not in (old, 0))
    wait_until(office.is_ready)


def test_what_is_told_arrives_once_whatever_is_killed(office: Office, listener: Listener) -> None:
    told: list[str] = []
    for name in ("worker", "postgres", "web"):
        tell(office, f"before {name}")
        arrive(listener, [*told, f"before {name}"])
        kill(office, name)
        tell(office, f"after {name}")
        told += [f"before {name}", f"after {name}"]
        arrive(listener, told)


def test_an_open_stream_does_not_hold_up_the_end(office: Office, listener: Listener) -> None:
    began = time.monotonic()
    assert office.stop() == 0
    assert time.monotonic() - began < 15
