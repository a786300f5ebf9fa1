"""``mayak select``: the clients that a condition hits (S2, docs/conditions.md)."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mayak.core.errors import MayakError
from mayak.server.environment import parse_day
from mayak.server.words import gettext as _
from mayak.server.words import ngettext

NAME = "select"
HELP = _("the clients that a condition hits")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The condition, the day, the form."""
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("a condition as JSON (docs/conditions.md); “-” reads the input")
    )
    parser.add_argument("--as-of", metavar=_("DATE"), default="", help=_("the day (2026-03-31); today without it"))
    parser.add_argument("--json", action="store_true", help=_("a JSON list instead of lines"))


def run(args: argparse.Namespace) -> int:
    """Print the ids; the sentence and the count go to the error stream, so that the ids can be piped."""
    day_text = parse_day(args.as_of) if args.as_of else ""
    data = _read(args.file)
    from mayak.server.office import open_office

    with open_office(args.home):
        from datetime import date

        from mayak.core import clock
        from mayak.facts.conditions import office_vocabulary, parse_or_explain, tell
        from mayak.facts.selection import ids_of_clients_where

        vocabulary = office_vocabulary()
        condition = parse_or_explain(data, vocabulary)
        ids = ids_of_clients_where(condition, date.fromisoformat(day_text) if day_text else clock.today())
        told = ngettext("%(count)s client", "%(count)s clients", len(ids)) % {"count": len(ids)}
        print(f"{tell(condition, vocabulary)}: {told}", file=sys.stderr)
    if args.json:
        json.dump(ids, sys.stdout, ensure_ascii=False)
        print()
    else:
        for exchange_id in ids:
            print(exchange_id)
    return 0


def _read(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MayakError(
            _("The file “%(name)s” cannot be read.") % {"name": name}, hint=_("It must be a JSON file in UTF-8.")
        ) from error
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        place = (
            _("Line %(line)s, column %(column)s.") % {"line": error.lineno, "column": error.colno}
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise MayakError(_("The file “%(name)s” is no JSON.") % {"name": name}, hint=place) from error
