"""The file: an ordinary zip archive whose comment ends with the SHA-256 of everything before it.

So any tool opens it, and one changed, missing or added byte anywhere is noticed before anything is restored.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from mayak.server.backup.manifest import BackupError, Manifest, Part, read_manifest
from mayak.server.words import gettext as _

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
MARK = b"mayak backup, sha256 "
DIGEST_LENGTH = 64
# Text shrinks to a fifth at any level; the higher ones only take longer.
LEVEL = 3


class DamagedBackupError(BackupError):
    """The file is not what was written."""


class BackupWriter:
    """Parts are streamed in by :meth:`add`; :func:`writing` gives the file its name at the end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.parts: dict[str, Part] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, is_compressed: bool = True) -> None:
        """Store one part from its pieces."""
        entry = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])  # noqa: DTZ005 (zip knows local time only)
        entry.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        self.parts[name] = self._store(entry, chunks)

    def finish(self, manifest: Manifest) -> Manifest:
        """Store the manifest, completed with the parts, as the last entry; returns it."""
        whole = replace(manifest, parts=dict(self.parts))
        self.add(MANIFEST, [whole.to_json()])
        self._zip.comment = MARK + b"0" * DIGEST_LENGTH
        self._zip.close()
        return whole

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""
        self._zip.fp = None

    def _store(self, entry: zipfile.ZipInfo, chunks: Iterable[bytes]) -> Part:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as stream:
            for chunk in chunks:
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return Part(size, digest.hexdigest())


@contextmanager
def writing(target: Path, *, is_forced: bool) -> Iterator[BackupWriter]:
    """A writer whose file appears under its name whole, synced and readable by its owner only, or not at all."""
    check_target(target, is_forced=is_forced)
    partial = target.with_name(target.name + ".part")
    descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            os.fchmod(stream.fileno(), 0o600)
            writer = BackupWriter(stream)
            try:
                yield writer
            except BaseException:  # an interrupt too must not leave half a backup
                writer.abandon()
                raise
            _seal(stream)
        partial.replace(target)
        _sync_directory(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def check_target(target: Path, *, is_forced: bool) -> None:
    """Raises BackupError when the file cannot be made there."""
    if target.is_dir() or not target.parent.is_dir():
        raise BackupError(_("%(path)s is no file that can be written.") % {"path": target})
    if target.exists() and not is_forced:
        raise BackupError(
            _("The file %(path)s is there already.") % {"path": target},
            hint=_("Choose another name, or overwrite it with --force."),
        )


@dataclass(frozen=True)
class Backup:
    """A verified backup; :func:`open_backup` gives it."""

    manifest: Manifest
    _zip: zipfile.ZipFile

    def read(self, name: str) -> Iterator[bytes]:
        """The pieces of one part. Raises DamagedBackupError at the end when they are not the part's."""
        digest = hashlib.sha256()
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise DamagedBackupError(str(error)) from error
        if digest.hexdigest() != self.manifest.parts[name].sha256:
            raise _damaged()

    def extract(self, name: str, target: Path) -> None:
        """Write one part to a file for its owner only."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            for chunk in self.read(name):
                stream.write(chunk)


@contextmanager
def open_backup(source: Path) -> Iterator[Backup]:
    """The backup, after every byte of it was checked. Raises BackupError for anything else."""
    if not source.is_file():
        raise BackupError(_("There is no file %(path)s.") % {"path": source})
    with source.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise BackupError(_("%(path)s is no backup of Mayak.") % {"path": source})
        if _read_tail(stream) != (MARK, _digest(stream)):
            raise _damaged()
        with zipfile.ZipFile(stream) as content:
            yield Backup(read_manifest(content.read(MANIFEST)), content)


def _damaged() -> DamagedBackupError:
    return DamagedBackupError(
        _("The backup is damaged or was not copied whole."),
        hint=_("Copy the file again from where it was made, or take an older backup. Nothing was changed."),
    )


def _seal(stream: IO[bytes]) -> None:
    """Put the digest of the file into its comment, and the file onto the disk."""
    stream.flush()
    digest = _digest(stream)
    stream.seek(-DIGEST_LENGTH, os.SEEK_END)
    stream.write(digest.encode())
    stream.flush()
    os.fsync(stream.fileno())


def _digest(stream: IO[bytes]) -> str:
    """SHA-256 of all but the digest itself."""
    left = stream.seek(0, os.SEEK_END) - DIGEST_LENGTH
    stream.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _read_tail(stream: IO[bytes]) -> tuple[bytes, str]:
    """The mark and the digest at the end."""
    length = len(MARK) + DIGEST_LENGTH
    if stream.seek(0, os.SEEK_END) < length:
        return b"", ""
    stream.seek(-length, os.SEEK_END)
    return stream.read(len(MARK)), stream.read().decode("ascii", "replace")


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_room(path: Path, needed: int) -> None:
    """Raises BackupError when the disk has less than ``needed`` bytes free."""
    free = shutil.disk_usage(path).free
    if free < needed:
        raise BackupError(
            _("The disk of %(path)s has %(free)s MB free; about %(needed)s MB are needed.")
            % {"path": path, "free": free // CHUNK, "needed": needed // CHUNK + 1}
        )
