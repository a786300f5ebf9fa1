"""Static files, collected with hashed names into the home whenever the shipped ones changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import mayak

SIGNATURE = ".signature"


def collect_static() -> bool:
    """Collect when anything differs from the last time; returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    current = static_signature()
    recorded = root / SIGNATURE
    if recorded.exists() and recorded.read_text(encoding="ascii") == current:
        return False
    # Without "clear" it copies by time, and the files of an installed package may be older than the last collecting.
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    root.mkdir(parents=True, exist_ok=True)
    recorded.write_text(current, encoding="ascii")
    return True


def static_signature() -> str:
    """A digest of the version and of every shipped file's name, size and moment of change."""
    digest = hashlib.sha256(mayak.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
