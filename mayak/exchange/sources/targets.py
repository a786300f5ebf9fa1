"""Where a column of a file can go: to a column of the table, to one kind of a person's phones, to a name's parts."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mayak.exchange.tables import BY_CODE, words
from mayak.exchange.tables.spec import Column, Kind, Table, folded_label

FULL_NAME = "full_name"
NAME_PARTS = ("last_name", "first_name", "middle_name")
# Several columns of a file may go to one of these: their cells are joined.
JOINED = {Kind.PHONES, Kind.EMAILS, Kind.WORDS}
GROUP_SEPARATOR = " / "
# What a workbook of bad rows tells in front of its rows: no data, whatever is mended in the others.
ERROR_COLUMN = "Ошибка"


def is_error_column(header: str) -> bool:
    """Whether a column tells what is wrong with its rows."""
    return folded_label(header) == folded_label(ERROR_COLUMN)


_NAME_HEADERS = {
    "фио", "ф и о", "фио полностью", "полное имя", "фамилия имя отчество", "фамилия имя", "фио сотрудника",
    "фио контактного лица", "контактное лицо фио", "full name", "fio",
}  # fmt: skip
_PHONE = re.compile(r"(?:^|\b)(?:тел|телефон|телефоны|phone|номер телефона)\b")
_MAIL = re.compile(r"(?:^|\b)(?:e mail|email|почта|эл почта|электронная почта|mail)\b")
_KINDS = (
    ("mobile", re.compile(r"\b(?:моб|мобильный|мобильная|сот|сотовый|mobile)\b")),
    ("work", re.compile(r"\b(?:раб|рабочий|рабочая|служебный|служебная|городской|work)\b")),
    ("personal", re.compile(r"\b(?:личный|личная|личн|дом|домашний|домашняя|personal|home)\b")),
)
_NOT_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Target:
    """One answer to "where does this column go". ``kind`` names the kind of phones or mailboxes."""

    column: Column
    kind: str = ""
    is_name: bool = False

    @property
    def code(self) -> str:
        """How choices and memory write it."""
        if self.is_name:
            return FULL_NAME
        return f"{self.column.code}:{self.kind}" if self.kind else self.column.code

    @property
    def label(self) -> str:
        """What a person reads in the list."""
        if self.is_name:
            return _("Full name: last, first, middle")
        if self.kind:
            kind = words.POINT_KIND.words[self.kind][0] if (get_language() or "ru").startswith("ru") else self.kind
            return f"{self.column.title}: {kind}"
        return self.column.title

    @property
    def is_required(self) -> bool:
        """Whether a new row needs it."""
        return self.column.required

    def columns_of(self, table: Table) -> list[Column]:
        """The table's columns that it fills."""
        if not self.is_name:
            return [self.column]
        return [table.by_code[code] for code in NAME_PARTS if code in table.by_code]


@cache
def targets_of(code: str) -> dict[str, Target]:
    """Every target of a table by code, in the order of the table."""

    table = BY_CODE[code]
    found: list[Target] = []
    for column in table.columns:
        if column.code == "last_name":
            found.append(Target(column, is_name=True))
        found.append(Target(column))
        if column.kind in (Kind.PHONES, Kind.EMAILS):
            kinds = ("work", "mobile", "personal") if column.kind is Kind.PHONES else ("work", "personal")
            found += [Target(column, kind) for kind in kinds]
    return {target.code: target for target in found}


def _bare(header: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", folded_label(header)).split())


def target_of_header(table: Table, header: str) -> Target | None:
    """The target that a header names by itself, in any of the words known for it; None: nobody knows."""
    targets = targets_of(table.code)
    if not header:
        return None
    if column := table.header_index.get(folded_label(header)):
        return targets[column.code]
    if GROUP_SEPARATOR in header:
        return _of_group(table, header)
    bare = _bare(header)
    if FULL_NAME in targets and bare in _NAME_HEADERS:
        return targets[FULL_NAME]
    if (kind := _point_of(bare)) in targets:
        return targets[kind]
    if ":" in header and (column := table.header_index.get(folded_label(header.partition(":")[0]))):
        return targets[column.code]
    return None


def _of_group(table: Table, header: str) -> Target | None:
    """A header of two rows: the group with the name, else the name by itself, else the group."""
    group, _slash, name = header.partition(GROUP_SEPARATOR)
    for text in (f"{group} {name}", f"{name} {group}", name):
        if target := target_of_header(table, text):
            return target
    return None


def _point_of(bare: str) -> str:
    """ "phones:work" for «тел раб», "phones" for «номер телефона», "" for anything else."""
    if bare in ("моб", "мобильный", "сотовый", "мобильный номер"):
        return "phones:mobile"
    for code, pattern in (("phones", _PHONE), ("emails", _MAIL)):
        if pattern.search(bare):
            return _with_kind(code, pattern.sub("", bare, count=1))
    return ""


def _with_kind(code: str, rest: str) -> str:
    """The points of the kind that the rest of a header names; "" when it says anything else."""
    for kind, pattern in _KINDS:
        if pattern.search(rest) and not pattern.sub("", rest, count=1).strip():
            return "" if code == "emails" and kind == "mobile" else f"{code}:{kind}"
    return "" if rest.strip() else code


def map_headers(table: Table, headers: list[str]) -> list[Target | None]:
    """The target of each header. A second header for a target that takes one column gets None: it must be answered."""
    found: list[Target | None] = [target_of_header(table, header) for header in headers]
    taken: set[str] = set()
    # A part of a name of its own outranks the full name.
    own = {target.column.code for target in found if target and not target.is_name}
    for place, target in enumerate(found):
        if target is None:
            continue
        codes = {column.code for column in target.columns_of(table)}
        clash = codes & (taken | (own if target.is_name else set()))
        if clash and target.column.kind not in JOINED:
            found[place] = None
        else:
            taken |= codes
    return found


def given_columns(table: Table, targets: list[Target | None]) -> list[Column]:
    """The table's columns that a file fills, each once."""
    found = {column.code: column for target in targets if target for column in target.columns_of(table)}
    return [column for column in table.columns if column.code in found]


def clashes_of(table: Table, targets: list[Target | None]) -> set[str]:
    """Codes of columns to which more than one column of the file goes though only one can."""
    taken: set[str] = set()
    found: set[str] = set()
    for target in targets:
        for column in target.columns_of(table) if target else []:
            if column.kind not in JOINED and column.code in taken:
                found.add(column.code)
            taken.add(column.code)
    return found
