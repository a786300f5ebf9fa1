"""The ``mayak`` command."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mayak import __version__
from mayak.core.errors import MayakError
from mayak.server.words import gettext as _

COMMANDS = [
    "up",
    "demo",
    "import_",
    "export",
    "board",
    "client",
    "select",
    "refresh",
    "user",
    "backup",
    "restore",
    "upgrade_postgres",
    "doctor",
]

# argparse's own words: it looks them up in the system's catalogues, where they are in no language but English.
ARGPARSE_WORDS = {
    "usage: ": _("usage: "),
    "positional arguments": _("commands and arguments"),
    "options": _("options"),
    "show this help message and exit": _("show this help and exit"),
    "the following arguments are required: %s": _("missing: %s"),
    "unrecognized arguments: %s": _("unknown arguments: %s"),
    "expected one argument": _("a value is missing"),
    "not allowed with argument %s": _("cannot stand beside %s"),
    "argument %(argument_name)s: %(message)s": _("argument %(argument_name)s: %(message)s"),
    "invalid %(type)s value: %(value)r": _("not a %(type)s: %(value)r"),
    "invalid choice: %(value)r (choose from %(choices)s)": _("there is no %(value)r: choose from %(choices)s"),
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
}

EXIT_PROBLEM = 1
EXIT_INTERRUPTED = 130


class Command(Protocol):
    """A module of ``mayak.server.commands``."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; returns the exit status. ``args.home`` is a Path or None."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; expected problems are one message on stderr and status 1, misuse is 2."""
    args = _parser().parse_args(arguments)
    if args.home is not None:
        os.environ["MAYAK_HOME"] = str(args.home)
    try:
        return int(args.command.run(args))
    except MayakError as error:
        print(f"mayak: {error.message}", file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return EXIT_PROBLEM
    except BrokenPipeError:
        # Whoever reads has seen enough (``mayak board | head``): nothing more may be written, not even at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PROBLEM
    except OSError as error:
        print(f"mayak: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return EXIT_PROBLEM
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:
        if not _is_database_away(error):
            raise
        said = str(error).strip().partition("\n")[0]
        print("mayak: " + _("The database went away: %(error)s") % {"error": said}, file=sys.stderr)
        print(_("Nothing is half done: run the same command again."), file=sys.stderr)
        return EXIT_PROBLEM


def _is_database_away(error: Exception) -> bool:
    """Whether the driver lost the server; a command that never met the database has not imported the driver."""
    driver = sys.modules.get("psycopg")
    lost = (driver.OperationalError, driver.InterfaceError) if driver else ()
    return isinstance(error, lost) or isinstance(error.__cause__, lost)


def _parser() -> argparse.ArgumentParser:
    argparse._ = lambda text: ARGPARSE_WORDS.get(text, text)  # type: ignore[attr-defined]
    parser = argparse.ArgumentParser(
        prog="mayak",
        description=_("Mayak: whom to call today, why, and what to say."),
        epilog=_("An external PostgreSQL is named by DATABASE_URL; the language by MAYAK_LANG (ru, en)."),
    )
    parser.add_argument(
        "--version", action="version", version=f"Mayak {__version__}", help=_("show the version and exit")
    )
    parser.add_argument("--home", type=Path, default=None, metavar="DIR", help=_home_help())
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    for name in COMMANDS:
        command: Command = importlib.import_module(f"mayak.server.commands.{name}")
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        sub.add_argument("--home", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=_home_help())
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser


def _home_help() -> str:
    return _("the office's home directory (also MAYAK_HOME)")
