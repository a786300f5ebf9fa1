"""The negotiation scenario (P2): what to say, in four parts, and a fifth when a competitor is about.

Pure: takes what is known of the client and returns the lines; words are made by the caller, who knows the language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_QUESTIONS = 3  # Stage 3: at most three questions at a time, tied to a benefit for the person.
MOST_DEVIATIONS = 5
MOST_VALUES = 3


class PartKind(StrEnum):
    """The parts in the order of a talk."""

    DEVIATIONS = "deviations"
    AGREEMENTS = "agreements"
    QUESTIONS = "questions"
    VALUE = "value"
    COMPETITOR = "competitor"


@dataclass(frozen=True)
class Line:
    """One tickable line: what to say, why, the lamp's shape beside the reason.

    ``key`` is stable, so that ticks survive a reload: ``lamp:product_unused``, ``agreement:17``.
    ``asks`` is the key of the indicator that an answer would fill, empty for lines without an answer; ``options``: the
    answers it may have, empty = any.
    """

    key: str
    say: str
    why: str = ""
    lamp: str = ""
    asks: str = ""
    options: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the scenario with its lines in the order of importance."""

    kind: PartKind
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Material:
    """What the scenario is made of, already in words, each list by importance."""

    deviations: Sequence[Line] = ()
    agreements: Sequence[Line] = ()
    questions: Sequence[Line] = ()
    values: Sequence[Line] = ()
    competitor: Sequence[Line] = ()


def scenario_of(material: Material) -> tuple[Part, ...]:
    """The parts that have something to say. Agreements are never cut; a line stands in one part only."""
    parts = (
        (PartKind.DEVIATIONS, material.deviations, MOST_DEVIATIONS),
        (PartKind.AGREEMENTS, material.agreements, None),
        (PartKind.QUESTIONS, material.questions, MOST_QUESTIONS),
        (PartKind.VALUE, material.values, MOST_VALUES),
        (PartKind.COMPETITOR, material.competitor, None),
    )
    seen: set[str] = set()
    found = []
    for kind, lines, most in parts:
        fresh = tuple(_unseen(lines, seen))[:most]
        if fresh:
            found.append(Part(kind, fresh))
    return tuple(found)


def _unseen(lines: Iterable[Line], seen: set[str]) -> Iterable[Line]:
    for line in lines:
        if line.key not in seen:
            seen.add(line.key)
            yield line
