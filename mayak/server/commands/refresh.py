"""``mayak refresh``: measure all facts and recompute all lamps and scores now."""

import argparse
import time

from mayak.server.words import gettext as _

NAME = "refresh"
HELP = _("measure all facts and recompute all lamps and scores now")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the whole office as of today."""


def run(args: argparse.Namespace) -> int:
    """Refresh the whole office."""
    from mayak.server.office import open_office

    with open_office(args.home):
        from mayak.clients.models import Client
        from mayak.lamps.services import refresh_office

        started = time.monotonic()
        refresh_office()
        seconds = time.monotonic() - started
        print(
            _("Refreshed: %(count)s clients in %(seconds).1f s.")
            % {"count": Client.objects.count(), "seconds": seconds}
        )
    return 0
