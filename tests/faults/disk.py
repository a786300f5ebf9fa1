"""A disk that can be full: a small memory file system in a mount namespace of its own, or a limit on files."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

SIZE_MEGABYTES = 1000
NAMESPACE = "small disk in a mount namespace"
USER_NAMESPACE = "small disk in a user's mount namespace"
FILE_LIMIT = "limit on the size of files"

# Processes are in a namespace of their own as well: whatever becomes of the test, none of them outlives it.
# The shell stays as the first process, which takes leave of orphans.
_UNSHARE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
_MOUNT = f'mount -t tmpfs -o size={SIZE_MEGABYTES}m,mode=%s mayak-faults "$0" && "$@"'


class Disk(Protocol):
    """Where the office lives."""

    way: str

    def fill(self) -> None:
        """From now on writing fails."""

    def free(self) -> None:
        """There is room again."""


class SmallDisk:
    """A real file system that is filled to the last block."""

    def __init__(self, root: Path, way: str) -> None:
        self.way = way
        self._ballast = root / "ballast"

    def fill(self) -> None:
        """Until not a single block is free."""
        with self._ballast.open("ab") as stream:
            portion = 64 * 1024 * 1024
            while portion >= 4096:
                size = os.fstat(stream.fileno()).st_size
                try:
                    os.posix_fallocate(stream.fileno(), size, portion)
                except OSError:
                    portion //= 2

    def free(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink(missing_ok=True)


class FileLimit:
    """Where nothing can be mounted: the office's processes may not make any file longer."""

    way = FILE_LIMIT

    def __init__(self, processes: Callable[[], Iterable[int]]) -> None:
        self._processes = processes

    def fill(self) -> None:
        """No process writes beyond the first page of a file."""
        self._limit(4096)

    def free(self) -> None:
        """As before."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for number in self._processes():
            with suppress(ProcessLookupError, PermissionError):
                hard = resource.prlimit(number, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(number, resource.RLIMIT_FSIZE, (min(size, hard) if hard >= 0 else size, hard))


def run_on_small_disk(arguments: list[str]) -> int:
    """Run ``python -m tests.faults`` again where its disk is its own; the exit status."""
    root = Path(tempfile.mkdtemp(prefix="mayak-faults-"))
    root.chmod(0o711)
    try:
        way, prefix = next((way, prefix) for way, prefix in _ways(root) if _works(prefix))
        again = [sys.executable, "-m", "tests.faults", "--root", str(root), "--way", way]
        return subprocess.run([*prefix, *again, *arguments], check=False).returncode
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _works(prefix: list[str]) -> bool:
    return bool(shutil.which(prefix[0])) and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0


def _ways(root: Path) -> list[tuple[str, list[str]]]:
    user = ["unshare", "--user", f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}"]
    return [
        (NAMESPACE, [*_UNSHARE, "sh", "-c", _MOUNT % "711", str(root)]),
        (USER_NAMESPACE, [*_UNSHARE, "--map-root-user", "sh", "-c", _MOUNT % "700", str(root), *user]),
        (FILE_LIMIT, ["env"]),
    ]
