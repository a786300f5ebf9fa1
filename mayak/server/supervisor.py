"""``mayak up``: a small parent of three children, PostgreSQL, web and worker.

The parent imports no Django: it starts, watches and stops. The children are in sessions of their own, so
that Ctrl-C reaches the parent only, which then stops them in order: web, worker, PostgreSQL.
"""

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from mayak.core.errors import MayakError
from mayak.server import child
from mayak.server.console import Console
from mayak.server.environment import RUN_RECORD, office_environment
from mayak.server.home import Home
from mayak.server.logs import trim_logs
from mayak.server.postgres.sharing import ServerUse, join_server
from mayak.server.supervised import PAUSES, Supervised
from mayak.server.words import gettext as _

WEB_GRACE_SECONDS = 8
WORKER_GRACE_SECONDS = 20
IDLE_SECONDS = 30
# A child that never came up this many times will not come up by itself.
STARTS_BEFORE_GIVING_UP = 4


@dataclass(frozen=True)
class Options:
    """How the office is served. ``today`` is training mode's day, ``database_url`` an external PostgreSQL.

    ``metrics_port`` is web's, the worker has the next one; 0 for none.
    """

    host: str
    port: int
    today: str = ""
    is_demo: bool = False
    database_url: str = ""
    metrics_port: int = 0


