"""Which table a sheet is: by its name, by what the office remembers, failing that by its headers."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mayak.exchange.sources.targets import Target, is_error_column, map_headers, target_of_header, targets_of
from mayak.exchange.tables import BY_CODE, TABLES
from mayak.exchange.tables.spec import Table, folded_label

LONGEST_HEADER = 120
_NOT_LETTERS = re.compile(r"[^a-zа-я ]+")


@dataclass(frozen=True)
class Memory:
    """What a person said about a set of headers before: the table, and header → target ("" is left out)."""

    table: str
    mapping: Mapping[str, str]
    saved_at: datetime


Memories = Mapping[str, Memory]


def keys_of(headers: list[str]) -> list[str]:
    """A name for each column that memory can keep: the folded header, numbered when it stands more than once."""
    seen: dict[str, int] = {}
    found = []
    for header in headers:
        if is_error_column(header):
            found.append("")
            continue
        folded = folded_label(header)
        seen[folded] = seen.get(folded, 0) + 1
        found.append(folded if seen[folded] == 1 else f"{folded}#{seen[folded]}")
    return found


def fingerprint_of(headers: list[str]) -> str:
    """The same for the same set of headers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(key for key in keys_of(headers) if key)).encode()).hexdigest()


def _bare(name: str) -> str:
    """The name without numbers, dates and signs: "01_Клиенты (2026)" is "клиенты"."""
    return " ".join(_NOT_LETTERS.sub(" ", folded_label(name)).split())


_BY_NAME = {folded_label(word): table for table in TABLES for word in (table.code, table.label)}
_BY_BARE_NAME = {_bare(word): table for table in TABLES for word in (*table.also, table.label, table.code)}


def table_named(name: str) -> Table | None:
    """The table that a file or sheet is named after."""
    return _BY_NAME.get(folded_label(name)) or _BY_BARE_NAME.get(_bare(name))


@lru_cache(maxsize=50_000)
def _is_known_somewhere(header: str) -> bool:
    return any(target_of_header(table, header) for table in TABLES)


def known_headers(headers: list[str], table: Table | None = None) -> int:
    """How many cells are headers of the table (of any one table: the most)."""
    headers = [header for header in headers if header and len(header) <= LONGEST_HEADER and _is_known_somewhere(header)]
    if not headers:
        return 0
    tables = [table] if table else TABLES
    return max(sum(target is not None for target in map_headers(each, headers)) for each in tables)


def table_with_headers(headers: list[str]) -> Table | None:
    """The table whose required columns are all there and which knows most of the headers; None when unclear."""
    scored = []
    for table in TABLES:
        targets = map_headers(table, headers)
        columns = {column.code for target in targets if target for column in target.columns_of(table)}
        required = {column.code for column in table.columns if column.required}
        if len(columns) >= 2 and required <= columns:
            scored.append((len(columns), len(required), table))
    scored.sort(key=lambda item: item[:2], reverse=True)
    if not scored or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
        return None
    return scored[0][2]


def table_instead(named: Table, headers: list[str]) -> Table | None:
    """The table that knows the headers when the one that the sheet is named after knows less than half as many.

    «Контакты» are calls by name in one office and people in another.
    """
    likeliest, known = likeliest_table(headers)
    return likeliest if known >= 3 and known_headers(headers, named) * 2 < known else None


def likeliest_table(headers: list[str]) -> tuple[Table | None, int]:
    """The table that knows most of the headers, and how many; a proposal to a person, nothing more."""
    best = max(TABLES, key=lambda table: known_headers(headers, table))
    known = known_headers(headers, best)
    return (best, known) if known else (None, 0)


def remembered(memories: Memories, headers: list[str]) -> tuple[Table, list[Target | None], set[int], Memory] | None:
    """What the office remembers of these headers: table, targets, places left out on purpose, the memory itself."""
    memory = memories.get(fingerprint_of(headers)) if headers else None
    if memory is None or memory.table not in BY_CODE:
        return None
    known = targets_of(memory.table)
    answers = [memory.mapping.get(key) for key in keys_of(headers)]
    targets = [known.get(answer) if answer else None for answer in answers]
    left = {place for place, answer in enumerate(answers) if answer == ""}
    return BY_CODE[memory.table], targets, left, memory
