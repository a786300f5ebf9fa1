"""Tables as text: encoding and delimiter found by reading, never guessed from statistics."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources.header import HEADER_WITHIN_ROWS
from mayak.exchange.sources.recognise import known_headers
from mayak.exchange.sources.sheet import Row

DELIMITERS = ";,\t|"
# What a person may choose from; "utf-8-sig" reads UTF-8 with and without its mark.
ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp866", "koi8-r")
HEAD_BYTES = 65_536
csv.field_size_limit(16 * 1024 * 1024)
# Stands after the last line; a cell that ends with it was never closed.
END_OF_TABLE = "\x1aend of table\x1a"


def encoding_of(path: Path) -> str:
    """BOM, strict UTF-8, then the one of the old Russian encodings that shows known headers; cp1251 by default."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if utf16 := _utf16_without_mark(head):
            return utf16
        stream.seek(0)
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _old_encoding_of(head)
    return "utf-8"


def _utf16_without_mark(head: bytes) -> str:
    """UTF-16 whose mark was cut off shows as zero bytes at every second place."""
    sample = head[:2000]
    if sample.count(0) * 5 < len(sample):
        return ""
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _old_encoding_of(head: bytes) -> str:
    """Headers are the evidence: a wrong encoding shows none of them."""

    def score(encoding: str) -> int:
        text = head.decode(encoding, errors="replace")
        rows = [row for delimiter in DELIMITERS for row in _first_rows(text, delimiter)]
        return max((known_headers(row) for row in rows), default=0)

    return max(("cp1251", "cp866", "koi8-r"), key=score)


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            rows.append([cell.strip() for cell in row])
            if len(rows) >= HEADER_WITHIN_ROWS:
                break
    except csv.Error:
        pass  # a quotation mark that is never closed is told when the rows are read
    return rows


def delimiter_of(head: str) -> str:
    """The delimiter under which the first lines hold most known headers, then most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = _first_rows(head, delimiter)
        return max((known_headers(row) for row in rows), default=0), max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=score)


def read_head(path: Path, encoding: str) -> str:
    """The first lines, whole."""
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        return stream.read(HEAD_BYTES)


def rows_of(path: Path, encoding: str, delimiter: str, *, called: str = "") -> Iterator[Row]:
    """All rows as lists of text. ``called`` is the name people know the file by, where it is stored under another.

    Raises UnusableInputError for a quotation mark that is opened and never closed: it would swallow all rows after it.
    """
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        # A zero byte, left by some exporters, is no character of a text and the database refuses it.
        lines = (line.replace("\0", "") for line in stream)
        reader = csv.reader(chain(lines, [END_OF_TABLE]), delimiter=delimiter)
        read = 0
        try:
            for row in reader:
                if row == [END_OF_TABLE]:
                    return
                if row and row[-1].endswith(END_OF_TABLE):
                    raise _unclosed(called or path.name, read + 1)
                yield row
                read = reader.line_num
        except csv.Error:
            raise _unclosed(called or path.name, read + 1) from None


def _unclosed(name: str, line: int) -> UnusableInputError:
    return UnusableInputError(
        _("%(file)s: a quotation mark in line %(line)d is opened and never closed.") % {"file": name, "line": line},
        hint=_("Remove the mark or double it, then bring the table in again; nothing was written."),
    )
