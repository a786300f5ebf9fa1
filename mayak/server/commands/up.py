"""``mayak up``: serve the office."""

import argparse
import fcntl
import os
from pathlib import Path

from mayak.core.errors import MayakError
from mayak.server.console import Console
from mayak.server.environment import RUN_RECORD, external_database, parse_day
from mayak.server.home import Home, open_home
from mayak.server.words import gettext as _

NAME = "up"
HELP = _("serve the office in the browser until Ctrl-C")
DEFAULT_PORT = 8000
PACKS = Path(__file__).resolve().parents[2] / "packs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The address, training mode and talkativeness."""
    add_address_arguments(parser)
    parser.add_argument(
        "--today",
        metavar=_("DATE"),
        default=os.environ.get("MAYAK_TODAY", ""),
        help=_("training mode: the office lives on this day"),
    )
    add_playbook_argument(parser)


def add_playbook_argument(parser: argparse.ArgumentParser) -> None:
    """Which pack a new office begins with."""
    parser.add_argument(
        "--playbook",
        metavar=_("PACK"),
        default=os.environ.get("MAYAK_PLAYBOOK", ""),
        help=_("the playbook that a new office begins with: ric (Russian) or saas (English)"),
    )


def choose_playbook(args: argparse.Namespace) -> None:
    """Let the office's processes know the chosen pack. Raises MayakError for one that does not ship."""
    if args.playbook:
        known = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))
        if args.playbook not in known:
            raise MayakError(_("There is no playbook “%(pack)s”.") % {"pack": args.playbook}, hint=", ".join(known))
        os.environ["MAYAK_PLAYBOOK"] = args.playbook


def add_address_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to serve."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=_("the web port (8000)"))
    parser.add_argument(
        "--host", default="127.0.0.1", help=_("the web address (127.0.0.1; 0.0.0.0 is the whole network)")
    )
    parser.add_argument(
        "--metrics-port",
        type=int,
        default=int(os.environ.get("MAYAK_METRICS_PORT") or 0),
        help=_("figures for Prometheus on 127.0.0.1 at this port (web) and the next (worker); none without it"),
    )
    parser.add_argument("-v", "--verbose", action="store_true", help=_("tell every step with its time"))


def run(args: argparse.Namespace) -> int:
    """Serve until a signal."""
    choose_playbook(args)
    return serve(args, today=parse_day(args.today) if args.today else "")


def serve(args: argparse.Namespace, *, today: str = "", is_demo: bool = False) -> int:
    """Serve the home named by the arguments; a second server on the same home is refused."""
    from mayak.server.supervisor import Options, Supervisor, bind_listener

    home = open_home(args.home)
    console = Console(is_verbose=args.verbose)
    with open(home.run / "up.lock", "ab") as lock:
        _claim(home, lock.fileno())
        was_killed = (home.path / RUN_RECORD).exists()
        listener = bind_listener(args.host, args.port, patience=5 if was_killed else 0)
        for port in (args.metrics_port, args.metrics_port + 1) if args.metrics_port else ():
            bind_listener(os.environ.get("MAYAK_METRICS_HOST") or "127.0.0.1", port, patience=5).close()
        options = Options(args.host, args.port, today, is_demo, external_database(), args.metrics_port)
        return Supervisor(home, options, listener, console).run()


def _claim(home: Home, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        record = home.read_record(RUN_RECORD)
        if not record:
            raise MayakError(
                _("%(home)s is in use.") % {"home": home.path},
                hint=_("A backup is being restored there; start Mayak when that has ended."),
            ) from None
        raise MayakError(
            _("Mayak already serves %(home)s: %(address)s (process %(pid)s).")
            % {"home": home.path, "address": record.get("address", "?"), "pid": record.get("pid", "?")},
            hint=_("Stop that one first, or choose another home with --home."),
        ) from None
