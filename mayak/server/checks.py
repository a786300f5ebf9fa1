"""What ``mayak doctor`` looks at. Each check is a function that gives findings and raises nothing unexpected."""

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from mayak.core.errors import MayakError
from mayak.server.environment import RUN_RECORD, external_database
from mayak.server.home import Home, open_home
from mayak.server.postgres.binaries import choose_binaries
from mayak.server.postgres.postmaster import find_postmaster
from mayak.server.translations import stale_catalogues
from mayak.server.words import gettext as _

ENOUGH_MEGABYTES = 1024
REASONABLE_YEAR = 2026


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``is_good`` None is a remark."""

    name: str
    is_good: bool | None
    text: str
    hint: str = ""


def check_installation(path: Path | None) -> Iterator[Finding]:
    """All checks in a readable order; the first that fails hides what cannot be checked without it."""
    try:
        home = open_home(path)
    except MayakError as error:
        yield Finding(_("home"), False, error.message, error.hint)
        return
    yield Finding(_("home"), True, str(home.path))
    yield from _outside_of_database(home)
    try:
        yield from _database(home)
    except MayakError as error:
        yield Finding("PostgreSQL", False, error.message, error.hint)


def _outside_of_database(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.path).free // (1024 * 1024)
    yield Finding(
        _("disk"),
        free >= ENOUGH_MEGABYTES,
        _("%(free)s MB free") % {"free": free},
        _("Free some space: the database stops when the disk is full."),
    )
    is_private = not home.secret.exists() or home.secret.stat().st_mode & 0o077 == 0
    yield Finding(_("secrets"), is_private, str(home.secret), _("Others can read it. Run: chmod 600 %s") % home.secret)
    yield Finding(
        _("clock"),
        time.gmtime().tm_year >= REASONABLE_YEAR,
        time.strftime("%Y-%m-%d %H:%M:%S %z"),
        _("Set the clock of this machine."),
    )
    yield Finding(
        _("time zones"),
        "Europe/Moscow" in available_timezones(),
        _("%(count)s known") % {"count": len(available_timezones())},
        _("Install the package tzdata."),
    )
    stale = stale_catalogues()
    remark = _("compiled") if not stale else _("%(count)s are compiled at the next start") % {"count": len(stale)}
    yield Finding(_("translations"), None if stale else True, remark)
    record = home.read_record(RUN_RECORD)
    serving = _("serving at %s") % record["address"] if record and _is_alive(record) else _("not serving now")
    yield Finding("mayak up", True if record and _is_alive(record) else None, serving)


def _is_alive(record: dict[str, object]) -> bool:
    try:
        os.kill(int(str(record["pid"])), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, KeyError):
        return False
    return True


def _database(home: Home) -> Iterator[Finding]:
    if not external_database():
        yield from _own_server(home)
    from mayak.server.office import open_office

    with open_office(home.path):
        from mayak.core.models import Office
        from mayak.server.preparation import server_version

        yield Finding("PostgreSQL", True, server_version())
        yield Finding(_("schema"), True, _("all migrations applied"))
        playbook = Office.objects.exclude(playbook="").values_list("playbook", flat=True).first()
        yield Finding(_("playbook"), bool(playbook), playbook or "—")
        yield from _people(home)
        yield from _background(bool(home.read_record(RUN_RECORD)))
        yield from _facts()


def _own_server(home: Home) -> Iterator[Finding]:
    recorded = home.read_record("pg.json")
    if not recorded:
        binaries = choose_binaries()
        yield Finding(_("database files"), None, _("none yet; will be made with PostgreSQL %s") % binaries.version)
        return
    binaries = choose_binaries(int(recorded["major"]))
    yield Finding(_("programs"), True, f"{binaries.version} ({binaries.origin}) {binaries.directory}")
    data = Path(recorded["data"])
    yield Finding(_("database files"), True, str(data))
    if data != home.cluster:
        yield Finding(
            _("database files"), None, _("kept outside of the home, where the database's user cannot enter it")
        )
    found = find_postmaster(data)
    running = _("process %s") % found.pid if found else _("not running; started for this check")
    yield Finding(_("server"), True if found else None, running)


def _people(home: Home) -> Iterator[Finding]:
    from mayak.server.setup_token import is_set_up

    if home.read_record("demo.json"):
        yield Finding(_("accounts"), True, _("demo office: one click logs in"))
        return
    yield Finding(
        _("accounts"),
        True if is_set_up() else None,
        _("somebody can log in") if is_set_up() else _("nobody can log in yet: the first set-up waits"),
    )


def _background(should_work: bool) -> Iterator[Finding]:
    from mayak.jobs.queries import worker_state

    state = worker_state()
    text = _("waiting %(waiting)s, running %(running)s, failed %(failed)s") % {
        "waiting": state.waiting,
        "running": state.running,
        "failed": state.failed,
    }
    if should_work:
        yield Finding(_("worker"), state.is_alive, text, _("Look into log/worker.log in the home."))
    else:
        yield Finding(_("worker"), None, text)


def _facts() -> Iterator[Finding]:
    from mayak.facts.models import DirtyMark

    waiting = DirtyMark.objects.values("client_id").distinct().count()
    text = _("all fresh") if not waiting else _("%(count)s clients wait for recalculation") % {"count": waiting}
    yield Finding(_("facts"), None if waiting else True, text)
