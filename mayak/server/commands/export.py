"""``mayak export PATH``: every table of the office as CSV files in a folder, or as one workbook."""

import argparse
import sys
from pathlib import Path

from mayak.server.words import gettext as _
from mayak.server.words import ngettext

NAME = "export"
HELP = _("write all tables to a folder of CSV files, or to an .xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("path", type=Path, metavar=_("PATH"), help=_("a folder, or a file that ends in .xlsx"))


def run(args: argparse.Namespace) -> int:
    """0 when everything is written."""
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.exchange.export.files import export_office

        counts = export_office(path=args.path, say=lambda text: print(text, file=sys.stderr, flush=True))
    total = sum(counts.values())
    print(
        ngettext("%(number)d row written to %(path)s", "%(number)d rows written to %(path)s", total)
        % {"number": total, "path": args.path}
    )
    return 0
