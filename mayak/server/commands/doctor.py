"""``mayak doctor``: is everything in order, and what to do about what is not."""

import argparse
from pathlib import Path

from mayak.server.words import gettext as _

NAME = "doctor"
HELP = _("check the installation; also dump and restore the database")
MARKS = {True: "✓", False: "✗", None: "·"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Checks by default; a dump and its restoration carry data between PostgreSQL versions."""
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--dump", type=Path, metavar=_("FILE"), help=_("write the whole database to a file (pg_dump)"))
    chosen.add_argument("--restore", type=Path, metavar=_("FILE"), help=_("read such a file into a new home"))


def run(args: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 otherwise."""
    if args.dump or args.restore:
        from mayak.server.dump import dump_database, restore_database

        if args.dump:
            dump_database(args.home, args.dump)
        else:
            restore_database(args.home, args.restore)
        return 0
    from mayak.server.checks import check_installation

    is_fine = True
    for finding in check_installation(args.home):
        print(f"{MARKS[finding.is_good]} {finding.name}: {finding.text}")
        if finding.is_good is False:
            is_fine = False
            if finding.hint:
                print(f"    {finding.hint}")
    print(_("Everything is in order.") if is_fine else _("Something needs attention: see ✗ above."))
    return 0 if is_fine else 1
