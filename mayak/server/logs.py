"""Log files that never fill the disk: the children append, the parent trims."""

import shutil
from pathlib import Path

LARGEST = 10 * 1024 * 1024


def trim_logs(directory: Path, *, largest: int = LARGEST) -> list[str]:
    """Move the content of every too large ``*.log`` to ``*.log.1``; returns the names trimmed.

    The writers keep their open files (they append), so that nothing needs to be told to them.
    """
    trimmed = []
    for path in directory.glob("*.log"):
        if path.stat().st_size > largest:
            shutil.copyfile(path, path.with_name(path.name + ".1"))
            with path.open("r+b") as stream:
                stream.truncate(0)
            trimmed.append(path.name)
    return trimmed
