"""What a backup says about itself."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mayak import __version__
from mayak.core.errors import MayakError
from mayak.server.words import gettext as _

# Raised by one when a file of the new kind cannot be read by the old code.
FORMAT = 1
PACKAGE_DIR = Path(__file__).resolve().parents[2]


class BackupError(MayakError):
    """A backup that cannot be made, read or restored."""


@dataclass(frozen=True)
class Part:
    """One file inside: its size in bytes before compression and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``migrations`` are "app.name" as applied; ``counts`` rows per table; ``parts`` the files inside by name."""

    made_at: str
    postgres: str
    migrations: list[str]
    counts: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)
    mayak: str = __version__
    format: int = FORMAT

    def to_json(self) -> bytes:
        """As stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """The stored manifest. Raises BackupError for a format this version does not know."""
    values: dict[str, Any] = json.loads(content)
    if values["format"] > FORMAT:
        raise BackupError(
            _("The backup was made by a newer version of Mayak (%(version)s).") % {"version": values["mayak"]},
            hint=_("Install that version or a newer one, and restore with it."),
        )
    parts = {name: Part(**part) for name, part in values.pop("parts").items()}
    return Manifest(**values, parts=parts)


def check_version(manifest: Manifest) -> None:
    """Raises BackupError when the backup has migrations that this version has not: it comes from a newer one."""
    unknown = sorted(name for name in set(manifest.migrations) - shipped_migrations() if _is_ours(name))
    if unknown:
        raise BackupError(
            _("The backup was made by a newer version of Mayak (%(version)s: %(name)s).")
            % {"version": manifest.mayak, "name": unknown[-1]},
            hint=_("Install that version or a newer one, and restore with it."),
        )


def shipped_migrations() -> set[str]:
    """ "app.name" of every migration of Mayak's own apps, read from the folders: Django is not needed."""
    return {f"{path.parent.parent.name}.{path.stem}" for path in PACKAGE_DIR.glob("*/migrations/[0-9]*.py")}


def _is_ours(name: str) -> bool:
    return (PACKAGE_DIR / name.split(".")[0] / "migrations").is_dir()
