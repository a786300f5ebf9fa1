"""Who uses the home's PostgreSQL: the last one to leave stops it.

Every user holds a shared lock on a file for as long as it lives; the kernel takes it back from the killed.
Starting and stopping happen under a second, exclusive lock.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mayak.server.home import Home
from mayak.server.postgres.cluster import Cluster, ClusterError, cluster_place, open_cluster
from mayak.server.postgres.postmaster import Postmaster, find_postmaster
from mayak.server.words import gettext as _

START_LIMIT_SECONDS = 120


@dataclass
class ServerUse:
    """This process's use of the home's PostgreSQL, from :func:`join_server` to :meth:`leave`."""

    home: Home
    cluster: Cluster
    postmaster: Postmaster
    process: "subprocess.Popen[bytes] | None"
    lock: int = field(repr=False)

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return self.cluster.url(self.postmaster.socket_directory)

    def renew(self) -> None:
        """After the server ended: start it again, or adopt the one somebody else started."""
        with _starting(self.home):
            self.postmaster, self.process = _running_server(self.home, self.cluster)

    def leave(self) -> bool:
        """Stop the server unless somebody else uses it; returns whether it was stopped."""
        try:
            with _starting(self.home):
                try:
                    fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                found = find_postmaster(self.cluster.data)
                if found is not None:
                    self._stop(found)
                return True
        finally:
            os.close(self.lock)

    def _stop(self, found: Postmaster) -> None:
        if self.process is not None and self.process.pid == found.pid:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
                return
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        found.stop()


def join_server(home: Home) -> ServerUse:
    """Use the home's PostgreSQL: the running one, or one started now (and made, if there is none yet)."""
    lock = os.open(home.run / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with _starting(home):
            fcntl.flock(lock, fcntl.LOCK_SH)
            cluster = open_cluster(home)
            postmaster, process = _running_server(home, cluster)
    except BaseException:  # an interrupt too must not keep the lock
        os.close(lock)
        raise
    return ServerUse(home, cluster, postmaster, process, lock)


@contextmanager
def claim_home(home: Home) -> Iterator[None]:
    """The home for this process alone, its database stopped: other commands wait. Raises ClusterError when in use."""
    with open(home.run / "up.lock", "ab") as up, open(home.run / "users.lock", "ab") as users:
        for lock in (up, users):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ClusterError(
                    _("%(home)s is in use.") % {"home": home.path},
                    hint=_("Stop mayak on this home first, and let its other commands end."),
                ) from None
        orphan = find_postmaster(cluster_place(home))
        if orphan is not None:
            orphan.stop()
        yield


@contextmanager
def serving(cluster: Cluster) -> Iterator[str]:
    """The address of a cluster that runs for this block only, in a claimed home."""
    log = cluster.home.log / "postgres.log"
    with log.open("ab") as stream:
        before = stream.tell()
        process = cluster.start(stream, dies_with_parent=True)
    try:
        yield cluster.url(_wait_until_ready(cluster, process, log, before).socket_directory)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _running_server(home: Home, cluster: Cluster) -> "tuple[Postmaster, subprocess.Popen[bytes] | None]":
    found = find_postmaster(cluster.data)
    process = None
    with open(home.log / "postgres.log", "ab") as log:
        before = log.tell()
        if found is None:
            process = cluster.start(log)
    return _wait_until_ready(cluster, process, home.log / "postgres.log", before), process


def _wait_until_ready(
    cluster: Cluster, process: "subprocess.Popen[bytes] | None", log: Path, log_start: int
) -> Postmaster:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < deadline:
        found = find_postmaster(cluster.data)
        if found is not None and found.is_ready:
            return found
        ended = process.poll() is not None if process else found is None
        if ended:
            break
        time.sleep(0.01)
    raise ClusterError(_("PostgreSQL did not start."), hint=_tail(log, log_start))


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as stream:
        stream.seek(start)
        lines = stream.read().decode("utf-8", "replace").strip().splitlines()
    return "\n".join([*lines[-5:], _("The whole log: %(path)s") % {"path": log}])


@contextmanager
def _starting(home: Home) -> Iterator[IO[bytes]]:
    with open(home.run / "start.lock", "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream
