"""Restoring a backup: everything is checked and loaded beside the old office, then put in its place at once."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

import psycopg

from mayak.server.backup.archive import Backup, DamagedBackupError, check_room, open_backup
from mayak.server.backup.database import count_rows, value_of
from mayak.server.backup.make import DATABASE, MEDIA, RECORDS, SECRET, Say, telling
from mayak.server.backup.manifest import BackupError, Manifest, check_version
from mayak.server.backup.script import load_script
from mayak.server.backup.switch import STAGE, Move, finish_switch, switch
from mayak.server.environment import external_database
from mayak.server.home import Home, open_home, write_private
from mayak.server.postgres.cluster import RECORD as CLUSTER_RECORD
from mayak.server.postgres.cluster import Cluster, cluster_place, make_cluster
from mayak.server.postgres.sharing import claim_home, serving
from mayak.server.words import gettext as _

# The text of the database becomes tables and indexes, and the log of writing them.
GROWTH = 3
# A worker that is silent for longer is none any more (mayak.jobs says the same; Django is not needed here).
DEAD_AFTER_SECONDS = 30
# Everything in "public" but what the extensions brought: those stay, and only a superuser could move them. Indexes,
# constraints, triggers and a column's own sequence go with their table.
_OBJECTS = """
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
SELECT format('ALTER %s %s', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
                                          WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass)
  FROM pg_class c
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
   AND NOT EXISTS (SELECT 1 FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid)
   AND NOT (relkind = 'S' AND EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
            AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
UNION ALL
SELECT format('ALTER ROUTINE %s', p.oid::regprocedure) FROM pg_proc p
 WHERE pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT 1 FROM member WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
UNION ALL
SELECT format('ALTER TYPE %s', t.oid::regtype) FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd') OR c.relkind = 'c')
   AND NOT EXISTS (SELECT 1 FROM member WHERE classid = 'pg_type'::regclass AND objid = t.oid)
"""


def check_backup(source: Path) -> Manifest:
    """What the file says about itself, after all of it was checked. Raises BackupError when it is not restorable."""
    with open_backup(source) as backup:
        check_version(backup.manifest)
        return backup.manifest


def restore_backup(*, home: Path | None, source: Path, is_replacing: bool = False, say: Say) -> Path | None:
    """Make the home's office the backup's; returns where the old one lies now, None when there was none.

    Raises BackupError, and leaves the home as it was, when anything is wrong.
    """
    say(_("Checking %(path)s…") % {"path": source})
    with open_backup(source) as backup:
        check_version(backup.manifest)
        place = open_home(home)
        restore = _restore_outside if external_database() else _restore_own
        with claim_home(place):
            finish_switch(place)
            return restore(place, backup, is_replacing, say)


# --- the home's own PostgreSQL --------------------------------------------------------------------------------


def _restore_own(home: Home, backup: Backup, is_replacing: bool, say: Say) -> Path | None:
    old = home.read_record(CLUSTER_RECORD)
    if old and not is_replacing:
        raise BackupError(
            _("%(home)s has an office already.") % {"home": home.path},
            hint=_("Restore into a new home (--home DIR), or put the old office aside with --replace."),
        )
    check_room(home.path, _room(backup.manifest))
    final = Path(old["data"]) if old else cluster_place(home)
    fresh = final.with_name(f"{final.name}.restoring")
    aside = _aside(home)
    had_secret = home.secret.exists()
    with _stage(home) as stage:
        try:
            cluster = make_cluster(home, fresh)
            _stage_files(backup, stage, home, say)
            with serving(cluster) as url:
                with _errors_told(), psycopg.connect(url) as session:
                    _load(session, backup, say)
                _bring_up_to_date(home, url, say)
        except BaseException:  # an interrupt too must leave the home as it was
            shutil.rmtree(fresh, ignore_errors=True)
            if not had_secret:
                home.secret.unlink(missing_ok=True)
            raise
        if not had_secret:
            home.secret.unlink()  # made for this restore only: nothing to keep aside
        is_inside = final.parent == home.path
        moved_data = aside / "pg" if is_inside else final.with_name(f"{final.name}.{aside.name}")
        record = json.dumps(_cluster_record(cluster, final), indent=1) + "\n"
        write_private(stage / CLUSTER_RECORD, record)
        switch(home, [Move(str(fresh), str(final), str(moved_data)), *_moves(stage, home, aside, [CLUSTER_RECORD])])
    return aside if aside.exists() else None


def _cluster_record(cluster: Cluster, final: Path) -> dict[str, object]:
    return {
        "major": cluster.binaries.major,
        "version": cluster.binaries.version,
        "origin": cluster.binaries.origin,
        "data": str(final),
        "user": cluster.account.uid,
    }


# --- an external PostgreSQL -----------------------------------------------------------------------------------


def _restore_outside(home: Home, backup: Backup, is_replacing: bool, say: Say) -> Path | None:
    url = external_database()
    check_room(home.path, sum(part.size for part in backup.manifest.parts.values()))
    aside = _aside(home)
    had_secret = home.secret.exists()
    with _stage(home) as stage:
        try:
            _stage_files(backup, stage, home, say)
            with _errors_told(), psycopg.connect(url, connect_timeout=15) as session:
                _refuse_while_used(session)
                _make_room(session, aside.name.replace("-", "_"), is_replacing, say)
                _load(session, backup, say)
        except BaseException:  # an interrupt too must leave the home as it was
            if not had_secret:
                home.secret.unlink(missing_ok=True)
            raise
        if not had_secret:
            home.secret.unlink()
        switch(home, _moves(stage, home, aside, []))
    _bring_up_to_date(home, url, say)
    return aside if aside.exists() else None


def _refuse_while_used(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Servers of other machines would go on with the old office's rows.

    Workers tell it: connections do not, because PgBouncer keeps them open for nobody.
    """
    if not value_of(session, "SELECT to_regclass('public.procrastinate_workers') IS NOT NULL"):
        return
    query = f"SELECT max(last_heartbeat) > now() - interval '{DEAD_AFTER_SECONDS} s' FROM public.procrastinate_workers"
    if value_of(session, query):
        raise BackupError(
            _("The database is in use: a worker of Mayak reported just now."),
            hint=_("Stop Mayak on every machine that uses this database, wait half a minute, and try again."),
        )


def _make_room(session: "psycopg.Connection[tuple[object, ...]]", schema: str, is_replacing: bool, say: Say) -> None:
    """An empty schema "public", in the transaction that fills it; what was there goes to a schema of its own."""
    found = session.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if not found or not found[0]:
        return
    if not is_replacing:
        raise BackupError(
            _("The database of DATABASE_URL is not empty."),
            hint=_("Restore into an empty one, or put its tables aside with --replace."),
        )
    session.execute(f"CREATE SCHEMA {schema}".encode())
    statements = [str(row[0]) for row in session.execute(_OBJECTS).fetchall()]
    for statement in statements:
        session.execute(f"{statement} SET SCHEMA {schema}".encode())
    say(_("The old tables are kept in the schema %(schema)s.") % {"schema": schema})


# --- both -----------------------------------------------------------------------------------------------------


def _wake_extensions(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Let the session know the settings of pg_trgm: of an extension not called yet only a superuser may name them."""
    known = session.execute("SELECT to_regproc('show_trgm') IS NOT NULL").fetchone()
    if known and known[0]:
        session.execute("SELECT show_trgm('')")


def _load(session: "psycopg.Connection[tuple[object, ...]]", backup: Backup, say: Say) -> None:
    """All rows in one transaction, then counted against the manifest."""
    say(_("Loading %(rows)s rows…") % {"rows": sum(backup.manifest.counts.values())})
    _wake_extensions(session)
    load_script(session, telling(backup.read(DATABASE), say))
    found = count_rows(session)
    differing = sorted(name for name, count in backup.manifest.counts.items() if found.get(name) != count)
    if differing:
        raise BackupError(
            _("The restored tables differ from the backup's: %(names)s.") % {"names": ", ".join(differing)}
        )
    session.commit()
    session.autocommit = True
    session.execute("ANALYZE")


def _bring_up_to_date(home: Home, url: str, say: Say) -> None:
    """Migrate what an older version made."""
    from mayak.server.office import opened

    with opened(home, url) as was_changed:
        if was_changed:
            say(_("The database was brought up to this version of Mayak."))


def _stage_files(backup: Backup, stage: Path, home: Home, say: Say) -> None:
    names = [name for name in backup.manifest.parts if name.startswith(MEDIA)]
    say(_("Files: %(count)s") % {"count": len(names)})
    (stage / "media").mkdir(mode=0o700)
    for name in names:
        if ".." in PurePosixPath(name).parts:
            raise DamagedBackupError(name)
        backup.extract(name, stage / name)
    for name in RECORDS:
        if name in backup.manifest.parts:
            backup.extract(name, stage / name)
    key = json.loads(b"".join(backup.read(SECRET)))["django"]
    password = home.secrets().database_password
    write_private(stage / home.secret.name, json.dumps({"django": key, "postgres": password}))
    named = os.environ.get("MAYAK_SECRET_KEY")
    if named and named != key:
        say(_("MAYAK_SECRET_KEY differs from the backup's key: everybody will have to log in again."))


def _moves(stage: Path, home: Home, aside: Path, more: list[str]) -> list[Move]:
    moves = []
    for name in ("media", home.secret.name, *RECORDS, *more):
        staged, place = stage / name, home.path / name
        if staged.exists() or place.exists():
            is_empty = place.is_dir() and not any(place.iterdir())
            if is_empty:
                place.rmdir()
            moves.append(Move(str(staged) if staged.exists() else "", str(place), str(aside / name)))
    return moves


@contextmanager
def _stage(home: Home) -> Iterator[Path]:
    stage = home.path / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        if not (home.path / "restore.json").exists():
            shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _errors_told() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, ValueError) as error:
        raise BackupError(
            _("The database did not take the backup: %(error)s") % {"error": str(error).strip()}
        ) from error


def _aside(home: Home) -> Path:
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")  # noqa: DTZ005 (a name for the people of this machine)
    return home.path / f"before-restore-{stamp}"


def _room(manifest: Manifest) -> int:
    sizes = {name: part.size for name, part in manifest.parts.items()}
    return sizes.pop(DATABASE) * GROWTH + sum(sizes.values())
