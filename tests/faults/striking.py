"""Doing harm: every kind of fault as a function, and how long the office needed to recover."""

import contextlib
import http.client
import os
import signal
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from tests.crash.office import LIMIT_SECONDS, Office, is_alive, wait_until
from tests.faults import schedule as kinds
from tests.faults.browser import CUT_ANSWER, CUT_REQUEST, Scissors
from tests.faults.disk import Disk
from tests.faults.imports import Importer

RECOVERY_LIMIT_SECONDS = 240
# More than the database keeps in stock.
MOST_JOURNAL_FILES = 60


class StruckOffice(Office):
    """An office on a port that stays, started again by its "service manager" whenever it is gone."""

    def __init__(self, home: Path, *, clients: int, today: str, temporary: Path) -> None:
        super().__init__(home, environment={"TMPDIR": str(temporary)})
        self.fixed_port = free_port()
        self.arguments = ["--clients", str(clients), "--today", today, "--port", str(self.fixed_port)]
        self.refused_starts: list[str] = []

    @property
    def port(self) -> int:
        """The port given at every start."""
        return self.fixed_port

    def serve(self) -> None:
        """Start until it is open; a start that is refused says why in words and is tried again."""
        deadline = time.monotonic() + RECOVERY_LIMIT_SECONDS
        while True:
            try:
                self.up(*self.arguments, command="demo")
                return
            except AssertionError:
                said = "".join(self.output)
                self.refused_starts.append(said)
                if time.monotonic() > deadline:
                    raise
                self.stop()
                time.sleep(0.2)

    def session(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A session of our own, known by its name."""
        return psycopg.connect(self.database_url(), application_name="faults", autocommit=True, connect_timeout=10)

    def processes_of(self) -> Iterator[int]:
        """Numbers of all processes of the office."""
        found = self.children()
        if self.process is not None:
            yield self.process.pid
        yield from (number for number in found.values() if number)
        postmaster = found.get("postgres", 0)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError, IndexError):
                    if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == postmaster:
                        yield int(entry.name)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Striker:
    """Strikes the office, waits until it is itself again, and keeps the times."""

    def __init__(
        self, office: StruckOffice, disk: Disk, scissors: Scissors, importer: Importer, rng: Random, findings: list[str]
    ) -> None:
        self.office = office
        self.disk = disk
        self.scissors = scissors
        self.importer = importer
        self.rng = rng
        self.findings = findings
        self.done: Counter[str] = Counter()
        self.recoveries: dict[str, list[float]] = defaultdict(list)
        self._frozen: list[int] = []
        self._replaced: dict[str, int] = {}
        self._struck_at = 0.0
        # Not by default: PostgreSQL 18 that finds no room at the end of its recovery may wait there for ever.
        self.fills_journal = False

    def strike(self, strike: kinds.Strike) -> None:
        """All faults of one strike, then the recovery."""
        time.sleep(strike.pause)
        self._frozen.clear()
        self._replaced.clear()
        self._struck_at = time.time()
        started = time.monotonic()
        # A full disk and stopped processes first: the others then happen to them.
        for kind in sorted(strike.kinds, key=lambda kind: (kind != kinds.DISK, not kind.startswith("freeze"))):
            self._commit(kind)
        if self._frozen or kinds.DISK in strike.kinds:
            time.sleep(strike.hold)
            started = time.monotonic()
        for number in self._frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)
        if kinds.DISK in strike.kinds:
            self.disk.free()
        if kinds.PARENT in strike.kinds:
            self.office.serve()
        self._await(strike)
        seconds = time.monotonic() - started
        for kind in strike.kinds:
            self.done[kind] += 1
            if len(strike.kinds) == 1 and kind not in kinds.ORDERED:
                self.recoveries[kind].append(seconds)

    # --- the kinds --------------------------------------------------------------------------------

    def _commit(self, kind: str) -> None:
        if kind in (CUT_ANSWER, CUT_REQUEST):
            self.scissors.order(kind)
            return
        if kind == kinds.COMMAND:
            self.importer.doomed += 1
            return
        deeds: dict[str, Callable[[], None]] = {
            kinds.WEB: lambda: self._kill("web"),
            kinds.WORKER: lambda: self._kill("worker"),
            kinds.POSTMASTER: lambda: self._kill("postgres"),
            kinds.BACKEND: self._kill_backend,
            kinds.PARENT: self._kill_parent,
            kinds.FREEZE_WEB: lambda: self._freeze("web"),
            kinds.FREEZE_WORKER: lambda: self._freeze("worker"),
            kinds.SESSIONS: self._drop_sessions,
            kinds.DISK: self._fill_disk,
        }
        deeds[kind]()

    def _kill(self, name: str) -> None:
        self._replaced[name] = number = self._present(name)
        os.kill(number, signal.SIGKILL)

    def _present(self, name: str) -> int:
        """The child's number; waits for one that is being started."""
        wait_until(lambda: self.office.children().get(name), RECOVERY_LIMIT_SECONDS)
        return self.office.children()[name]

    def _kill_parent(self) -> None:
        self._replaced |= {n: p for n, p in self.office.children().items() if n != "postgres"}
        self.office.kill_parent()

    def _fill_disk(self) -> None:
        """No room for files; when asked for, every other time none in the journal either: the database has to stop."""
        self.disk.fill()
        if not self.fills_journal or self.rng.random() < 0.5:
            return
        with contextlib.suppress(psycopg.Error, OSError), self.office.session() as session:
            for _ in range(MOST_JOURNAL_FILES):
                session.execute("SELECT pg_logical_emit_message(false, 'faults', 'one more file'), pg_switch_wal()")

    def _freeze(self, name: str) -> None:
        self._frozen.append(number := self._present(name))
        os.kill(number, signal.SIGSTOP)

    def _sessions(self, session: "psycopg.Connection[tuple[Any, ...]]") -> list[int]:
        rows = session.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'faults'"
        ).fetchall()
        numbers = [pid for (pid,) in rows]
        return self.rng.sample(numbers, min(len(numbers), self.rng.randrange(1, 6)))

    def _drop_sessions(self) -> None:
        # Together with another fault there may be no database to ask.
        with contextlib.suppress(psycopg.Error, OSError), self.office.session() as session:
            for number in self._sessions(session):
                session.execute("SELECT pg_terminate_backend(%s)", [number])

    def _kill_backend(self) -> None:
        with contextlib.suppress(psycopg.Error, OSError), self.office.session() as session:
            for number in self._sessions(session)[:1] or [session.info.backend_pid]:
                os.kill(number, signal.SIGKILL)

    # --- recovery ---------------------------------------------------------------------------------

    def _await(self, strike: kinds.Strike) -> None:
        if kinds.ORDERED.issuperset(strike.kinds):
            return
        heavy = not kinds.HEAVY.isdisjoint(strike.kinds)
        try:
            wait_until(self._is_itself if heavy else self._answers, RECOVERY_LIMIT_SECONDS)
        except AssertionError:
            self.findings.append(
                f"the office did not recover from {strike.kinds}:\n{''.join(self.office.output[-30:])}"
            )
            raise

    def _answers(self) -> bool:
        self._see_to_parent()
        connection = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=LIMIT_SECONDS)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _is_itself(self) -> bool:
        """Whether everything killed is replaced and the office is ready."""
        now = self.office.children()
        replaced = all(now.get(name, number) not in (number, 0) for name, number in self._replaced.items())
        return replaced and all(map(is_alive, now.values())) and self._answers() and self._has_new_worker()

    def _has_new_worker(self) -> bool:
        """Whether the successor of a killed worker reported."""
        if "worker" not in self._replaced:
            return True
        with contextlib.suppress(psycopg.Error, OSError), self.office.session() as session:
            sql = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > to_timestamp(%s)"
            row = session.execute(sql, [self._struck_at]).fetchone()
            return row is not None and row[0] > 0
        return False

    def _see_to_parent(self) -> None:
        """``mayak`` never ends by itself; when it does, that is a finding, and it is started again."""
        process = self.office.process
        if process is not None and process.poll() is not None:
            said = "".join(self.office.output[-40:])
            self.findings.append(f"mayak ended by itself with status {process.returncode}:\n{said}")
            self.office.serve()
