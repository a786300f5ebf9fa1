"""``mayak restore FILE``: the office of a backup, into an empty home or instead of the one there."""

import argparse
import json
from pathlib import Path

from mayak.server.commands.backup import progress
from mayak.server.words import gettext as _

NAME = "restore"
HELP = _("make the office what a backup holds")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and whether an office may be put aside for it."""
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("a file made by “mayak backup”"))
    parser.add_argument("--replace", action="store_true", help=_("put the office of this home aside first"))
    parser.add_argument("--check", action="store_true", help=_("only check the file and say what it holds"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(args: argparse.Namespace) -> int:
    """0 when the office is restored (or, with --check, could be)."""
    from mayak.server.backup.restore import check_backup, restore_backup

    if args.check:
        manifest = check_backup(args.file)
        if args.json:
            print(manifest.to_json().decode())
            return 0
        print(
            _("The backup is whole: made %(made_at)s by Mayak %(mayak)s, PostgreSQL %(postgres)s, %(rows)s rows.")
            % {**vars(manifest), "rows": sum(manifest.counts.values())}
        )
        return 0
    aside = restore_backup(home=args.home, source=args.file, is_replacing=args.replace, say=progress)
    if args.json:
        print(json.dumps({"restored": str(args.file), "aside": str(aside) if aside else None}, ensure_ascii=False))
        return 0
    print(_("Restored from %(path)s.") % {"path": args.file})
    if aside:
        print(_("The old office is kept in %(path)s; remove it when you no longer need it.") % {"path": aside})
    return 0
