"""``mayak backup FILE``: the whole office in one file."""

import argparse
import json
import sys
from pathlib import Path

from mayak.server.words import gettext as _
from mayak.server.words import ngettext

NAME = "backup"
HELP = _("write the whole office to one file, also while it serves")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file to be made"))
    parser.add_argument("--force", action="store_true", help=_("overwrite the file when it is there"))
    parser.add_argument("--json", action="store_true", help=_("print what was made as JSON"))


def run(args: argparse.Namespace) -> int:
    """0 when the file is whole on the disk."""
    from mayak.server.backup.make import make_backup

    manifest = make_backup(home=args.home, target=args.file, is_forced=args.force, say=progress)
    size = args.file.stat().st_size
    if args.json:
        shown = {"path": str(args.file), "bytes": size, **json.loads(manifest.to_json())}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return 0
    rows = sum(manifest.counts.values())
    print(
        ngettext(
            "Written: %(path)s, %(rows)d row, %(size).1f MB", "Written: %(path)s, %(rows)d rows, %(size).1f MB", rows
        )
        % {"path": args.file, "rows": rows, "size": size / 1024 / 1024}
    )
    print(_("It holds personal data and the office's signing key: keep it where few can read it."))
    return 0


def progress(text: str) -> None:
    """For the person who waits; standard output belongs to the result."""
    print(text, file=sys.stderr, flush=True)
