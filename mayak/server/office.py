"""Opening an office from a command: its database runs, Django is ready, the schema is there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mayak.server.environment import external_database, office_environment, training_day
from mayak.server.home import Home, open_home
from mayak.server.postgres.sharing import ServerUse, join_server
from mayak.server.translations import compile_stale
from mayak.server.words import language


@dataclass(frozen=True)
class OpenOffice:
    """An office that is open for this process; ``server`` is None with an external PostgreSQL."""

    home: Home
    server: ServerUse | None


@contextmanager
def open_office(home: Path | None = None) -> Iterator[OpenOffice]:
    """The office of a home (default: as ``--home`` says), ready for Django's models inside the block.

    An empty home becomes an empty office. A running PostgreSQL is used; else one is started, and stopped
    at the end unless somebody else uses it by then. Raises MayakError for anything the person must mend.
    """
    place = open_home(home)
    external = external_database()
    server = None if external else join_server(place)
    try:
        with opened(place, external or (server.url if server else "")):
            yield OpenOffice(place, server)
    finally:
        if server is not None:
            server.leave()


@contextmanager
def opened(home: Home, database_url: str) -> Iterator[bool]:
    """Django on this database, migrated, inside the block; yields whether there was anything to migrate."""
    before = dict(os.environ)
    try:
        yield _start_django(home, database_url)
    finally:
        try:
            _close_connections()
        finally:
            # What follows in this process (the demo is served next) must not take our database for an external one.
            os.environ.clear()
            os.environ.update(before)


def _start_django(home: Home, database_url: str) -> bool:
    values = office_environment(home, database_url, MAYAK_TODAY=training_day(home))
    os.environ.update(values)
    compile_stale()
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
    from mayak.server.preparation import prepare_office

    return prepare_office()


def _close_connections() -> None:
    from django.conf import settings

    if not settings.configured:
        return
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
