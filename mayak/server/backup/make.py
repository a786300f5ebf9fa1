"""Making a backup: the database, the uploaded files, the signing key."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from mayak.server.backup.archive import CHUNK, BackupWriter, check_room, check_target, writing
from mayak.server.backup.database import Snapshot, snapshot
from mayak.server.backup.manifest import Manifest
from mayak.server.environment import external_database
from mayak.server.home import Home, open_home
from mayak.server.postgres.sharing import join_server
from mayak.server.words import gettext as _

DATABASE = "database.sql"
SECRET = "secret.json"
MEDIA = "media/"
# What marks the home as a demo office.
RECORDS = ["demo.json"]
# Already compressed: squeezing them again takes time for nothing.
COMPRESSED = {".zip", ".xlsx", ".docx", ".pptx", ".png", ".jpg", ".jpeg", ".gz", ".mp3", ".mp4", ".pdf", ".webp"}
SAID_EVERY = 256 * CHUNK

Say = Callable[[str], None]


def make_backup(*, home: Path | None, target: Path, is_forced: bool = False, say: Say) -> Manifest:
    """Write the whole office to ``target`` while it serves or not; returns what the file says about itself."""
    place = open_home(home)
    target = target.expanduser().absolute()
    check_target(target, is_forced=is_forced)
    with database_address(place) as url, snapshot(url) as taken:
        # The files of the database hold indexes and free space too: its text, compressed, stays far below.
        check_room(target.parent, taken.size // 3 + _weight(place.media))
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            postgres=taken.postgres,
            migrations=taken.migrations,
            counts=taken.counts,
        )
        with writing(target, is_forced=is_forced) as writer:
            _add_database(writer, taken, say)
            _add_files(writer, place, say)
            return writer.finish(manifest)


@contextmanager
def database_address(home: Home) -> Iterator[str]:
    """The address of the home's database, whose server runs meanwhile; DATABASE_URL when that is set."""
    if external := external_database():
        yield external
        return
    use = join_server(home)
    try:
        yield use.url
    finally:
        use.leave()


def _add_database(writer: BackupWriter, taken: Snapshot, say: Say) -> None:
    say(
        _("Database: %(rows)s rows in %(tables)s tables")
        % {"rows": sum(taken.counts.values()), "tables": len(taken.counts)}
    )
    writer.add(DATABASE, telling(taken.dump(), say))


def telling(chunks: Iterator[bytes], say: Say) -> Iterator[bytes]:
    """The same pieces, with a word now and then about how many went by."""
    done = said = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        if done - said >= SAID_EVERY:
            said = done
            say(_("… %(size)s MB") % {"size": done // CHUNK})


def _add_files(writer: BackupWriter, home: Home, say: Say) -> None:
    """After the snapshot: every file that a row of it names was written before the row was."""
    key = os.environ.get("MAYAK_SECRET_KEY") or home.secrets().django_key
    writer.add(SECRET, [json.dumps({"django": key}).encode()])
    for name in RECORDS:
        if (home.path / name).exists():
            writer.add(name, [(home.path / name).read_bytes()])
    files = [path for path in sorted(home.media.rglob("*")) if path.is_file() and not path.is_symlink()]
    say(_("Files: %(count)s") % {"count": len(files)})
    for path in files:
        name = MEDIA + path.relative_to(home.media).as_posix()
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            continue  # removed meanwhile, and its row too
        with stream:
            writer.add(name, _pieces(stream), is_compressed=path.suffix.lower() not in COMPRESSED)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


def _weight(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
