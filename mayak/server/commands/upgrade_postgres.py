"""``mayak upgrade-postgres``: move the home's data to the newest PostgreSQL programs, the old files kept."""

import argparse
import time

from mayak.core.errors import MayakError
from mayak.server.commands.backup import progress
from mayak.server.environment import external_database
from mayak.server.home import open_home
from mayak.server.words import gettext as _

NAME = "upgrade-postgres"
HELP = _("move the data to another major version of PostgreSQL")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: from the version that made the data to the one Mayak would choose for a new home."""


def run(args: argparse.Namespace) -> int:
    """A backup with the old programs, restored with the new ones; both stay in the home."""
    from mayak.server.backup.make import make_backup
    from mayak.server.backup.restore import restore_backup
    from mayak.server.postgres.binaries import choose_binaries

    if external_database():
        raise MayakError(_("The server of DATABASE_URL is upgraded by whoever runs it."))
    home = open_home(args.home)
    recorded = home.read_record("pg.json")
    if not recorded:
        raise MayakError(_("%(home)s has no database yet.") % {"home": home.path})
    old, new = choose_binaries(int(recorded["major"])), choose_binaries()
    if old.major == new.major:
        print(_("The data is of PostgreSQL %(major)s already, the newest here.") % {"major": old.major})
        return 0
    copy = home.path / f"postgres-{old.major}-{time.strftime('%Y%m%d-%H%M%S')}.mayak"
    print(_("From PostgreSQL %(old)s to %(new)s.") % {"old": old.version, "new": new.version})
    make_backup(home=args.home, target=copy, say=progress)
    aside = restore_backup(home=args.home, source=copy, is_replacing=True, say=progress)
    print(_("The data is of PostgreSQL %(major)s now.") % {"major": new.major})
    print(_("The old files are in %(path)s, and a backup is %(copy)s.") % {"path": aside, "copy": copy})
    return 0
