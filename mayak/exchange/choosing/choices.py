"""What is known and decided about the uploaded files of an import, as it is kept in ``ImportRun.choices``."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from mayak.exchange.sources.targets import Target, clashes_of, given_columns, targets_of
from mayak.exchange.tables import BY_CODE
from mayak.exchange.tables.spec import Column, Table


@dataclass
class ColumnChoice:
    """One column of a file. ``target``: a target's code, "" is left out on purpose, None waits for an answer.

    ``by``: header, memory, person; ``sample`` the first cells that are not empty; ``filled`` of the surveyed rows.
    """

    header: str
    target: str | None = None
    by: str = ""
    filled: int = 0
    values: int = 0
    sample: list[Any] = field(default_factory=list)


@dataclass
class SourceChoice:
    """One table of the files: a text file, a sheet of a workbook, a statement.

    ``by``: name, headers, form, memory, person; ``is_put_aside``: by a person, not for want of a table; ``problem``:
    why it cannot be read; ``warning``: what looks odd.
    """

    id: str
    file: int
    form: str
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    header_height: int = 1
    is_header_chosen: bool = False
    table: str = ""
    is_taken: bool = False
    is_put_aside: bool = False
    by: str = ""
    remembered_at: str = ""
    known: int = 0
    rows: int = 0
    surveyed: int = 0
    left_out: int = 0
    problem: str = ""
    warning: str = ""
    columns: list[ColumnChoice] = field(default_factory=list)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """What ``asdict`` gave."""
        own = {name.name for name in fields(cls)}
        made = cls(**{key: value for key, value in stored.items() if key in own})
        made.columns = [ColumnChoice(**column) for column in stored.get("columns", [])]
        return made

    @property
    def spec(self) -> Table | None:
        """The table that it is taken as."""
        return BY_CODE.get(self.table)

    @property
    def targets(self) -> list[Target | None]:
        """The target of each column; None: left out, or not answered."""
        known = targets_of(self.table) if self.table else {}
        return [known.get(column.target) if column.target else None for column in self.columns]

    @property
    def answered(self) -> frozenset[int]:
        """Places of columns that a person left out."""
        return frozenset(place for place, column in enumerate(self.columns) if column.target == "")

    @property
    def questions(self) -> list[ColumnChoice]:
        """Columns that wait for an answer."""
        if not self.is_taken:
            return []
        return [column for column in self.columns if column.target is None and column.header]

    @property
    def clashes(self) -> set[str]:
        """Codes of fields to which two columns go though one only can."""
        return clashes_of(self.spec, self.targets) if self.is_taken and self.spec else set()

    @property
    def missing(self) -> list[Column]:
        """Required columns of the table that the file does not have: new rows cannot come in without them."""
        if not self.is_taken or self.spec is None:
            return []
        given = given_columns(self.spec, self.targets)
        return [column for column in self.spec.columns if column.required and column not in given]


@dataclass
class FileChoice:
    """An uploaded file: the name people know and the one it is stored under."""

    id: int
    name: str
    stored: str
    size: int
    form: str


@dataclass
class Refusal:
    """A file that did not come in, and what to do about it."""

    name: str
    reason: str
    hint: str


@dataclass
class Choices:
    """Everything about the files of a run. ``rest`` are keys of others, kept as they are."""

    files: list[FileChoice] = field(default_factory=list)
    sources: list[SourceChoice] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """From ``ImportRun.choices``."""
        return cls(
            [FileChoice(**item) for item in stored.get("files", [])],
            [SourceChoice.from_json(item) for item in stored.get("sources", [])],
            [Refusal(**item) for item in stored.get("refused", [])],
            {key: value for key, value in stored.items() if key not in ("files", "sources", "refused")},
        )

    def as_json(self) -> dict[str, Any]:
        """For ``ImportRun.choices``."""
        return {
            **self.rest,
            "files": [asdict(item) for item in self.files],
            "sources": [asdict(item) for item in self.sources],
            "refused": [asdict(item) for item in self.refused],
        }

    def file(self, number: int) -> FileChoice:
        """A file by its number."""
        return next(file for file in self.files if file.id == number)

    def source(self, code: str) -> SourceChoice | None:
        """A source by its code; None: there is none."""
        return next((source for source in self.sources if source.id == code), None)

    @property
    def taken(self) -> list[SourceChoice]:
        """The sources that come in."""
        return [source for source in self.sources if source.is_taken]
