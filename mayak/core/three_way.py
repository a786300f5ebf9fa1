"""Two people edit one record: what becomes of a value by what was seen, what stands there now, what is wanted."""

from enum import Enum
from typing import TypeVar

V = TypeVar("V")


class Verdict(Enum):
    """What becomes of one field."""

    #: Nobody changed it, or both to the same.
    SAME = "same"
    #: Only this person changed it: write it.
    WRITE = "write"
    #: Only somebody else changed it: it stays theirs.
    THEIRS = "theirs"
    #: Both changed it, to different values: a person must decide.
    CONFLICT = "conflict"


def compare(seen: V, theirs: V, mine: V) -> Verdict:
    """Compare three ways: ``seen`` is what the form showed, ``theirs`` what is stored, ``mine`` what was typed."""
    if mine == theirs:
        return Verdict.SAME
    if mine == seen:
        return Verdict.THEIRS
    return Verdict.WRITE if theirs == seen else Verdict.CONFLICT
