"""Running a script of pg_dump through a plain connection: no psql needed, memory flat, any server from 15 on."""

import re
from collections.abc import Callable, Iterable, Iterator

import psycopg

# What a newer pg_dump writes first may name settings an older server has never heard of.
_SETTING = re.compile(rb"SET (\w+) = ")
_COPY = re.compile(rb"COPY (?:public\.)?(\S+) \(.*\) FROM stdin;\n$")
_END = b"\\.\n"


def load_script(
    session: "psycopg.Connection[tuple[object, ...]]",
    chunks: Iterable[bytes],
    *,
    on_table: Callable[[str], None] = lambda table: None,
) -> None:
    """Run the script within the session's transaction; ``on_table`` hears the table whose rows come next.

    A command of psql in it (a line with a backslash) is an error of SQL here: nothing is ever run by a shell.
    """
    reader = _Reader(iter(chunks))
    known = {str(row[0]).encode() for row in session.execute("SELECT name FROM pg_settings")}
    statements: list[bytes] = []
    is_preamble = True
    guard = b""
    with session.cursor() as cursor:
        for line in reader.lines():
            if line.startswith(b"-- Name: "):
                is_preamble = False
            if is_preamble and line.startswith(b"\\restrict "):
                guard = line.replace(b"restrict", b"unrestrict", 1)
                continue
            if line == guard or line == b"CREATE SCHEMA public;\n":
                continue
            if is_preamble and (setting := _SETTING.match(line)) and setting[1] not in known:
                continue
            copied = _COPY.match(line)
            if not copied:
                statements.append(line)
                continue
            _run(cursor, statements)
            on_table(copied[1].decode())
            with cursor.copy(line.rstrip(b";\n")) as copy:
                for rows in reader.rows():
                    copy.write(rows)
        _run(cursor, statements)


def _run(cursor: "psycopg.Cursor[tuple[object, ...]]", statements: list[bytes]) -> None:
    text = b"".join(statements)
    statements.clear()
    if any(line and not line.startswith(b"--") for line in text.splitlines()):
        cursor.execute(text, prepare=False)


class _Reader:
    """Lines of SQL, and between them the rows of a table in large pieces."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._buffer = b""
        self._at = 0

    def lines(self) -> Iterator[bytes]:
        """The lines from here, each with its end."""
        while True:
            end = self._buffer.find(b"\n", self._at)
            if end >= 0:
                line = self._buffer[self._at : end + 1]
                self._at = end + 1
                yield line
            elif not self._more():
                if rest := self._buffer[self._at :]:
                    self._at = len(self._buffer)
                    yield rest + b"\n"
                return

    def rows(self) -> Iterator[bytes]:
        """The rows up to the line that ends them, which is passed over. Raises ValueError when there is none."""
        while True:
            if self._buffer.startswith(_END, self._at):
                self._at += len(_END)
                return
            end = self._buffer.find(b"\n" + _END, self._at)
            if end >= 0:
                yield self._buffer[self._at : end + 1]
                self._at = end + 1 + len(_END)
                return
            # Whole lines only: the line that ends them must be seen from its beginning.
            whole = self._buffer.rfind(b"\n", self._at) + 1
            if whole > self._at:
                yield self._buffer[self._at : whole]
                self._at = whole
            if not self._more():
                raise ValueError("the rows of a table have no end")

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return True
