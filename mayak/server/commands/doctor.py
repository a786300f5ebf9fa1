"""``mayak doctor``: is everything in order, and what to do about what is not."""

import argparse

from mayak.server.words import gettext as _

NAME = "doctor"
HELP = _("check the installation, and say what to do")
MARKS = {True: "✓", False: "✗", None: "·"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: everything is looked at."""


def run(args: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 otherwise."""
    from mayak.server.checks import check_installation

    is_fine = True
    for finding in check_installation(args.home):
        print(f"{MARKS[finding.is_good]} {finding.name}: {finding.text}")
        if finding.is_good is False:
            is_fine = False
            if finding.hint:
                print(f"    {finding.hint}")
    print(_("Everything is in order.") if is_fine else _("Something needs attention: see ✗ above."))
    return 0 if is_fine else 1
