"""What a file is, seen from its content and never from its name; what cannot be a table is refused with advice."""

import copy
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources.bank import SIGNATURE
from mayak.exchange.sources.source import Form

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
PIECE = 1 << 20
# A workbook is held in memory while it is read: what unpacks to more is too much for the machine.
MOST_UNPACKED_BOOK = 700 * 1024 * 1024
MOST_ENTRIES = 20_000
_BOOK_ENTRIES = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb", "content.xml": ".ods"}
_OLE_NAMES = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document")}
_OLE_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))


@dataclass(frozen=True)
class Content:
    """What a file holds. ``suffix`` is the one that belongs to the content; "archive" is unpacked by the caller."""

    form: Form | None
    suffix: str

    @property
    def is_archive(self) -> bool:
        """Whether it is a .zip of tables."""
        return self.form is None


def content_of(path: Path, name: str) -> Content:
    """What the file is. Raises UnusableInputError that says why it is no table and what to do."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise _refused(name, _("the file is empty"), _("Export the table again and look whether it has rows."))
    if head.startswith(ZIP):
        return _of_zip(path, name)
    if head.startswith(b"PK\x05\x06"):
        raise _refused(name, _("the archive is empty"), _("Put the tables into it and upload it again."))
    if head.startswith(OLE):
        return _of_ole(path, name)
    if reason := _known_wrong(head):
        raise _refused(name, *reason)
    if SIGNATURE.encode() in head[:64]:
        return Content(Form.STATEMENT, ".txt")
    if _is_binary(head):
        raise _refused(
            name,
            _("this is neither a workbook nor a text table"),
            _("Save the table as .xlsx or .csv and upload that."),
        )
    suffix = Path(name).suffix.lower()
    return Content(Form.TEXT, suffix if suffix in (".csv", ".txt", ".tsv") else ".csv")


def _refused(name: str, reason: str, hint: str) -> UnusableInputError:
    return UnusableInputError(f"{name}: {reason}.", hint=hint)


def _known_wrong(head: bytes) -> tuple[str, str] | None:
    """The name of a format that people upload by mistake, and what to do."""
    as_table = _("Find the table that it was made from, save it as .xlsx or .csv and upload that.")
    if head.startswith(b"%PDF"):
        return _("this is a PDF: a printed page, no table"), as_table
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or head[8:12] == b"WEBP":
        return _("this is a picture, no table"), as_table
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return _("this archive cannot be opened here"), _("Unpack it and upload the tables, or pack them as .zip.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return _("this is a web page, whatever its name says"), _("Open it in Excel, save it as .xlsx and upload that.")
    if start.startswith((b"<?xml", b"<workbook")):
        return _("this is XML, no table"), _("Open it in Excel, save it as .xlsx and upload that.")
    if start.startswith(b"{\\rtf"):
        return _("this is a text document, no table"), as_table
    if start.startswith((b"{", b"[{")):
        return _("this is JSON, no table"), _("Export the table as .xlsx or .csv and upload that.")
    return None


def _is_binary(head: bytes) -> bool:
    """Zero bytes that are no UTF-16, or mostly control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = head.count(0)
    if zeros * 5 >= len(head):
        # UTF-16 of Russian or Latin text has zeros or fours at every second place only.
        return head[0::2].count(0) * 20 >= len(head) and head[1::2].count(0) * 20 >= len(head)
    controls = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 26, 27))
    return controls * 20 > len(head)


def _of_zip(path: Path, name: str) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if len(names) > MOST_ENTRIES:
                raise _refused(name, _("too many files inside"), _("Upload the tables in several portions."))
            suffix = next((suffix for entry, suffix in _BOOK_ENTRIES.items() if entry in names), "")
            if suffix:
                if suffix == ".ods" and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise _protected(name)
                unpacked_size(archive, archive.infolist(), MOST_UNPACKED_BOOK, name)
                return Content(Form.BOOK, suffix)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused(name, _("the file is damaged"), _("Save it again and upload it once more.")) from error
    if any(entry.startswith("word/") for entry in names):
        raise _refused(
            name, _("this is a Word document"), _("Copy its table into Excel, save it as .xlsx, upload that.")
        )
    if any(entry.startswith("ppt/") for entry in names):
        raise _refused(name, _("this is a presentation"), _("Save the table as .xlsx or .csv and upload that."))
    return Content(None, ".zip")


def unpacked_size(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], most: int, name: str) -> int:
    """Bytes that really come out, counted by unpacking: what an entry says of itself may be a lie."""
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise _protected(name)
        honest = copy.copy(entry)
        # The reader takes the size for the end and its checksum for wrong there: it must lie beyond the piece too many.
        honest.file_size = most + 2 * PIECE
        with archive.open(honest) as stream:
            try:
                while piece := stream.read(PIECE):
                    total += len(piece)
                    if total > most:
                        raise _refused(
                            name,
                            _("it unpacks to more than %(size)d MB") % {"size": most // 1024 // 1024},
                            _("Divide the table into several files, or save it as .csv."),
                        )
            except EOFError:
                continue
    return total


def _protected(name: str) -> UnusableInputError:
    return _refused(
        name, _("it is protected by a password"), _("Open it, take the password off, save it and upload it again.")
    )


def _of_ole(path: Path, name: str) -> Content:
    """The old container of Microsoft: an old workbook, a protected new one, or a document."""
    content = path.read_bytes()
    if _OLE_NAMES["EncryptedPackage"] in content:
        raise _protected(name)
    if any(entry in content for entry in _OLE_BOOKS):
        return Content(Form.BOOK, ".xls")
    if _OLE_NAMES["WordDocument"] in content:
        raise _refused(
            name, _("this is a Word document"), _("Copy its table into Excel, save it as .xlsx, upload that.")
        )
    raise _refused(
        name, _("this is neither a workbook nor a text table"), _("Save the table as .xlsx or .csv and upload that.")
    )
