"""The database of a backup: one consistent snapshot, told and streamed while the office serves."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from mayak.server.backup.archive import CHUNK
from mayak.server.backup.manifest import BackupError
from mayak.server.postgres.binaries import client_directory
from mayak.server.words import gettext as _

# Plain SQL is the one format that every server from 15 on reads; who owns what, and the server's own comments,
# belong to the server it came from.
OPTIONS = [
    "--format=plain",
    "--encoding=UTF8",
    "--schema=public",
    "--extension=btree_gist",
    "--extension=pg_trgm",
    "--no-owner",
    "--no-privileges",
    "--no-comments",
    "--no-tablespaces",
    "--no-security-labels",
    "--no-publications",
    "--no-subscriptions",
]


@dataclass(frozen=True)
class Snapshot:
    """The database at one moment; valid inside :func:`snapshot`. ``size`` is that of its files in bytes."""

    name: str
    url: str
    postgres: str
    size: int
    migrations: list[str]
    counts: dict[str, int] = field(repr=False)

    def dump(self) -> Iterator[bytes]:
        """The SQL script of everything, piece by piece. Raises BackupError with pg_dump's words when it fails."""
        program = client_directory(int(self.postgres.split(".")[0])) / "pg_dump"
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [program, *OPTIONS, f"--snapshot={self.name}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=client_environment(self.url),
            )
            assert process.stdout is not None
            try:
                while chunk := process.stdout.read(CHUNK):
                    yield chunk
            finally:
                process.stdout.close()
                status = process.wait()
            if status != 0:
                errors.seek(0)
                words = errors.read().decode("utf-8", "replace").strip()
                raise BackupError(_("%(program)s failed.") % {"program": "pg_dump"}, hint=words[-2000:])


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """The office's database as of now. Raises BackupError when there is no office in it."""
    try:
        with psycopg.connect(url, connect_timeout=15) as session:
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if not value_of(session, "SELECT to_regclass('public.django_migrations') IS NOT NULL"):
                raise BackupError(_("There is no office in this database yet."))
            applied = session.execute("SELECT app || '.' || name FROM public.django_migrations").fetchall()
            yield Snapshot(
                name=value_of(session, "SELECT pg_export_snapshot()"),
                url=url,
                postgres=value_of(session, "SHOW server_version").split()[0],
                size=int(value_of(session, "SELECT pg_database_size(current_database())")),
                migrations=sorted(row[0] for row in applied),
                counts=count_rows(session),
            )
            session.rollback()
    except psycopg.Error as error:
        raise BackupError(_("The database cannot be read: %(error)s") % {"error": str(error).strip()}) from error


def count_rows(session: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """Rows of every table, as the session sees them."""
    tables = session.execute(
        "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        query = SQL("SELECT count(*) FROM public.{}").format(Identifier(str(table)))
        row = session.execute(query).fetchone()
        counts[str(table)] = int(str(row[0])) if row else 0
    return counts


def value_of(session: "psycopg.Connection[tuple[object, ...]]", query: str) -> str:
    """The one value of a query, as text; empty for NULL and false."""
    row = session.execute(query.encode()).fetchone()
    return str(row[0]) if row and row[0] not in (None, False) else ""


def client_environment(url: str) -> dict[str, str]:
    """libpq's variables for an address: a password in an argument could be read by others."""
    names = {"dbname": "DATABASE"}
    parameters = {
        f"PG{names.get(name, name.upper())}": str(value) for name, value in conninfo_to_dict(url).items() if value
    }
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR")}
    return {**kept, "PGAPPNAME": "mayak backup", "LC_ALL": "C", **parameters}
