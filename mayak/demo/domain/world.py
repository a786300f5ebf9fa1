"""What the generators share: the time line, the playbook's numbers, staff, events, and one client's people."""

from dataclasses import dataclass, field

from mayak.demo.domain.days import Days
from mayak.demo.domain.sheets import Sheets


@dataclass(frozen=True)
class Happening:
    """An educational event of the office."""

    id: int
    name: str
    day: int
    topics: tuple[str, ...]
    is_paid: bool


@dataclass(frozen=True)
class Indicator:
    """An indicator of the card: its number, term in days, type, and its choices as code and labels.

    ``is_list``: it mirrors records of a person, its value are their codes.
    """

    pk: int
    term: int | None
    type: str
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    is_list: bool = False


@dataclass
class World:
    """The office around the clients."""

    seed: int
    days: Days
    sheets: Sheets
    clients: int
    outcomes: dict[str, int]
    stages: dict[str, int]
    instruments: dict[str, int]
    segments: dict[str, tuple[int, dict[str, int]]]
    indicators: dict[str, Indicator]
    bound_indicators: list[Indicator]
    person_lists: dict[str, Indicator]
    rubrics: dict[str, str]
    events: list[Happening]
    mailings: list[tuple[str, int]]
    staff_names: dict[int, str]
    leads: dict[str, int]
    hotline_names: list[str]
    absent_id: int
    substitute_id: int
    heads: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Sketch:
    """A person of the client as the other generators need it."""

    id: int
    first_name: str
    last_name: str
    middle_name: str
    female: bool
    roles: list[str]
    topics: list[str]
    usage_share: float
    left: int | None = None
    started: int | None = None
    email: str = ""
    own_regime: str = ""

    @property
    def endings(self) -> dict[str, str]:
        """What the templates of speech need."""
        female = self.female
        return {
            "name": self.first_name,
            "a": "а" if female else "",
            "o": "ла" if female else "ел",
            "asj": "ась" if female else "ся",
            "name_gen": "ней" if female else "нём",
        }

    def works_on(self, day: int) -> bool:
        """Whether the person is at the client on a day."""
        return (self.left is None or self.left > day) and (self.started is None or self.started <= day)


@dataclass(slots=True)
class People:
    """The persons of one client with the ones everybody asks for."""

    all: list[Sketch]
    key: Sketch | None
    head: Sketch

    def at(self, day: int) -> list[Sketch]:
        """Those who work there on a day."""
        return [person for person in self.all if person.works_on(day)]
