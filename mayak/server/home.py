"""The office's home directory: where everything of one installation lives, and its secrets."""

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mayak.core.errors import MayakError
from mayak.server.words import gettext as _

SYSTEM_HOME = Path("/var/lib/mayak")


class HomeError(MayakError):
    """The home directory cannot be used."""


def default_home() -> Path:
    """MAYAK_HOME, else /var/lib/mayak for root and ~/.local/share/mayak (XDG) for anybody else."""
    if named := os.environ.get("MAYAK_HOME"):
        return Path(named)
    if os.geteuid() == 0:
        return SYSTEM_HOME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "mayak"


@dataclass(frozen=True)
class Secrets:
    """What nobody else may read: Django's signing key and the database password."""

    django_key: str
    database_password: str


@dataclass(frozen=True)
class Home:
    """One installation's directory; :func:`open_home` makes it ready."""

    path: Path

    @property
    def cluster(self) -> Path:
        """The data directory of the embedded PostgreSQL, unless it had to live elsewhere (see ``pg.json``)."""
        return self.path / "pg"

    @property
    def run(self) -> Path:
        """Locks, pid files, sockets: nothing worth a backup."""
        return self.path / "run"

    @property
    def log(self) -> Path:
        """Log files of the three children."""
        return self.path / "log"

    @property
    def static(self) -> Path:
        """Collected static files."""
        return self.path / "static"

    @property
    def media(self) -> Path:
        """Uploaded files."""
        return self.path / "media"

    @property
    def secret(self) -> Path:
        """The file of :class:`Secrets`."""
        return self.path / "secret"

    @property
    def token(self) -> str:
        """A short name made of the path, for directories kept outside of the home."""
        digest = hashlib.sha256(str(self.path).encode()).hexdigest()[:10]
        return f"{self.path.name.lstrip('.') or 'home'}-{digest}"

    def read_record(self, name: str) -> dict[str, Any]:
        """The JSON record ``<home>/<name>``; empty when it does not exist."""
        try:
            content = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise HomeError(
                _("The file %(path)s is damaged: %(error)s") % {"path": self.path / name, "error": error}
            ) from error
        return dict(content)

    def write_record(self, name: str, content: dict[str, Any]) -> None:
        """Write a JSON record, whole or not at all."""
        write_private(self.path / name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def secrets(self) -> Secrets:
        """The secrets, made at the first use."""
        if not self.secret.exists():
            _create_private(
                self.secret,
                json.dumps({"django": secrets.token_urlsafe(48), "postgres": secrets.token_urlsafe(24)}),
            )
        content = self.read_record(self.secret.name)
        return Secrets(django_key=content["django"], database_password=content["postgres"])


def open_home(path: Path | None = None) -> Home:
    """The home, its directories made and checked. Raises HomeError when it cannot be written."""
    home = Home((path or default_home()).expanduser().resolve())
    # As root the database runs as another user, who must pass through to its own directories and see no more.
    passable = 0o711 if os.geteuid() == 0 else 0o700
    try:
        home.path.mkdir(parents=True, exist_ok=True, mode=passable)
        home.run.mkdir(exist_ok=True, mode=passable)
        for private in (home.log, home.media, home.static):
            private.mkdir(exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=home.run) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
    except OSError as error:
        raise HomeError(
            _("The home directory %(path)s cannot be used: %(error)s.") % {"path": home.path, "error": error.strerror},
            hint=_("Choose another one with --home or MAYAK_HOME, or give this user the right to write there."),
        ) from error
    if (home.path / "restore.json").exists():
        from mayak.server.backup.switch import finish_switch

        finish_switch(home)
    return home


def write_private(path: Path, text: str) -> None:
    """Replace a file with owner-only content, whole or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def _create_private(path: Path, text: str) -> None:
    """Make a file with owner-only content unless another process was first."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.new")
    write_private(partial, text)
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
