"""Where PostgreSQL's unix socket lives: its path may not be longer than 107 bytes."""

import os
import stat
import tempfile
from pathlib import Path

from mayak.server.home import Home
from mayak.server.postgres.account import Account

LONGEST_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432.lock"
RECORD = "run/socket.json"


def socket_directory(home: Home, account: Account) -> Path:
    """The directory of the socket, made and owned by the database's user: in the home, or a short one elsewhere."""
    wanted = home.run / "pg"
    if fits(wanted) and account.can_pass(home.run):
        wanted.mkdir(exist_ok=True)
        account.give(wanted)
        return wanted
    recorded = home.read_record(RECORD).get("directory")
    if recorded and _is_private(Path(recorded), account):
        return Path(recorded)
    made = Path(tempfile.mkdtemp(prefix="mayak-", dir=_short_root(account)))
    account.give(made)
    home.write_record(RECORD, {"directory": str(made)})
    return made


def fits(directory: Path) -> bool:
    """Whether a socket in the directory has a path short enough for the operating system."""
    return len(os.fsencode(directory / SOCKET_NAME)) <= LONGEST_PATH


def _short_root(account: Account) -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = runtime and not account.is_other and os.access(runtime, os.W_OK) and len(runtime) < 60
    return runtime if usable else "/tmp"


def _is_private(directory: Path, account: Account) -> bool:
    """Whether the recorded directory is still there and nobody else's (``/tmp`` is everybody's)."""
    try:
        status = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and stat.S_IMODE(status.st_mode) == 0o700
