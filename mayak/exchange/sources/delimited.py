"""Tables as text: encoding and delimiter found by reading, never guessed from statistics."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from mayak.exchange.problems import UnusableInputError
from mayak.exchange.sources.recognise import known_headers
from mayak.exchange.sources.sheet import Row

DELIMITERS = ";,\t"
HEAD_BYTES = 65_536
csv.field_size_limit(16 * 1024 * 1024)
# Stands after the last line; a cell that ends with it was never closed.
END_OF_TABLE = "\x1aend of table\x1a"


def encoding_of(path: Path) -> str:
    """BOM, strict UTF-8, then cp1251."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        head = stream.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        stream.seek(0)
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def delimiter_of(head: str) -> str:
    """The delimiter under which the first lines hold most known headers, then most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = []
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= 5:
                break
        return max((known_headers(row) for row in rows), default=0), max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=score)


def read_head(path: Path, encoding: str) -> str:
    """The first lines, whole."""
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        return stream.read(HEAD_BYTES)


def rows_of(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """All rows as lists of text.

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
                    raise _unclosed(path, read + 1)
                yield row
                read = reader.line_num
        except csv.Error:
            raise _unclosed(path, read + 1) from None


def _unclosed(path: Path, line: int) -> UnusableInputError:
    return UnusableInputError(
        _("%(file)s: a quotation mark in line %(line)d is opened and never closed.")
        % {"file": path.name, "line": line},
        hint=_("Remove the mark or double it, then bring the table in again; nothing was written."),
    )
