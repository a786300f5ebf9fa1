"""The data directory of the embedded PostgreSQL: made once, crash-safely, and started with our settings."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from mayak.core.errors import MayakError
from mayak.server.home import Home
from mayak.server.postgres.account import (
    Account,
    cluster_directory,
    database_account,
    reachable_binaries,
)
from mayak.server.postgres.binaries import Binaries, choose_binaries
from mayak.server.postgres.postmaster import find_postmaster, remove_foreign_pid_file, remove_foreign_socket_lock
from mayak.server.postgres.sockets import socket_directory
from mayak.server.postgres.tether import die_with_parent
from mayak.server.postgres.tuning import machine_memory, server_settings
from mayak.server.words import gettext as _

USER = "mayak"
DATABASE = "mayak"
RECORD = "pg.json"
SMALLEST_FREE = 300 * 1024 * 1024


class ClusterError(MayakError):
    """The embedded PostgreSQL cannot be made or started."""


@dataclass(frozen=True)
class Cluster:
    """A made data directory and what is needed to start and reach it."""

    home: Home
    data: Path
    account: Account
    binaries: Binaries
    is_safe: bool = True

    def command(self, sockets: Path) -> list[str]:
        """The command line of the postmaster, in the foreground."""
        settings = server_settings(
            socket_directory=sockets,
            memory=machine_memory(),
            cores=os.cpu_count() or 1,
            is_safe=self.is_safe,
        )
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries.program("postgres"), "-D", str(self.data), *options]

    def start(self, log: IO[bytes], *, dies_with_parent: bool = False) -> "subprocess.Popen[bytes]":
        """Start the postmaster as a child of this process, in a session of its own.

        An office's database outlives a killed parent, to be adopted; a throw-away one dies with it.
        """
        check_disk(self.data)
        remove_foreign_pid_file(self.data)
        sockets = socket_directory(self.home, self.account)
        remove_foreign_socket_lock(sockets, self.data)
        return subprocess.Popen(
            self.command(sockets),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_plain_environment(),
            start_new_session=True,
            preexec_fn=die_with_parent if dies_with_parent else None,
            **self.account.popen_options(),
        )

    def url(self, sockets: Path) -> str:
        """The address of the office's database for DATABASE_URL."""
        password = self.home.secrets().database_password
        return f"postgresql://{USER}:{quote(password, safe='')}@/{DATABASE}?host={quote(str(sockets))}&port=5432"


def open_cluster(home: Home, *, is_safe: bool = True) -> Cluster:
    """The home's cluster, made at the first call. Raises MayakError when that is impossible."""
    account = database_account()
    recorded = home.read_record(RECORD)
    data = cluster_place(home)
    if not (data / "PG_VERSION").exists():
        _make(home, data, account, is_safe=is_safe)
    major = int((data / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    binaries = choose_binaries(major)
    if recorded.get("version") != binaries.version or recorded.get("data") != str(data):
        home.write_record(
            RECORD,
            {
                "major": major,
                "version": binaries.version,
                "origin": binaries.origin,
                "data": str(data),
                "user": account.uid,
            },
        )
    _check_owner(data, account)
    return Cluster(home, data, account, reachable_binaries(account, binaries), is_safe)


def cluster_place(home: Home) -> Path:
    """Where the home's database files are, or would be made."""
    recorded = home.read_record(RECORD)
    return Path(recorded["data"]) if recorded else cluster_directory(database_account(), home.cluster, home.token)


def make_cluster(home: Home, data: Path) -> Cluster:
    """A new cluster of the preferred PostgreSQL programs at ``data``, not yet the home's; leftovers there go."""
    account = database_account()
    shutil.rmtree(data, ignore_errors=True)
    _make(home, data, account, is_safe=True)
    return Cluster(home, data, account, reachable_binaries(account, choose_binaries()))


def check_disk(path: Path) -> None:
    """Refuse to start with so little room that the database would stop in the middle of the day."""
    free = shutil.disk_usage(path).free
    if free < SMALLEST_FREE:
        raise ClusterError(
            _("The disk of %(path)s is full: %(free)s MB are free.") % {"path": path, "free": free // (1024 * 1024)},
            hint=_("Free at least %(needed)s MB and start again.") % {"needed": SMALLEST_FREE // (1024 * 1024)},
        )


def _check_owner(data: Path, account: Account) -> None:
    owner = data.stat().st_uid
    if owner != account.uid:
        raise ClusterError(
            _("The database files in %(path)s belong to another user (number %(owner)s).")
            % {"path": data, "owner": owner},
            hint=_("Run mayak as the user who made this home, or choose another home with --home."),
        )


def _make(home: Home, data: Path, account: Account, *, is_safe: bool) -> None:
    """initdb beside the final place, then one rename: a crash leaves a whole cluster or none."""
    binaries = reachable_binaries(account, choose_binaries())
    if account.is_other and not os.access(data.parent, os.W_OK):
        raise ClusterError(_("%(path)s cannot be written.") % {"path": data.parent})
    check_disk(data.parent)
    for leftover in data.parent.glob("pg.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="pg.new-", dir=data.parent))
    account.give(fresh)
    try:
        _initdb(home, fresh / "data", account, binaries, is_safe=is_safe)
        _create_database(fresh / "data", account, binaries)
        (fresh / "data").rename(data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _initdb(home: Home, data: Path, account: Account, binaries: Binaries, *, is_safe: bool) -> None:
    data.mkdir()
    account.give(data)
    with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix="pw-", encoding="ascii") as password:
        password.write(home.secrets().database_password + "\n")
        password.flush()
        account.give(Path(password.name))
        command = [
            binaries.program("initdb"),
            f"--pgdata={data}",
            f"--username={USER}",
            f"--pwfile={password.name}",
            "--auth-local=scram-sha-256",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            *_locale_options(binaries),
            *([] if is_safe else ["--no-sync"]),
        ]
        _run(command, account, _("The database could not be made."))


def _locale_options(binaries: Binaries) -> list[str]:
    # No ICU: the builtin provider sorts alike on every machine; older versions know the C library's only.
    # pg_trgm asks the C library which characters are letters: with the character type "C" it sees no Cyrillic ones,
    # finds no typo and reads whole tables instead of its indexes.
    locales = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower()
    letters = "C.UTF-8" if "c.utf" in locales else "C"
    if binaries.major >= 17:
        return [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            f"--lc-ctype={letters}",
        ]
    return [f"--locale={letters}"]


def _create_database(data: Path, account: Account, binaries: Binaries) -> None:
    command = [binaries.program("postgres"), "--single", "-D", str(data), "-c", "fsync=off", "postgres"]
    _run(command, account, _("The database could not be made."), given=f"CREATE DATABASE {DATABASE};\n")


def _run(command: list[str], account: Account, problem: str, given: str = "") -> None:
    result = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_plain_environment(),
        **account.popen_options(),
    )
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines()
        raise ClusterError(problem, hint="\n".join(lines[-6:]))


def _plain_environment() -> dict[str, str]:
    """No PG* variable or locale of the caller may change what the server does."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH")}
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **kept}


def remove_cluster(home: Home) -> None:
    """Delete the home's database for good. Raises ClusterError while it runs."""
    recorded = home.read_record(RECORD)
    if not recorded:
        return
    data = Path(recorded["data"])
    if find_postmaster(data) is not None:
        raise ClusterError(
            _("The database in %(path)s is running.") % {"path": data}, hint=_("Stop mayak on this home first.")
        )
    shutil.rmtree(data, ignore_errors=True)
    (home.path / RECORD).unlink(missing_ok=True)
