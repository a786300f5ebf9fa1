"""What the bots asked of the office, and what it acknowledged."""

import itertools
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LETTERS = "bcdfghklmnprstvz"


@dataclass
class Deed:
    """One action with its own word (``token``) that appears in what it writes. ``is_acknowledged``: the office said so.

    ``is_refused``: the office said no, so nothing of it may be there.
    """

    kind: str
    token: str
    number: int
    by: str
    about: dict[str, Any] = field(default_factory=dict)
    tries: int = 0
    is_acknowledged: bool = False
    is_refused: bool = False
    answer: str = ""


class Ledger:
    """All deeds in the order of their beginning."""

    def __init__(self) -> None:
        self._deeds: list[Deed] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def begin(self, kind: str, by: str, **about: Any) -> Deed:
        """A new deed with a word of its own, made of letters: figures would be read as sums and dates."""
        with self._lock:
            number = next(self._numbers)
            word = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in (3, 2, 1, 0))
            deed = Deed(kind, f"zq{word}x", number, by, about)
            self._deeds.append(deed)
            return deed

    def of(self, *kinds: str) -> Iterator[Deed]:
        """The deeds of some kinds (default: all)."""
        return (deed for deed in list(self._deeds) if not kinds or deed.kind in kinds)

    def kinds(self) -> list[str]:
        """The kinds in order of appearance."""
        return list(dict.fromkeys(deed.kind for deed in self.of()))

    def write(self, path: Path) -> None:
        """One deed a line, as JSON."""
        path.write_text("".join(json.dumps(asdict(deed), ensure_ascii=False, default=str) + "\n" for deed in self.of()))
