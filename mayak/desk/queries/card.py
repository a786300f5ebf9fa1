"""The card tab: completeness by status group, lines by group, the history of the chosen one (C3, C6)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mayak.card.domain.freshness import Completeness, Freshness, completeness_of
from mayak.card.history import Entry, history_of
from mayak.card.queries import PERSON_MARK, CardLine, GroupName, card_of, read_key, status_groups
from mayak.core import clock
from mayak.core.questions import Question, Row, ask
from mayak.core.questions import day as as_day
from mayak.core.text import localized

# The key of the heading under which lines of no group stand.
REST = "-"
# What the chips above the lines let through.
FILTERS: dict[str, Callable[[CardLine], bool]] = {
    "": lambda line: True,
    "learn": lambda line: line.is_to_learn,
    "expiring": lambda line: line.is_soon,
    "conflict": lambda line: line.freshness is Freshness.CONFLICT,
}


@dataclass(frozen=True)
class Group:
    """A status group with its completeness on this card."""

    code: str
    name: str
    completeness: Completeness


@dataclass(frozen=True)
class Section:
    """Lines under one heading: a status group, the rest, or a person. ``completeness``: of all it stands for."""

    key: str
    title: str
    lines: tuple[CardLine, ...]
    completeness: Completeness


@dataclass(frozen=True)
class SegmentRow:
    """The client's segment of one type, since when, and the one before."""

    type: str
    name: str
    since: date | None
    before: str


@dataclass(frozen=True)
class ClientCard:
    """Everything the tab shows of a client."""

    lines: tuple[CardLine, ...]
    groups: tuple[Group, ...]
    segments: tuple[SegmentRow, ...]
    segment_types: int

    @property
    def soon(self) -> int:
        """How many values expire within 30 days."""
        return sum(line.is_soon for line in self.lines)

    def count(self, show: str) -> int:
        """How many lines a filter lets through."""
        return sum(FILTERS[show](line) for line in self.lines)

    def line(self, key: str) -> CardLine | None:
        """The line of that key."""
        return next((line for line in self.lines if line.key == key), None)


_SEGMENTS = """
SELECT t.name AS type, s.name, cs.from_date, earlier.name AS before
FROM clients_segmenttype t
LEFT JOIN clients_clientsegment cs ON cs.type_id = t.id AND cs.client_id = %(client_id)s
  AND daterange(cs.from_date, cs.to_date, '[]') @> %(today)s::date
LEFT JOIN clients_segment s ON s.id = cs.segment_id
LEFT JOIN LATERAL (
  SELECT bs.name FROM clients_clientsegment b JOIN clients_segment bs ON bs.id = b.segment_id
  WHERE b.client_id = %(client_id)s AND b.type_id = t.id AND b.to_date < cs.from_date AND b.segment_id <> cs.segment_id
  ORDER BY b.to_date DESC LIMIT 1
) earlier ON TRUE
WHERE t.is_active OR s.id IS NOT NULL
ORDER BY t."order", t.code
"""


def client_card(client_id: int) -> ClientCard:
    """The card of a client today. One statement."""
    today = clock.today()
    card = card_of(client_id, today)
    groups = status_groups()
    segments: Question[list[Row]] = Question(_SEGMENTS, {"client_id": client_id, "today": today}, list)
    ask(card, groups, segments)
    return ClientCard(
        lines=card.answer,
        groups=tuple(_group(one, card.answer) for one in groups.answer),
        segments=tuple(_segment(row) for row in segments.answer if row["name"]),
        segment_types=len(segments.answer),
    )


def history_of_line(client_id: int, key: str) -> tuple[Entry, ...]:
    """What was said of one line over time. One statement."""
    history = history_of(client_id, *read_key(key))
    ask(history)
    return history.answer


def sections_of(card: ClientCard, show: str, group: str) -> tuple[Section, ...]:
    """The lines that a filter (and a group) lets through, under their headings; empty ones are left out."""
    passes = FILTERS[show]
    own = [line for line in card.lines if not line.person_id]
    sections = []
    for one in card.groups:
        if group in ("", one.code):
            placed = [line for line in own if one.code in line.groups and (group or _first(line, card) == one.code)]
            sections.append(Section(one.code, one.name, _only(placed, passes), one.completeness))
    if not group:
        rest = [line for line in own if not _first(line, card)]
        sections.append(Section(REST, _("Without a group"), _only(rest, passes), completeness_of(_states(rest))))
        sections += _people(card.lines, passes)
    return tuple(section for section in sections if section.lines)


def unfolded(sections: Sequence[Section], folded: Collection[str], keys: Collection[str]) -> tuple[Section, ...]:
    """The sections whose lines are shown: those that are not folded, or hold one of the lines asked for."""
    return tuple(
        section for section in sections if section.key not in folded or any(line.key in keys for line in section.lines)
    )


def _people(lines: Sequence[CardLine], passes: Callable[[CardLine], bool]) -> list[Section]:
    found = []
    for person_id in dict.fromkeys(line.person_id for line in lines if line.person_id):
        theirs = [line for line in lines if line.person_id == person_id]
        person = f"{PERSON_MARK}{person_id}"
        found.append(Section(person, theirs[0].person, _only(theirs, passes), completeness_of(_states(theirs))))
    return found


def _first(line: CardLine, card: ClientCard) -> str:
    """The group under which a line stands when it counts in several: the first of the playbook."""
    return next((group.code for group in card.groups if group.code in line.groups), "")


def _only(lines: Sequence[CardLine], passes: Callable[[CardLine], bool]) -> tuple[CardLine, ...]:
    return tuple(line for line in lines if passes(line))


def _states(lines: Sequence[CardLine]) -> list[Freshness]:
    return [line.freshness for line in lines]


def _group(one: GroupName, lines: Sequence[CardLine]) -> Group:
    counted = [line for line in lines if not line.person_id and one.code in line.groups]
    return Group(one.code, one.name, completeness_of(_states(counted)))


def _segment(row: Row) -> SegmentRow:
    before = localized(row["before"]) if row["before"] else ""
    return SegmentRow(localized(row["type"]), localized(row["name"]), as_day(row["from_date"]), before)
