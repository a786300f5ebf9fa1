"""``mayak user``: staff accounts from the command line."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from mayak.core.errors import MayakError
from mayak.server.words import gettext as _

if TYPE_CHECKING:
    from mayak.accounts.models import Staff

NAME = "user"
HELP = _("staff accounts: add, list, password, disable, enable")
ROLES = ["expert", "account_manager", "team_lead", "director", "methodologist", "hotline"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action each, with its own arguments. Passwords are never arguments: others could read them."""
    actions = parser.add_subparsers(required=True, metavar=_("ACTION"))
    add = actions.add_parser("add", help=_("make an account; the password is asked for, or read from stdin"))
    add.add_argument("login", metavar=_("LOGIN"))
    add.add_argument("--role", required=True, choices=ROLES, help=_("what the person does"))
    add.add_argument("--last-name", default="", help=_("last name (default: the log-in name)"))
    add.add_argument("--first-name", default="", help=_("first name (default: the log-in name)"))
    add.add_argument("--admin", action="store_true", help=_("may manage users and imports"))
    add.set_defaults(action=_add)
    actions.add_parser("list", help=_("all accounts")).set_defaults(action=_list)
    for name, action, text in (
        ("password", _password, _("give a new password (asked for, or read from stdin)")),
        ("disable", _disable, _("close the account from today")),
        ("enable", _enable, _("open a closed account again")),
    ):
        sub = actions.add_parser(name, help=text)
        sub.add_argument("login", metavar=_("LOGIN"))
        sub.set_defaults(action=action)


def run(args: argparse.Namespace) -> int:
    """Open the office and do the one action, recorded as done by this command."""
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.audit.services import acting

        with acting(origin="command"):
            args.action(args)
    return 0


def _add(args: argparse.Namespace) -> None:
    from mayak.accounts.services import create_staff

    staff = create_staff(
        login=args.login,
        last_name=args.last_name or args.login,
        # Both names are required in the exchange tables: without them an export would not go back in.
        first_name=args.first_name or args.login,
        role=args.role,
        is_admin=args.admin,
        password=read_password(args.login),
    )
    print(_("Account %(login)s is made.") % {"login": staff.login})


def _list(args: argparse.Namespace) -> None:
    from mayak.accounts.models import Staff

    for staff in Staff.objects.select_related("team").order_by("login"):
        marks = [
            str(staff.get_role_display()),
            _("administrator") if staff.is_admin else "",
            str(staff.team or ""),
            "" if staff.is_active else _("closed"),
            "" if staff.has_usable_password() else _("no password"),
        ]
        print(f"{staff.login:<20} {staff.full_name:<30} {', '.join(mark for mark in marks if mark)}")


def _password(args: argparse.Namespace) -> None:
    from mayak.accounts.services import set_password

    staff = _staff(args.login)
    set_password(staff=staff, password=read_password(staff.login))
    print(_("Account %(login)s has a new password.") % {"login": staff.login})


def _disable(args: argparse.Namespace) -> None:
    from mayak.accounts.services import dismiss_staff

    dismiss_staff(staff=_staff(args.login))
    print(_("Account %(login)s is closed.") % {"login": args.login})


def _enable(args: argparse.Namespace) -> None:
    from mayak.accounts.services import restore_staff

    restore_staff(staff=_staff(args.login))
    print(_("Account %(login)s is open.") % {"login": args.login})


def _staff(login: str) -> "Staff":
    from mayak.accounts.models import Staff

    staff = Staff.objects.filter(login__iexact=login).first()
    if staff is None:
        raise MayakError(
            _("There is no account %(login)s.") % {"login": login}, hint=_("See them all with “mayak user list”.")
        )
    return staff


def read_password(login: str) -> str:
    """From the terminal, typed twice; without a terminal the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(_("Password for %(login)s: ") % {"login": login})
    if getpass.getpass(_("Once more: ")) != password:
        raise MayakError(_("The passwords differ."))
    return password
