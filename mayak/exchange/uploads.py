"""Uploaded files are stored in the folder of their import, under names of our own; archives are unpacked.

What a file is, is seen from its content, never from what it claims. A file that is no table is refused with advice;
the others of the batch come in.
"""

import secrets
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources.contents import Content, content_of

MOST_FILES = 200
MOST_BYTES = 300 * 1024 * 1024
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
MOST_PASTED = 10 * 1024 * 1024
PIECE = 1 << 20
LONGEST_NAME = 150
UTF8_NAME = 0x800
_NO_TABLES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Stored:
    """A file in the folder: the name people know, the one it is stored under, what it is."""

    name: str
    stored: str
    size: int
    form: str


@dataclass
class Batch:
    """What became of an upload: what is stored, and what was refused: (name, error)."""

    stored: list[Stored] = field(default_factory=list)
    refused: list[tuple[str, UnusableInputError]] = field(default_factory=list)


def store_files(files: "Iterable[UploadedFile[bytes]]", folder: Path, *, already: int = 0) -> Batch:
    """Put uploaded files into the folder. Raises UnusableInputError when there are none, or too many or too large."""
    files = list(files)
    if not files:
        raise UnusableInputError(_("No file was chosen."), hint=_("Choose tables, a workbook or a .zip of them."))
    if already + len(files) > MOST_FILES or sum(file.size or 0 for file in files) > MOST_BYTES:
        raise UnusableInputError(
            _("That is more than a page can take: %(files)d files or %(size)d MB at most.")
            % {"files": MOST_FILES, "size": MOST_BYTES // 1024 // 1024},
            hint=_("Use the command “mayak import” on the machine that Mayak runs on."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    batch = Batch()
    for file in files:
        name = shown_name(file.name or "")
        if is_ignored(file.name or ""):
            continue
        try:
            _store(name, file.chunks(PIECE), folder, batch, left=MOST_FILES - already)
        except UnusableInputError as error:
            batch.refused.append((name, error))
    return batch


def store_pasted(text: str, name: str, folder: Path) -> Batch:
    """Put a table copied from a spreadsheet into the folder. Raises UnusableInputError when it is none."""
    if "\t" not in text and "\n" not in text.strip():
        raise UnusableInputError(
            _("What was pasted is no table."),
            hint=_("Select the table with its headers in the spreadsheet, copy it, and paste it here."),
        )
    if len(text) > MOST_PASTED:
        raise UnusableInputError(_("What was pasted is too long."), hint=_("Save the table as a file and upload that."))
    folder.mkdir(parents=True, exist_ok=True)
    batch = Batch()
    _store(f"{name}.tsv", iter([text.encode()]), folder, batch, left=1)
    return batch


def shown_name(name: str) -> str:
    """The bare name of a file without a path, fit to be shown and kept."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[-LONGEST_NAME:].strip() or _("table")


def is_ignored(name: str) -> bool:
    """Whether it is nothing but what systems leave in folders: locks, thumbnails, hidden files."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return bare.startswith((".", "~$")) or any(part in name for part in _NO_TABLES)


def _store(name: str, pieces: Iterator[bytes], folder: Path, batch: Batch, *, left: int) -> None:
    place = folder / secrets.token_hex(8)
    size = 0
    try:
        with place.open("wb") as target:
            for piece in pieces:
                size += len(piece)
                target.write(piece)
        content = content_of(place, name)
        if content.is_archive:
            _unpack(place, name, folder, batch, left)
        else:
            batch.stored.append(_kept(place, name, size, content))
    except OSError as error:
        raise UnusableInputError(
            _("%(name)s could not be stored: %(error)s.") % {"name": name, "error": error.strerror or error},
            hint=_("Tell whoever looks after the machine; perhaps its disk is full."),
        ) from error
    finally:
        place.unlink(missing_ok=True)


def _kept(place: Path, name: str, size: int, content: Content) -> Stored:
    stored = place.with_name(place.name + content.suffix)
    place.rename(stored)
    return Stored(name, stored.name, size, str(content.form))


def _unpack(place: Path, shown: str, folder: Path, batch: Batch, left: int) -> None:
    """Every table of the archive under its bare name: paths inside cannot lead anywhere."""
    try:
        with zipfile.ZipFile(place) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_ignored(_name_of(entry))]
            _check_archive(entries, shown, left)
            budget = [MOST_UNPACKED]
            for entry in entries:
                _unpack_entry(archive, entry, shown, folder, batch, budget)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnusableInputError(
            _("“%(name)s” is damaged.") % {"name": shown}, hint=_("Save it again and upload it once more.")
        ) from error


def _check_archive(entries: list[zipfile.ZipInfo], shown: str, left: int) -> None:
    if not entries:
        raise UnusableInputError(
            _("“%(name)s” holds no files.") % {"name": shown}, hint=_("Put the tables into it and upload it again.")
        )
    if len(entries) > left:
        raise UnusableInputError(
            _("“%(name)s” holds more than %(files)d files.") % {"name": shown, "files": left},
            hint=_("Upload the tables in several portions."),
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnusableInputError(
            _("“%(name)s” is protected by a password.") % {"name": shown}, hint=_("Pack it again without a password.")
        )
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_large(shown)


def _too_large(shown: str) -> UnusableInputError:
    return UnusableInputError(
        _("“%(name)s” unpacks to more than %(size)d MB.") % {"name": shown, "size": MOST_UNPACKED // 1024 // 1024},
        hint=_("Upload the tables in several portions."),
    )


def _unpack_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, folder: Path, batch: Batch, budget: list[int]
) -> None:
    name = shown_name(_name_of(entry))
    place = folder / secrets.token_hex(8)
    # What an entry says of its size may be a lie: it is read to its real end, within what is left. The reader takes the
    # size for the end and its checksum for wrong there, so that it must lie beyond the piece that breaks the budget.
    entry.file_size = budget[0] + 2 * PIECE
    try:
        with archive.open(entry) as source, place.open("wb") as target:
            while piece := source.read(PIECE):
                budget[0] -= len(piece)
                if budget[0] < 0:
                    raise _too_large(shown)
                target.write(piece)
        content = content_of(place, name)
        if content.is_archive:
            error = UnusableInputError(
                _("%(name)s: an archive inside an archive is not opened.") % {"name": name},
                hint=_("Unpack it and upload its tables."),
            )
            batch.refused.append((name, error))
        else:
            batch.stored.append(_kept(place, name, place.stat().st_size, content))
    except UnusableInputError as error:
        if budget[0] < 0:
            raise
        batch.refused.append((name, error))
    finally:
        place.unlink(missing_ok=True)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Windows packs Russian names in cp866 without saying so."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return entry.filename
