"""The whole database in one file, and back: how data moves to another major version of PostgreSQL."""

import os
import subprocess
from pathlib import Path

from mayak.core.errors import MayakError
from mayak.server.home import open_home
from mayak.server.postgres.cluster import DATABASE, remove_cluster
from mayak.server.postgres.sharing import ServerUse, join_server
from mayak.server.words import gettext as _


def dump_database(home: Path | None, target: Path) -> None:
    """Write ``target`` (pg_dump's custom format) from the office's own PostgreSQL."""
    use = join_server(open_home(home))
    partial = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            _run(use, ["pg_dump", "--format=custom", "--no-owner", DATABASE], output=stream.fileno())
        partial.replace(target)
    finally:
        use.leave()
        partial.unlink(missing_ok=True)
    print(_("Written: %(path)s") % {"path": target})


def restore_database(home: Path | None, source: Path) -> None:
    """Read a dump into the office of an empty home. Raises MayakError when the home has data already."""
    if not source.exists():
        raise MayakError(_("There is no file %(path)s.") % {"path": source})
    place = open_home(home)
    if place.read_record("pg.json"):
        raise MayakError(
            _("%(home)s has a database already.") % {"home": place.path},
            hint=_("Restore into a new home: --home DIR."),
        )
    use = join_server(place)
    is_restored = False
    try:
        with source.open("rb") as stream:
            command = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={DATABASE}"]
            _run(use, command, given=stream.fileno())
        is_restored = True
    finally:
        if use.leave() and not is_restored:
            remove_cluster(place)
    print(_("Restored into %(home)s.") % {"home": place.path})


def _run(use: ServerUse, command: list[str], *, given: int | None = None, output: int | None = None) -> None:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PGHOST": str(use.postmaster.socket_directory),
        "PGPORT": "5432",
        "PGUSER": "mayak",
        "PGPASSWORD": use.home.secrets().database_password,
    }
    program = use.cluster.binaries.program(command[0])
    result = subprocess.run(
        [program, *command[1:]],
        stdin=given,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        check=False,
    )
    if result.returncode != 0:
        raise MayakError(_("%(program)s failed.") % {"program": command[0]}, hint=result.stderr.strip()[-2000:])
