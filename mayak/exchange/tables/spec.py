"""What a table of the exchange is made of: columns with codes, Russian labels and kinds, and the key of a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.db.models import Model
from django.utils.translation import get_language

_SPACES = re.compile(r"[\s_\u00a0]+")


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    INTEGER = "integer"
    AMOUNT = "amount"
    DAY = "day"
    MOMENT = "moment"
    MONTH = "month"
    YES_NO = "yes_no"
    CHOICE = "choice"
    WORDS = "words"
    ROLES = "roles"
    REFERENCE = "reference"
    PHONES = "phones"
    EMAILS = "emails"
    INN = "inn"
    CANCELLED = "cancelled"
    DEFINITION = "definition"
    QUANTITIES = "quantities"
    SOURCE = "source"


def folded_label(text: str) -> str:
    """A header or an enumeration's word as it is compared: case, spaces, underscores and ё/е do not matter."""
    bare = _SPACES.sub(" ", text.replace("\ufeff", "")).strip().strip("*:").strip()
    return bare.lower().replace("ё", "е")


@dataclass(frozen=True)
class Choices:
    """The values of an enumeration: code → Russian label and other words people use for it."""

    words: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_word(self) -> dict[str, str]:
        """Folded word → code; codes are words too."""
        found = {folded_label(code): code for code in self.words}
        for code, words in self.words.items():
            for word in words:
                found.setdefault(folded_label(word), code)
        return found

    @property
    def allowed(self) -> str:
        """All values, as an error lists them."""
        return ", ".join(f"{words[0]} ({code})" if words else code for code, words in self.words.items())


@dataclass(frozen=True)
class Column:
    """One column. ``field`` is the database column it is stored in; empty: it is kept elsewhere.

    ``keeps_when_empty``: an empty cell leaves what the office knows (matched by hand here, for instance).
    """

    code: str
    label: str
    kind: Kind = Kind.TEXT
    field: str = ""
    required: bool = False
    table: str = ""
    choices: Choices | None = None
    keeps_when_empty: bool = False
    also: tuple[str, ...] = ()
    maximum: int = 0

    @property
    def title(self) -> str:
        """What the column is called in the active language."""
        if (get_language() or "ru").startswith("ru"):
            return self.label
        if self.code in ("id", "inn", "kpp"):
            return self.code.upper()
        return self.code.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Table:
    """One table. ``key`` are the columns that name a row when it has no ``id``, or in a table without ids."""

    code: str
    label: str
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    titled_by: tuple[str, ...] = ("name",)
    also: tuple[str, ...] = ()
    header_index: dict[str, Column] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for column in self.columns:
            for word in (column.code, column.label, *column.also):
                self.header_index.setdefault(folded_label(word), column)

    @cached_property
    def by_code(self) -> dict[str, Column]:
        """Columns by code."""
        return {column.code: column for column in self.columns}

    @property
    def has_id(self) -> bool:
        """Whether rows carry a key of their own."""
        return "id" in self.by_code

    @property
    def title(self) -> str:
        """What the table is called in the active language."""
        if (get_language() or "ru").startswith("ru"):
            return self.label
        return self.code.replace("_", " ").capitalize()

    @property
    def db_table(self) -> str:
        """The table in the database."""
        return self.model._meta.db_table
