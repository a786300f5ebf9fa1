"""A row on its way into the plan."""

from collections.abc import Sequence
from typing import Any


class Draft:
    """A row as read. ``values`` by column code (None: the cell was empty), references already as primary keys.

    ``parts`` are what is kept in other tables (``+phones``); ``before`` the row in the office, by column code;
    ``repairs`` what was damaged and understood nevertheless: column, cell, value, reason; ``cells`` the row as read.
    """

    __slots__ = (
        "before", "cells", "changes", "errors", "is_new", "key", "natural", "parts", "raw", "repairs", "row", "source",
        "target", "values", "version",
    )  # fmt: skip

    def __init__(self, row: int, source: int) -> None:
        self.row = row
        self.source = source
        self.values: dict[str, Any] = {}
        self.raw: dict[str, str] = {}
        self.parts: dict[str, Any] = {}
        self.errors: list[tuple[str, str, str]] = []
        self.key = ""
        self.natural: tuple[Any, ...] = ()
        self.target: int | None = None
        self.version = ""
        self.before: dict[str, Any] | None = None
        self.changes: list[tuple[str, Any, Any]] = []
        self.repairs: list[tuple[str, str, str, str]] = []
        self.cells: Sequence[Any] = ()
        self.is_new = False

    def fail(self, column: str, reason: str) -> None:
        """Note what is wrong with a column's cell."""
        self.errors.append((column, self.raw.get(column, ""), reason))