class Supervisor:
    """The parent. :meth:`run` returns the exit status of the command."""

    def __init__(self, home: Home, options: Options, listener: socket.socket, console: Console) -> None:
        self.home = home
        self.options = options
        self.listener = listener
        self.console = console
        self.server: ServerUse | None = None
        self.web = Supervised("web", lambda status: self._launch("mayak.server.web", status))
        self.worker = Supervised("worker", lambda status: self._launch("mayak.server.worker", status))
        self._signals = 0
        self._fatal: MayakError | None = None
        self._is_ready = False
        self._server_failures = 0
        self._server_due = 0.0
        self._lifeline = os.pipe()
        self._wakeup = os.pipe()
        self._setup_token = secrets.token_urlsafe(18)
        self._last_trim = 0.0

    def run(self) -> int:
        """Serve until a signal. Raises MayakError when the office cannot be opened at all."""
        self._listen_to_signals()
        try:
            self._open()
            while not self._signals and self._fatal is None:
                self._turn()
        finally:
            self._close()
        if self._fatal is not None:
            raise self._fatal
        return 0

    # --- opening ---------------------------------------------------------------------------------

    def _open(self) -> None:
        if not self.options.database_url:
            if not self.home.read_record("pg.json"):
                self.console.say(_("Making the database in %(path)s…") % {"path": self.home.path})
            self.server = join_server(self.home)
            self.console.step("PostgreSQL: ready")
        self.web.start()
        self.home.write_record(RUN_RECORD, {"pid": os.getpid(), "address": self.address, "today": self.options.today})

    @property
    def address(self) -> str:
        """Where a browser finds the office."""
        host = self.options.host
        shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::", "") else host
        return f"http://{shown}:{self.listener.getsockname()[1]}/"

    def _launch(self, module: str, status: int) -> "subprocess.Popen[bytes]":
        passed = [self._lifeline[0], status]
        values = {child.LIFELINE: str(self._lifeline[0]), child.STATUS: str(status)}
        if module.endswith("web"):
            passed.append(self.listener.fileno())
            values[child.LISTEN] = str(self.listener.fileno())
        if self.options.metrics_port:
            values["MAYAK_METRICS_PORT"] = str(self.options.metrics_port + (not module.endswith("web")))
        url = self.options.database_url or (self.server.url if self.server else "")
        values |= office_environment(
            self.home,
            url,
            MAYAK_TODAY=self.options.today,
            MAYAK_DEMO="1" if self.options.is_demo else "",
            MAYAK_SETUP_TOKEN=self._setup_token,
        )
        with open(self.home.log / f"{module.rpartition('.')[2]}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=None if self.console.is_verbose else log,
                env={**_inherited_environment(), **values},
                pass_fds=passed,
                start_new_session=True,
            )

    # --- watching --------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Wait for something to happen, and see to it."""
        watched = [self._wakeup[0], *(c.status_fd for c in (self.web, self.worker) if c.process)]
        ready, _writable, _failed = select.select(watched, [], [], self._patience())
        if self._wakeup[0] in ready:
            os.read(self._wakeup[0], 4096)
        for one in (self.web, self.worker):
            if one.process is not None:
                for event in one.events():
                    self._hear(one, event)
        self._look_after_server()
        for one in (self.web, self.worker):
            self._look_after(one)
        if time.monotonic() - self._last_trim > 60:
            self._last_trim = time.monotonic()
            with suppress(OSError):  # a log that cannot be kept is no reason to close the office
                trim_logs(self.home.log)

    def _patience(self) -> float:
        due = [one.restart_at for one in (self.web, self.worker) if one.restart_at is not None]
        if self.server is not None and self._server_due:
            due.append(self._server_due)
        if self.server is not None and self.server.process is None:
            due.append(time.monotonic() + 0.5)  # an adopted server's end sends no signal
        return max(0.0, min([IDLE_SECONDS, *(moment - time.monotonic() for moment in due)]))

    def _hear(self, one: Supervised, event: dict[str, object]) -> None:
        match event["event"]:
            case "step":
                self.console.step(f"{one.name}: {event['text']}")
            case "setup":
                self.console.say(_("First set-up: open %(address)s") % {"address": self._setup_address()})
            case "serving":
                self.console.step(f"{one.name}: serving")
                if self.worker.process is None and self.worker.restart_at is None:
                    self._start(self.worker)
            case "working":
                self.console.step(f"{one.name}: working")
                self._announce()
            case "fatal":
                problem = MayakError(str(event["message"]), hint=str(event.get("hint", "")))
                if not self._is_ready:
                    self._fatal = problem
                else:
                    self.console.warn(f"{one.name}: {problem}")

    def _announce(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self.console.say(_("Mayak is open: %(address)s (stop with Ctrl-C)") % {"address": self.address})

    def _setup_address(self) -> str:
        return f"{self.address}setup/?token={self._setup_token}"

    def _look_after(self, one: Supervised) -> None:
        if one.has_ended():
            status = one.process.returncode if one.process else 0
            for event in one.events():
                self._hear(one, event)
            pause = one.plan_restart()
            if one.failures > STARTS_BEFORE_GIVING_UP and not self._is_ready and self._fatal is None:
                log = self.home.log / f"{one.name}.log"
                hint = _("The whole log: %(path)s") % {"path": log}
                self._fatal = MayakError(_("%(name)s does not start.") % {"name": one.name}, hint=hint)
            if not self._signals and self._fatal is None:
                self.console.warn(
                    _("%(name)s ended (status %(status)s), starting again in %(pause)s s")
                    % {"name": one.name, "status": status, "pause": pause}
                )
        if one.is_due() and self._fatal is None:
            self._start(one)

    def _start(self, one: Supervised) -> None:
        """Start a child; a machine that cannot (no room, no process, no file left) is asked again later."""
        try:
            one.start()
        except OSError as error:
            self.console.warn(f"{one.name}: {error}")
            one.plan_restart()

    def _look_after_server(self) -> None:
        if self.server is None:
            return
        process = self.server.process
        is_alive = process.poll() is None if process else self.server.postmaster.is_alive()
        if is_alive:
            return
        if not self._server_due:
            self._plan_server_start()
        if time.monotonic() < self._server_due:
            return
        self._server_due = 0.0
        try:
            self.server.renew()
            self._server_failures = 0
        except (MayakError, OSError) as error:
            self.console.warn(str(error))
            self._plan_server_start()  # nothing else would wake this process up for half a minute

    def _plan_server_start(self) -> None:
        pause = PAUSES[min(self._server_failures, len(PAUSES) - 1)]
        self._server_due = time.monotonic() + pause
        self._server_failures += 1
        self.console.warn(_("PostgreSQL ended, starting again in %(pause)s s") % {"pause": pause})

    # --- stopping --------------------------------------------------------------------------------

    def _close(self) -> None:
        self.console.step("stopping")
        self.listener.close()
        for one, limit in ((self.web, WEB_GRACE_SECONDS), (self.worker, WORKER_GRACE_SECONDS)):
            one.stop(limit, is_hurried=self._is_hurried)
            self.console.step(f"{one.name}: stopped")
        if self.server is not None and not self.server.leave():
            self.console.say(_("PostgreSQL goes on for another command, which will stop it."))
        (self.home.path / RUN_RECORD).unlink(missing_ok=True)
        self.console.step("stopped")

    def _is_hurried(self) -> bool:
        return self._signals > 1

    def _listen_to_signals(self) -> None:
        for descriptor in self._wakeup:
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._wakeup[1], warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop_signal)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _on_stop_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1


def bind_listener(host: str, port: int, *, patience: float) -> socket.socket:
    """The socket of the web port, held by the parent: connections wait in it while web restarts.

    ``patience`` seconds are given to the orphans of a killed parent. Raises MayakError when the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + patience
    while True:
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(1024)
            return listener
        except (OSError, OverflowError) as error:
            listener.close()
            if time.monotonic() > deadline:
                raise MayakError(
                    _("Port %(port)s at %(host)s cannot be used: %(error)s.")
                    % {"port": port, "host": host, "error": getattr(error, "strerror", None) or error},
                    hint=_("Another program may be using it: choose another one with --port."),
                ) from error
        time.sleep(0.05)


def _inherited_environment() -> dict[str, str]:
    dropped = {"DATABASE_URL", "MAYAK_TODAY", "MAYAK_DEMO"}
    return {name: value for name, value in os.environ.items() if name not in dropped}
