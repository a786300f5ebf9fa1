"""Log files that never fill the disk: the children append, the parent trims."""

import os
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024


def trim_logs(directory: Path, *, largest: int | None = None, keep: int | None = None) -> list[str]:
    """Move the content of every too large ``*.log`` to ``*.log.1``, older ones to ``.2`` and so on up to ``keep``.

    Returns the names trimmed. By default MAYAK_LOG_SIZE_MB (10) and MAYAK_LOG_KEEP (5) decide. The writers keep their
    open files (they append), so that nothing needs to be told to them.
    """
    largest = largest if largest is not None else _number("MAYAK_LOG_SIZE_MB", 10) * MEGABYTE
    keep = keep if keep is not None else _number("MAYAK_LOG_KEEP", 5)
    trimmed = []
    for path in sorted(directory.glob("*.log")):
        if path.stat().st_size > largest:
            _make_way(path, keep)
            if keep > 0:
                _copy(path, _numbered(path, 1))
            with path.open("r+b") as stream:
                stream.truncate(0)
            trimmed.append(path.name)
    return trimmed


def _copy(path: Path, target: Path) -> None:
    """Keep the content; on a full disk it is given up, which makes room."""
    try:
        shutil.copyfile(path, target)
        target.chmod(0o600)
    except OSError:
        target.unlink(missing_ok=True)


def _make_way(path: Path, keep: int) -> None:
    """Everything one number up; what goes beyond ``keep``, also after the setting was lowered, is removed."""
    numbers = sorted(
        (int(older.suffix[1:]) for older in path.parent.glob(f"{path.name}.*") if older.suffix[1:].isdigit()),
        reverse=True,
    )
    for number in numbers:
        older = _numbered(path, number)
        if number >= keep:
            older.unlink()
        else:
            older.rename(_numbered(path, number + 1))


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    return int(value) if value.isdigit() else default
