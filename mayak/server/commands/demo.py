"""``mayak demo``: a generated office to look around in, with one-click log-in."""

import argparse
import os
import shutil
from pathlib import Path
from typing import Any

from mayak.core.errors import MayakError
from mayak.server.commands import up
from mayak.server.environment import external_database, parse_day
from mayak.server.home import Home, default_home, open_home
from mayak.server.words import gettext as _

NAME = "demo"
HELP = _("serve a generated office, made at the first call")
RECORD = "demo.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The size of the office, and where to serve it."""
    parser.add_argument("--clients", type=int, default=2400, help=_("how many clients (2400)"))
    parser.add_argument(
        "--history",
        type=int,
        default=730,
        metavar=_("DAYS"),
        help=_("so many days of history (730); years beyond two repeat them with other figures"),
    )
    parser.add_argument("--seed", type=int, default=1, help=_("another number makes another office (1)"))
    parser.add_argument("--fresh", action="store_true", help=_("throw the office away and make it anew"))
    parser.add_argument("--no-serve", action="store_true", help=_("only make the office"))
    up.add_address_arguments(parser)
    parser.add_argument(
        "--today",
        metavar=_("DATE"),
        default=os.environ.get("MAYAK_TODAY", ""),
        help=_("training mode: the office lives on this day"),
    )
    up.add_playbook_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Make the office unless it is there, then serve it."""
    args.home = args.home or _demo_home()
    today = parse_day(args.today) if args.today else ""
    if today:
        os.environ["MAYAK_TODAY"] = today
    up.choose_playbook(args)
    if args.fresh:
        _throw_away(Home(args.home.expanduser().resolve()))
    _make(args, today)
    return 0 if args.no_serve else up.serve(args, today=today, is_demo=True)


def _demo_home() -> Path:
    named = os.environ.get("MAYAK_HOME")
    return Path(named) if named else default_home() / "demo"


def _make(args: argparse.Namespace, today: str) -> None:
    home = open_home(args.home)
    wanted: dict[str, Any] = {"clients": args.clients, "seed": args.seed, "history": args.history}
    wanted |= {"playbook": args.playbook} if args.playbook else {}
    made = home.read_record(RECORD)
    if made.get("is_whole"):
        _say_difference(made, wanted)
        return
    if made and not external_database():
        print(_("The demo office was not finished; it is made anew."))
        _end_orphan(home)
        _throw_away(home)
        home = open_home(args.home)
    from mayak.server.office import open_office

    with open_office(args.home):
        from datetime import date

        from mayak.accounts.models import Staff
        from mayak.demo.services import build_demo

        if not made and Staff.objects.exists():
            raise MayakError(
                _("%(home)s holds a real office, which a demo would spoil.") % {"home": home.path},
                hint=_("Choose another home with --home."),
            )
        home.write_record(RECORD, {**wanted, "is_whole": False})
        day = date.fromisoformat(today) if today else None
        build_demo(
            clients=args.clients,
            seed=args.seed,
            today=day,
            history=args.history,
            say=lambda text: print(text, flush=True),
        )
        home.write_record(RECORD, {**wanted, "is_whole": True})


def _end_orphan(home: Home) -> None:
    """A demo that was killed while it was made leaves its PostgreSQL running."""
    from mayak.server.postgres.sharing import join_server

    join_server(home).leave()


def _say_difference(made: dict[str, Any], wanted: dict[str, Any]) -> None:
    if any(made.get(name, value) != value for name, value in wanted.items()):
        print(
            _("The demo office is there already: %(clients)s clients, seed %(seed)s (--fresh makes it anew).")
            % {"clients": made.get("clients"), "seed": made.get("seed")}
        )


def _throw_away(home: Home) -> None:
    """Remove a demo home's database; a home without our record is somebody's real office and stays."""
    if external_database():
        raise MayakError(_("--fresh does not empty an external database."))
    if not home.path.exists() or not any(home.path.iterdir()):
        return
    if not home.read_record(RECORD):
        raise MayakError(
            _("%(home)s holds a real office, which a demo would spoil.") % {"home": home.path},
            hint=_("Choose another home with --home."),
        )
    from mayak.server.postgres.cluster import remove_cluster

    remove_cluster(home)
    (home.path / RECORD).unlink()
    shutil.rmtree(home.media, ignore_errors=True)
