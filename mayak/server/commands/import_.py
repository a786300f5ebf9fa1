"""``mayak import PATH``: the tables of an office, through a stored plan, into it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mayak.server.words import gettext as _
from mayak.server.words import ngettext

if TYPE_CHECKING:
    from mayak.exchange.queries import Report

NAME = "import"
HELP = _("bring in tables: a folder, a workbook or one table")
EXIT_SOME_LEFT_OUT = 3
SHOWN_FAILURES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to bring in and how."""
    parser.add_argument("path", type=Path, metavar=_("PATH"), help=_("a folder, an .xlsx or a table (.csv, .txt)"))
    parser.add_argument("--dry-run", action="store_true", help=_("only show what would happen"))
    parser.add_argument("--whole", action="store_true", help=_("bring in nothing if any row is bad"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(args: argparse.Namespace) -> int:
    """0 when every row went in, 3 when some did not."""
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.exchange.queries import report_of
        from mayak.exchange.services import discard_import, import_path

        _progress(_("Reading %(path)s…") % {"path": args.path})
        run = import_path(path=args.path, is_whole=args.whole, is_dry=args.dry_run, say=_progress)
        report = report_of(run)
        if args.dry_run:
            discard_import(run_id=run.pk)
    if args.json:
        print(json.dumps(_as_json(report), ensure_ascii=False, indent=1, default=str))
    else:
        _show(report, is_dry=args.dry_run)
    return 0 if report.is_complete else EXIT_SOME_LEFT_OUT


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _as_json(report: "Report") -> dict[str, object]:
    return {
        "committed": report.is_committed,
        "tables": report.tables,
        "failures": [asdict(failure) for failure in report.failures],
        "unmapped": report.unmapped,
        "warnings": report.notes,
        "seconds": report.seconds,
    }


def _show(report: "Report", *, is_dry: bool) -> None:
    from mayak.exchange.queries import column_title, title_of

    heads = (_("Created"), _("Updated"), _("Unchanged"), _("Skipped"), _("Failed"))
    print(f"{'':24}" + "".join(f"{head:>14}" for head in heads))
    for code, numbers in report.tables.items():
        print(f"{title_of(code):24}" + "".join(f"{numbers[word]:>14}" for word in numbers))
    for item in report.unmapped:
        print(
            _("%(file)s: the column “%(column)s” is not known and was left out.")
            % {"file": item["file"], "column": item["column"]}
        )
    for failure in report.failures[:SHOWN_FAILURES]:
        place = _("%(table)s, row %(row)d") % {"table": title_of(failure.table), "row": failure.row}
        column = column_title(failure.table, failure.column)
        print(
            f"✗ {place if failure.table else failure.value}: {column} «{failure.value}» {failure.reason}"
            if failure.table
            else f"✗ {failure.value}: {failure.reason}"
        )
    if (rest := len(report.failures) - SHOWN_FAILURES) > 0:
        print(ngettext("… and %(number)d more error", "… and %(number)d more errors", rest) % {"number": rest})
    for note in report.notes[:SHOWN_FAILURES]:
        place = _("%(table)s, row %(row)d") % {"table": title_of(note["table"]), "row": note["row"]}
        print(f"· {place}: {note['value']}: {note['reason']}")
    if is_dry:
        print(_("Nothing was written: this was a trial."))
    elif not report.is_committed:
        print(_("Nothing was written, because some rows are bad."))
