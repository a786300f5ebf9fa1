"""``mayak board``: the monitoring board of a day, recomputed with today's playbook, or as it was shown."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mayak.core.errors import MayakError
from mayak.server.environment import parse_day
from mayak.server.words import gettext as _

if TYPE_CHECKING:
    from mayak.lamps.board import PastRow, ShownRow

NAME = "board"
HELP = _("clients with their lamps and necessity of contact, as of a day")
SHAPES = {"lit": "▲", "out": "·", "unknown": "?"}
NAME_WIDTH = 32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The day, whose clients, and the form."""
    days = parser.add_mutually_exclusive_group()
    days.add_argument("--as-of", metavar=_("DATE"), default="", help=_("the day (2026-03-31); today without it"))
    days.add_argument(
        "--as-shown", metavar=_("DATE"), default="", help=_("a past day as it was shown then, not recomputed")
    )
    parser.add_argument("--expert", metavar=_("LOGIN"), default=None, help=_("only the clients of this expert"))
    parser.add_argument("--json", action="store_true", help=_("a JSON list instead of a table"))


def run(args: argparse.Namespace) -> int:
    """Print the board; the office's own state stays as it is."""
    given = args.as_shown or args.as_of
    day_text = parse_day(given) if given else ""
    from mayak.server.office import open_office

    with open_office(args.home):
        from datetime import date

        from mayak.accounts.models import Staff
        from mayak.core import clock
        from mayak.lamps.board import board_as_of, board_as_shown

        if args.expert is not None and not Staff.objects.filter(login__iexact=args.expert).exists():
            raise MayakError(
                _("Nobody has the log-in name “%(login)s”.") % {"login": args.expert},
                hint=_("mayak user list shows all."),
            )
        day = date.fromisoformat(day_text) if day_text else clock.today()
        rows: list[PastRow] | list[ShownRow]
        rows = board_as_shown(day, expert=args.expert) if args.as_shown else board_as_of(day, expert=args.expert)
        if args.json:
            json.dump([as_json(row) for row in rows], sys.stdout, ensure_ascii=False, indent=1)
            print()
        else:
            _print_table(rows)
    return 0


def as_json(row: "PastRow | ShownRow") -> dict[str, Any]:
    """A row as scripts read it: the weighted lamps by code, sums as text, scores as numbers."""
    return {
        "client": row.exchange_id,
        "name": row.name,
        "expert": row.expert,
        "necessity": None if row.necessity is None else float(row.necessity),
        "certainty": float(row.certainty),
        "debt": f"{row.debt_amount:.2f}",
        "lamps": {code: str(state) for code, state in row.lamps.items()},
        "reasons": row.reasons,
    }


def _print_table(rows: "Sequence[PastRow | ShownRow]") -> None:
    if not rows:
        print(_("No client was in service on that day."))
        return
    heads = rows[0].labels
    columns = "  ".join(heads.values())
    print(f"{_('Client'):{NAME_WIDTH}} {_('Score'):>6} {columns} {_('Debt'):>12}  {_('Expert')}")
    for row in rows:
        states = row.lamps
        shown = "—" if row.necessity is None else f"{row.necessity}"
        cells = "  ".join(f"{SHAPES[states.get(code, 'out')]:^{len(head)}}" for code, head in heads.items())
        print(f"{row.name[:NAME_WIDTH]:{NAME_WIDTH}} {shown:>6} {cells} {row.debt_amount:>12}  {row.expert or '—'}")
        for reason in row.reasons:
            print(f"    {reason}")
    print(
        _("%(lit)s lit, %(out)s in the norm, %(unknown)s unknown; clients: %(count)s") % {**SHAPES, "count": len(rows)}
    )
