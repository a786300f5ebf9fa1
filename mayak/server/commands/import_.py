"""``mayak import PATH``: the tables of an office, through a stored plan, into it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mayak.core.errors import MayakError
from mayak.server.words import gettext as _
from mayak.server.words import ngettext

if TYPE_CHECKING:
    from mayak.exchange.queries import Report

NAME = "import"
HELP = _("bring in tables: a folder, a workbook or one table")
EXIT_SOME_LEFT_OUT = 3
SHOWN_FAILURES = 50
SHOWN_REPAIRS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to bring in and how."""
    parser.add_argument(
        "path", type=Path, nargs="?", metavar=_("PATH"), help=_("a folder, an .xlsx or a table (.csv, .txt)")
    )
    parser.add_argument("--undo", type=int, metavar=_("NUMBER"), help=_("take back the import of this number"))
    parser.add_argument("--list", action="store_true", help=_("show the imports with their numbers"))
    parser.add_argument("--dry-run", action="store_true", help=_("only show what would happen"))
    parser.add_argument("--whole", action="store_true", help=_("bring in nothing if any row is bad"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(args: argparse.Namespace) -> int:
    """0 when every row went in (or was taken back), 3 when some did not."""
    from mayak.server.office import open_office

    if [args.path is not None, args.undo is not None, args.list].count(True) != 1:
        raise MayakError(
            _("Name what to bring in, or an import to undo."),
            hint=_("mayak import PATH, mayak import --list, mayak import --undo NUMBER"),
        )
    if args.list:
        return _list(args)
    if args.undo is not None:
        return _undo(args)
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


def _list(args: argparse.Namespace) -> int:
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.exchange.queries import past_imports

        runs = past_imports()
    if args.json:
        print(json.dumps([asdict(run) for run in runs], ensure_ascii=False, indent=1, default=str))
        return 0
    for item in runs:
        marks = (item.state, _("can be undone") if item.can_be_undone else "", item.name)
        numbers = _("%(created)d created, %(updated)d updated") % {"created": item.created, "updated": item.updated}
        print(f"{item.number:>6}  {item.at:%Y-%m-%d %H:%M}  {numbers}  {' · '.join(mark for mark in marks if mark)}")
    return 0


def _undo(args: argparse.Namespace) -> int:
    """0 when everything returned, 3 when rows that were changed since stayed."""
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.exchange.queries import staying_rows, title_of
        from mayak.exchange.undo.services import look_at_undo, undo_import

        run = look_at_undo(run_id=args.undo) if args.dry_run else undo_import(run_id=args.undo)
        told, stay = run.undo_plan, staying_rows(run)
    if args.json:
        printed = {"undone": not args.dry_run, "back": told["back"], "stay": told["stay"], "tables": told["tables"]}
        print(json.dumps({**printed, "staying": [asdict(row) for row in stay]}, ensure_ascii=False, indent=1))
    else:
        for code, (back, kept) in told["tables"].items():
            print(f"{title_of(code):24}" + _("%(back)d back, %(stay)d stay") % {"back": back, "stay": kept})
        for row in stay[:SHOWN_FAILURES]:
            place = _("%(table)s, row %(row)d") % {"table": title_of(row.table), "row": row.row}
            print(f"· {place}: {row.title}: {row.reason}")
        if args.dry_run:
            print(_("Nothing was written: this was a trial."))
    return EXIT_SOME_LEFT_OUT if told["stay"] else 0


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _as_json(report: "Report") -> dict[str, object]:
    return {
        "committed": report.is_committed,
        "tables": report.tables,
        "failures": [asdict(failure) for failure in report.failures],
        "unmapped": report.unmapped,
        "warnings": report.notes,
        "repaired": report.repaired,
        "repairs": [asdict(repair) for repair in report.repairs],
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
    _show_repairs(report)
    for note in report.notes[:SHOWN_FAILURES]:
        place = _("%(table)s, row %(row)d") % {"table": title_of(note["table"]), "row": note["row"]}
        print(f"· {place}: {note['value']}: {note['reason']}")
    if is_dry:
        print(_("Nothing was written: this was a trial."))
    elif not report.is_committed:
        print(_("Nothing was written, because some rows are bad."))


def _show_repairs(report: "Report") -> None:
    """What was damaged and understood nevertheless."""
    from mayak.exchange.queries import column_title, title_of

    for repair in report.repairs[:SHOWN_REPAIRS]:
        place = _("%(table)s, row %(row)d") % {"table": title_of(repair.table), "row": repair.row}
        column = column_title(repair.table, repair.column)
        print(f"~ {place}: {column} «{repair.value}» → {repair.repaired}: {repair.reason}")
    if rows := sum(report.repaired.values()):
        print(ngettext("Mended in %(number)d row", "Mended in %(number)d rows", rows) % {"number": rows})
