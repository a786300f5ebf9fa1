"""The environment in which Django runs for an office: its home, its secrets, its database."""

import os
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from mayak.core.errors import MayakError
from mayak.server.home import Home
from mayak.server.words import gettext as _

RUN_RECORD = "run/up.json"


def external_database() -> str:
    """DATABASE_URL when an external PostgreSQL is meant; empty for the office's own.

    Raises MayakError for an address that is none of PostgreSQL's.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url and not _is_postgresql(url):
        raise MayakError(
            _("DATABASE_URL is no address of a PostgreSQL database."),
            hint=_("Write postgresql://user:password@host:port/database, or unset it to use Mayak's own PostgreSQL."),
        )
    return url


def _is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"postgres", "postgresql"} and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def office_environment(home: Home, database_url: str, **more: str) -> dict[str, str]:
    """The variables that config.settings.run reads; empty values are left out."""
    values = {
        "DJANGO_SETTINGS_MODULE": "config.settings.run",
        "MAYAK_HOME": str(home.path),
        "MAYAK_SECRET_KEY": os.environ.get("MAYAK_SECRET_KEY") or home.secrets().django_key,
        "DATABASE_URL": database_url,
        **more,
    }
    return {name: value for name, value in values.items() if value}


def training_day(home: Home, environment: Mapping[str, str] = os.environ) -> str:
    """The day of training mode: MAYAK_TODAY, else the one with which ``mayak up`` runs on this home now."""
    if named := environment.get("MAYAK_TODAY"):
        return parse_day(named)
    return str(home.read_record(RUN_RECORD).get("today", ""))


# The years of days one can ask about: sums with days go a good way beyond them.
EARLIEST, LATEST = 1900, 2999


def parse_day(text: str) -> str:
    """An ISO day as given (2026-03-31) or in the Russian form (31.03.2026). Raises MayakError for anything else."""
    parts = text.strip().split(".")
    try:
        day = date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text.strip())
    except ValueError:
        raise MayakError(_("“%(text)s” is no day.") % {"text": text}, hint=_("Write it as 2026-03-31.")) from None
    if not EARLIEST <= day.year <= LATEST:
        years = {"first": EARLIEST, "last": LATEST}
        raise MayakError(
            _("“%(text)s” is too far away.") % {"text": text},
            hint=_("Name a day of the years %(first)d–%(last)d.") % years,
        )
    return day.isoformat()
