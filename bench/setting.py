"""The databases of the measurements: offices of three sizes, the reference's own, one to import into.

Without DATABASE_URL they live in the PostgreSQL of a home of their own (.mayak/bench), started by the product's
supervisor code. An office is made once and kept: a new migration is applied to it, and what a run does to it (some
hundred contacts closed) changes nothing that is measured.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.size import DAY, DESIGN, PASSWORD, Say, Size
from mayak.server.environment import external_database, office_environment
from mayak.server.home import Home, open_home
from mayak.server.postgres.sharing import join_server

ROOT = Path(__file__).resolve().parent.parent
MARK = "mayak bench: "


@dataclass(frozen=True)
class Setting:
    """Where this run works: ``url`` is the office of the design's size; ``is_external``: not our own PostgreSQL."""

    home: Home
    url: str
    is_external: bool

    def url_of(self, size: Size) -> str:
        """The address of the office of a size."""
        return _renamed(self.url, _name(self.url) + size.database)

    def beside(self, suffix: str) -> str:
        """The address of a neighbour database of the office's."""
        return _renamed(self.url, f"{_name(self.url)}_{suffix}")

    def remake(self, url: str) -> None:
        """Drop a database of ours and make it again, empty."""
        name = sql.Identifier(_name(url))
        with self._administration() as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            session.execute(sql.SQL("CREATE DATABASE {}").format(name))
            # as Mayak's own PostgreSQL runs; on another server it may be on
            session.execute(sql.SQL("ALTER DATABASE {} SET jit = off").format(name))

    def exists(self, url: str) -> bool:
        """Whether there is such a database."""
        with self._administration() as session:
            return bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(url)]).fetchone())

    def mark(self, url: str, words: str) -> None:
        """Note in a database that it is ours, and what it holds."""
        with self._administration() as session:
            name, note = sql.Identifier(_name(url)), sql.Literal(MARK + words)
            session.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, note))

    def marked(self, url: str) -> str | None:
        """What the note says; None for a database that is not ours or not there."""
        with self._administration() as session:
            found = session.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [_name(url)]
            ).fetchone()
        return found[0].removeprefix(MARK) if found and (found[0] or "").startswith("mayak bench") else None

    def _administration(self) -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(_renamed(self.url, "postgres"), autocommit=True)


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _renamed(url: str, name: str) -> str:
    parts = urlsplit(url)
    text = urlunsplit(parts._replace(path=f"/{name}"))
    # urlunsplit leaves an empty host's slashes out, which libpq needs.
    return text if "://" in text else text.replace(":/", ":///", 1)


@contextmanager
def joined(home_path: Path) -> Iterator[Setting]:
    """The databases are reachable inside the block; our own PostgreSQL stops after it."""
    home = open_home(home_path)
    external = external_database()
    if external:
        yield Setting(home, external, True)
        return
    server = join_server(home)
    try:
        yield Setting(home, server.url, False)
    finally:
        server.leave()


def start_django(setting: Setting, size: Size = DESIGN) -> None:
    """Django in this process, as in the web child, on the day of the measured office."""
    os.environ.update(environment(setting, size))
    from mayak.server.translations import compile_stale

    compile_stale()
    import django

    django.setup()


def environment(setting: Setting, size: Size) -> dict[str, str]:
    """The variables of a process that works in the office of a size."""
    return office_environment(setting.home, setting.url_of(size), MAYAK_TODAY=DAY.isoformat())


def make_office(setting: Setting, size: Size, say: Say, *, is_fresh: bool = False) -> None:
    """The office of a size is there, whole and migrated; made when it is missing, in a process of its own."""
    url = setting.url_of(size)
    if not is_fresh and setting.marked(url) == size.mark:
        return
    _refuse_foreign(setting, url)
    say(f"Making an office of {size.clients:,} clients with {size.history:,} days of history")
    started = time.perf_counter()
    setting.remake(url)
    setting.mark(url, "unfinished")
    subprocess.run(
        [sys.executable, "-m", "bench.making", str(size.clients), str(size.history)],
        cwd=ROOT,
        env={**os.environ, **environment(setting, size)},
        check=True,
    )
    setting.mark(url, size.mark)
    say(f"  made in {time.perf_counter() - started:.0f} s")


def _refuse_foreign(setting: Setting, url: str) -> None:
    if not setting.is_external or setting.marked(url) is not None or not setting.exists(url):
        return
    with psycopg.connect(url) as session:
        tables = session.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone()
    if tables and tables[0]:
        raise SystemExit(f"The database {_name(url)} is not one of the measurements; name an empty one.")


def give_passwords() -> None:
    """Everybody can log in; one hash for all, because making a hundred costs seconds."""
    from django.contrib.auth.hashers import make_password

    from mayak.accounts.models import Staff

    Staff.objects.update(password=make_password(PASSWORD), language="ru")


def close_connections() -> None:
    """Nobody is connected from here any more, so that a database may be dropped."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
