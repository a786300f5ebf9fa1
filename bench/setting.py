"""The databases of the measurements: a kept office, a working copy of it for every run, the reference's own.

Without DATABASE_URL they live in the PostgreSQL of a home of their own (.mayak/bench), started by the product's
supervisor code. The kept office is made anew when its size, the generator, a migration or the playbook changed.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.office import build_office
from bench.size import DAY, PASSWORD, Say, Size
from mayak.server.environment import external_database, office_environment
from mayak.server.home import Home, open_home
from mayak.server.postgres.sharing import join_server

ROOT = Path(__file__).resolve().parent.parent
MARK = "mayak bench "


@dataclass(frozen=True)
class Setting:
    """Where this run works: ``url`` is the working copy of the office."""

    home: Home
    url: str
    is_external: bool

    def beside(self, suffix: str) -> str:
        """The address of a neighbour database of the office's."""
        return _renamed(self.url, f"{_name(self.url)}_{suffix}")

    def remake(self, url: str, template: str = "") -> None:
        """Drop a database of ours and make it again, empty or as a copy of another one."""
        name = sql.Identifier(_name(url))
        copy = sql.SQL(" TEMPLATE {}").format(sql.Identifier(_name(template))) if template else sql.SQL("")
        with self._administration() as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            session.execute(sql.SQL("CREATE DATABASE {}{}").format(name, copy))

    def exists(self, url: str) -> bool:
        """Whether there is such a database."""
        with self._administration() as session:
            return bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(url)]).fetchone())

    def mark(self, url: str, fingerprint: str) -> None:
        """Note in a database that it is ours, and what it holds."""
        with self._administration() as session:
            name, words = sql.Identifier(_name(url)), sql.Literal(MARK + fingerprint)
            session.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, words))

    def marked(self, url: str) -> str | None:
        """What the note says; None for a database that is not ours or not there."""
        with self._administration() as session:
            found = session.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [_name(url)]
            ).fetchone()
        return found[0].removeprefix(MARK) if found and (found[0] or "").startswith(MARK) else None

    def _administration(self) -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(_renamed(self.url, "postgres"), autocommit=True)


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _renamed(url: str, name: str) -> str:
    parts = urlsplit(url)
    changed = parts._replace(netloc=parts.netloc, path=f"/{name}")
    text = urlunsplit(changed)
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


def start_django(setting: Setting) -> None:
    """Django in this process, as in the web child, on the day of the measured office."""
    os.environ.update(office_environment(setting.home, setting.url, MAYAK_TODAY=DAY.isoformat()))
    from mayak.server.translations import compile_stale

    compile_stale()
    import django

    django.setup()


def make_office(
    setting: Setting, size: Size, say: Say, *, is_fresh: bool = False, is_stale_enough: bool = False
) -> None:
    """The working copy is the office of that size as first made, whatever the last run did to it."""
    kept, wanted = setting.beside("kept"), fingerprint(size)
    is_usable = setting.marked(kept) == wanted or (is_stale_enough and setting.marked(kept) is not None)
    if is_fresh or not is_usable:
        _refuse_foreign(setting)
        say(f"Making an office of {size.clients} clients, {size.persons} persons, {size.activities} activities")
        started = time.perf_counter()
        setting.remake(setting.url)
        setting.mark(setting.url, wanted)
        _build(size, say)
        setting.remake(kept, template=setting.url)
        setting.mark(kept, wanted)
        say(f"  made in {time.perf_counter() - started:.0f} s")
    else:
        setting.remake(setting.url, template=kept)
        setting.mark(setting.url, wanted)


def _refuse_foreign(setting: Setting) -> None:
    if not setting.is_external or setting.marked(setting.url) is not None or not setting.exists(setting.url):
        return
    with psycopg.connect(setting.url) as session:
        tables = session.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone()
    if tables and tables[0]:
        raise SystemExit(f"The database {_name(setting.url)} is not one of the measurements; name an empty one.")


def _build(size: Size, say: Say) -> None:
    from django.db import connection

    from mayak.facts.services import refresh_facts
    from mayak.server.preparation import prepare_office

    prepare_office()
    build_office(**asdict(size), today=DAY, say=lambda text: say(f"  {text}"))
    _give_passwords()
    say("  facts and lamps")
    refresh_facts()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    close_connections()


def _give_passwords() -> None:
    """Everybody can log in; one hash for all, because making a hundred costs seconds."""
    from django.contrib.auth.hashers import make_password

    from mayak.accounts.models import Staff

    Staff.objects.update(password=make_password(PASSWORD), language="ru")


def close_connections() -> None:
    """Nobody is connected from here any more, so that a database may be copied or dropped."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def fingerprint(size: Size) -> str:
    """A digest of everything that decides what the kept office looks like."""
    digest = hashlib.sha256(repr(asdict(size)).encode())
    files = [
        ROOT / "bench/office.py",
        ROOT / "bench/size.py",
        *ROOT.glob("mayak/*/migrations/*.py"),
        *ROOT.glob("mayak/packs/**/*.yaml"),
    ]
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]
