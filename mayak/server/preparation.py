"""What must be true of the database before an office opens: reachable, migrated, with a playbook."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from mayak.core.errors import MayakError
from mayak.jobs.single_run import lock_key

OLDEST_SERVER = 150000
PATIENCE_SECONDS = float(os.environ.get("MAYAK_DB_PATIENCE") or 15)


class DatabaseError(MayakError):
    """The office's database cannot be used as it is."""

    status = 503


def prepare_office() -> bool:
    """Bring the database up to this version of Mayak; returns whether anything had to be done.

    Any number of processes may call it at once: an advisory lock lets one work and the others wait.
    """
    wait_for_database()
    if not missing_migrations() and _has_playbook():
        apply_office_zone()
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock_key("prepare")])
    try:
        is_new_version = bool(missing_migrations())
        if is_new_version:
            call_command("migrate", interactive=False, verbosity=0)
        if is_new_version or not _has_playbook():
            _load_playbook()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_key("prepare")])
    apply_office_zone()
    return True


def wait_for_database(patience: float = PATIENCE_SECONDS) -> None:
    """Until the server answers, at most ``patience`` seconds. Raises DatabaseError with the server's own words."""
    deadline = time.monotonic() + patience
    parameters = connection.get_connection_params()
    for unknown in ("cursor_factory", "context", "pool"):
        parameters.pop(unknown, None)
    while True:
        try:
            with psycopg.connect(**parameters, connect_timeout=5) as session:
                _check_version(session.info.server_version)
                check_session(session, parameters)
                return
        except psycopg.Error as error:
            if time.monotonic() > deadline or _is_final(str(error)):
                raise DatabaseError(
                    _("The database cannot be reached: %(error)s") % {"error": str(error).strip()},
                    hint=_("Check DATABASE_URL: postgresql://user:password@host:port/database."),
                ) from error
        time.sleep(0.05)


def check_session(session: "psycopg.Connection[Any]", parameters: Mapping[str, Any]) -> None:
    """Raises DatabaseError behind a PgBouncer that pools by transaction or statement.

    There one person's changes would be recorded under another's name, because who writes is a setting of the
    session; advisory locks and LISTEN would be lost too. It shows when a second client takes the first one's server.
    """
    session.autocommit = True
    query = "SELECT pg_backend_pid()"
    first = session.execute(query).fetchone()
    with psycopg.connect(**parameters, connect_timeout=5) as other:
        other.execute(query)
        if session.execute(query).fetchone() != first:
            raise DatabaseError(
                _("The database is behind a PgBouncer that does not pool by session."),
                hint=_("Set pool_mode = session for this database in pgbouncer.ini."),
            )


def _is_final(answer: str) -> bool:
    # libpq gives no code for a refused log-in; waiting would not help these.
    return any(words in answer for words in ("password authentication", "does not exist", "no pg_hba", "resolve"))


def _check_version(number: int) -> None:
    if number < OLDEST_SERVER:
        raise DatabaseError(
            _("PostgreSQL %(found)s is too old: at least %(oldest)s is needed.")
            % {"found": number // 10000, "oldest": OLDEST_SERVER // 10000}
        )


def missing_migrations() -> set[tuple[str, str]]:
    """(app, migration) that this version has and the database has not, without importing any of them.

    Raises DatabaseError when the database has some of ours that this version does not know.
    """
    shipped = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[0-9]*.py")
    }
    applied = _applied_migrations()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("mayak.")}
    unknown = sorted(f"{app}.{name}" for app, name in applied - shipped if app in ours)
    if unknown:
        raise DatabaseError(
            _("The database was used by a newer version of Mayak (%(name)s).") % {"name": unknown[-1]},
            hint=_("Install that version, or restore a copy of the database made before it."),
        )
    return shipped - applied


def _applied_migrations() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(app, name) for app, name in cursor.fetchall()}


def _has_playbook() -> bool:
    from mayak.core.models import Office

    return Office.objects.exclude(playbook="").exists()


def _load_playbook() -> None:
    from django.conf import settings

    from mayak.core.playbook import ensure_playbook

    ensure_playbook(settings.MAYAK_PLAYBOOK)


def apply_office_zone() -> None:
    """Make the office's own time zone the process's, as set up in the browser; the default stays without one."""
    from django.conf import settings
    from django.utils import timezone

    from mayak.core.models import Office

    name = Office.objects.exclude(timezone="").values_list("timezone", flat=True).first()
    if name and name != settings.TIME_ZONE:
        settings.TIME_ZONE = name
        timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]  # an lru_cache


def server_version() -> str:
    """The server's own name for itself, short."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
