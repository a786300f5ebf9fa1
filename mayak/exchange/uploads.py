"""Uploaded files become a folder to plan from; what they are is seen from their content, never from what they claim."""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from mayak.exchange.problems import UnusableInputError

MOST_FILES = 100
MOST_BYTES = 300 * 1024 * 1024
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
PIECE = 1 << 20
ZIP, OLD_BOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF8_NAME = 0x800
_UNSAFE = re.compile(r"[^\w .()«»№–—-]+")


@contextmanager
def unpacked(files: "Iterable[UploadedFile[bytes]]") -> Iterator[Path]:
    """A temporary folder with the uploaded tables; archives are unpacked. Raises UnusableInputError."""
    files = list(files)
    if not files:
        raise UnusableInputError(_("No file was chosen."), hint=_("Choose tables, a workbook or a .zip of them."))
    if len(files) > MOST_FILES or sum(file.size or 0 for file in files) > MOST_BYTES:
        raise UnusableInputError(
            _("That is more than a page can take: %(files)d files or %(size)d MB at most.")
            % {"files": MOST_FILES, "size": MOST_BYTES // 1024 // 1024},
            hint=_("Use the command “mayak import” on the machine that Mayak runs on."),
        )
    with tempfile.TemporaryDirectory(prefix="mayak-import-") as name:
        folder = Path(name)
        for number, file in enumerate(files):
            _save(file, folder, number)
        yield folder


def _save(file: "UploadedFile[bytes]", folder: Path, number: int) -> None:
    head = file.read(4)
    file.seek(0)
    shown = file.name or f"table-{number}.csv"
    if head == ZIP and not _is_book(file):
        _unpack(file, folder, shown)
        return
    name = PurePosixPath(shown.replace("\\", "/"))
    suffix = name.suffix.lower()
    if head == ZIP and suffix not in {".xlsx", ".xlsm", ".xlsb", ".ods"}:
        suffix = ".xlsx"
    elif head == OLD_BOOK:
        suffix = ".xls"
    elif head != ZIP and suffix not in {".csv", ".txt", ".tsv"}:
        suffix = ".csv"
    with _place(folder, name.stem, suffix).open("wb") as target:
        for piece in file.chunks(PIECE):
            target.write(piece)


def _is_book(file: "UploadedFile[bytes]") -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise UnusableInputError(
            _("“%(name)s” is damaged.") % {"name": file.name}, hint=_("Save it again and upload it once more.")
        ) from error
    finally:
        file.seek(0)
    return "[Content_Types].xml" in names or "content.xml" in names


def _unpack(file: "UploadedFile[bytes]", folder: Path, shown: str) -> None:
    """Every table of the archive under its bare name: paths inside cannot lead anywhere."""
    left = MOST_UNPACKED
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise UnusableInputError(
                _("“%(name)s” holds more than %(files)d files.") % {"name": shown, "files": MOST_FILES},
                hint=_("Upload the tables in several portions."),
            )
        for entry in entries:
            name = PurePosixPath(_name_of(entry).replace("\\", "/"))
            if entry.flag_bits & 1:
                raise UnusableInputError(
                    _("“%(name)s” is protected by a password.") % {"name": shown},
                    hint=_("Pack it again without a password."),
                )
            with archive.open(entry) as source, _place(folder, name.stem, name.suffix.lower()).open("wb") as target:
                while piece := source.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise UnusableInputError(
                            _("“%(name)s” unpacks to more than %(size)d MB.")
                            % {"name": shown, "size": MOST_UNPACKED // 1024 // 1024},
                            hint=_("Upload the tables in several portions."),
                        )
                    target.write(piece)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Windows packs Russian names in cp866 without saying so."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return entry.filename


def _place(folder: Path, stem: str, suffix: str) -> Path:
    """A free, harmless file name."""
    stem = _UNSAFE.sub("_", stem).strip(". ")[:100] or "table"
    suffix = suffix if re.fullmatch(r"\.\w{1,5}", suffix) else ""
    place, number = folder / f"{stem}{suffix}", 2
    while place.exists():
        place, number = folder / f"{stem} {number}{suffix}", number + 1
    return place
