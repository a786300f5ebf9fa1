"""The order of the day (W9): one line per client, in the highest of six groups. Plain rules, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum


class Group(IntEnum):
    """The six groups, the highest first."""

    FIXED = 1
    CALL_BACK = 2
    REACTION = 3
    AGREEMENT = 4
    PLANNED = 5
    NECESSITY = 6


class ReasonKind(StrEnum):
    """Why a client is on the list."""

    FIXED = "fixed"
    CALL_BACK = "call_back"
    CASE = "case"
    AGREEMENT = "agreement"
    PROMISE = "promise"
    PLANNED = "planned"
    NECESSITY = "necessity"


_GROUPS = {
    ReasonKind.FIXED: Group.FIXED,
    ReasonKind.CASE: Group.REACTION,
    ReasonKind.AGREEMENT: Group.AGREEMENT,
    ReasonKind.PROMISE: Group.AGREEMENT,
    ReasonKind.PLANNED: Group.PLANNED,
    ReasonKind.NECESSITY: Group.NECESSITY,
}


@dataclass(frozen=True)
class QueueReason:
    """One reason. ``deadline``: the agreed moment, the term, or the planned day's beginning.

    ``ref``: the contact, case, agreement or promise; ``words``: its own text; ``amount``: a promised sum;
    ``attempt``: of a call-back; ``is_ours``: an agreement that we have to keep.
    """

    kind: ReasonKind
    deadline: datetime
    ref: int = 0
    words: str = ""
    amount: Decimal | None = None
    attempt: int = 1
    is_ours: bool = True

    def group(self, now: datetime) -> Group:
        """The group on a moment: a call-back not due yet is one more planned contact of the day."""
        if self.kind is ReasonKind.CALL_BACK:
            return Group.CALL_BACK if self.deadline <= now else Group.PLANNED
        return _GROUPS[self.kind]


@dataclass(frozen=True)
class Standing:
    """What breaks ties between clients: necessity, money at stake (roubles), the last talk."""

    necessity: Decimal | None = None
    stake: Decimal = Decimal(0)
    last_reached: date | None = None


@dataclass(frozen=True)
class QueueLine:
    """A client of the day with all reasons, the leading one first."""

    client_id: int
    group: Group
    reasons: tuple[QueueReason, ...]

    @property
    def leading(self) -> QueueReason:
        """The reason that put the line where it is."""
        return self.reasons[0]


def line_of(client_id: int, reasons: Iterable[QueueReason], now: datetime) -> QueueLine:
    """One line of all reasons of a client, in the highest of their groups."""
    ranked = sorted(reasons, key=lambda reason: (reason.group(now), reason.deadline, reason.kind, reason.ref))
    return QueueLine(client_id, ranked[0].group(now), tuple(ranked))


def order_key(line: QueueLine, standing: Standing) -> tuple[object, ...]:
    """Group; deadline or age; then necessity, money at stake, longest silence, id.

    Necessity itself has no deadline, so its group is ordered by the score alone.
    """
    has_deadline = line.group is not Group.NECESSITY
    return (
        line.group,
        line.leading.deadline.timestamp() if has_deadline else 0.0,
        -(standing.necessity or Decimal(0)),
        -standing.stake,
        standing.last_reached or date.min,
        line.client_id,
    )


def ordered(lines: Iterable[QueueLine], standings: dict[int, Standing]) -> list[QueueLine]:
    """The lines in the order of W9."""
    return sorted(lines, key=lambda line: order_key(line, standings.get(line.client_id, Standing())))


def cut(lines: Sequence[QueueLine], *, capacity: int, done: int) -> list[QueueLine]:
    """Groups 1 to 5 are never cut; the sixth fills what is left of the day's capacity.

    ``done``: talks held today already.
    """
    firm = [line for line in lines if line.group is not Group.NECESSITY]
    room = max(capacity - done - len(firm), 0)
    return firm + [line for line in lines if line.group is Group.NECESSITY][:room]


@dataclass(frozen=True)
class Progress:
    """The day so far. ``planned``: talks held and lines ahead, up to the capacity; ``attempts`` are counted apart.

    ``needed``: how many talks keep pace at the moment. ``minutes``: the average length of a talk.
    """

    planned: int
    done: int
    effective: int
    attempts: int
    entered: int
    needed: int
    minutes: Decimal | None = None

    @property
    def is_in_pace(self) -> bool:
        """Whether as many talks were held as the time of day asks for."""
        return self.done >= self.needed

    @property
    def reached_share(self) -> Decimal | None:
        """Talks among all contacts tried, 0…1."""
        tried = self.done + self.attempts
        return Decimal(self.done) / tried if tried else None


WORK_STARTS, LUNCH_STARTS, LUNCH_ENDS, WORK_ENDS = 9 * 60, 13 * 60, 14 * 60, 18 * 60


def needed_by(minute_of_day: int, planned: int) -> int:
    """How many of the planned talks should be held by a minute of the office's day: 9 to 18 with an hour's lunch."""
    worked = max(min(minute_of_day, WORK_ENDS) - WORK_STARTS, 0)
    worked -= max(min(minute_of_day, LUNCH_ENDS) - LUNCH_STARTS, 0)
    length = WORK_ENDS - WORK_STARTS - (LUNCH_ENDS - LUNCH_STARTS)
    return -(-planned * worked // length)
