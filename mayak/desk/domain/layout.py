"""Where the sections of a client's overview stand: in two columns, pinned beside every tab, or hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEFT, RIGHT, PINNED, HIDDEN = "left", "right", "pinned", "hidden"
PLACES = (LEFT, RIGHT, PINNED, HIDDEN)
USUAL: Mapping[str, str] = {
    "lamps": LEFT,
    "timeline": LEFT,
    "money": RIGHT,
    "people": RIGHT,
    "card": RIGHT,
    "usage": RIGHT,
}
# It goes on page by page and has a filter: beside every tab there is no room for that.
NEVER_PINNED = frozenset({"timeline"})


@dataclass(frozen=True)
class Layout:
    """The codes of the sections by place, in order. Each section stands somewhere, exactly once."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    pinned: tuple[str, ...]
    hidden: tuple[str, ...]

    def at(self, place: str) -> tuple[str, ...]:
        """The sections of a place."""
        found: tuple[str, ...] = getattr(self, place)
        return found

    @property
    def places(self) -> dict[str, list[str]]:
        """As it is stored."""
        return {place: list(self.at(place)) for place in PLACES}


def arranged(wanted: Any) -> Layout:
    """A layout of what is stored or was sent: what is unknown or repeated falls out, what misses stands as usual."""
    kept: dict[str, list[str]] = {place: [] for place in PLACES}
    seen: set[str] = set()
    for place in PLACES:
        codes = wanted.get(place) if isinstance(wanted, Mapping) else None
        for code in codes if isinstance(codes, list) else ():
            if not isinstance(code, str) or code not in USUAL or code in seen:
                continue
            if place == PINNED and code in NEVER_PINNED:
                continue
            seen.add(code)
            kept[place].append(code)
    for code, place in USUAL.items():
        if code not in seen:
            kept[place].append(code)
    return Layout(**{place: tuple(codes) for place, codes in kept.items()})


def usual_layout() -> Layout:
    """Nobody arranged anything."""
    return arranged({})


def sent(order: Sequence[str], places: Mapping[str, str], move: str = "") -> Layout:
    """What a form says: the sections in order, the place of each, and ``up:money`` or ``down:money`` to move one.

    Moving past the end of a place leads into the next one.
    """
    wanted: dict[str, list[str]] = {place: [] for place in PLACES}
    for code in order:
        place = places.get(code, "")
        wanted[place if place in PLACES else USUAL.get(code, HIDDEN)].append(code)
    layout = arranged(wanted)
    direction, _colon, code = move.partition(":")
    return moved(layout, code, -1 if direction == "up" else 1) if code in USUAL else layout


def moved(layout: Layout, code: str, step: int) -> Layout:
    """One step up or down; at the end of a place into the neighbouring one."""
    places = layout.places
    place = next(name for name in PLACES if code in places[name])
    index = places[place].index(code)
    if 0 <= index + step < len(places[place]):
        places[place][index], places[place][index + step] = places[place][index + step], code
        return arranged(places)
    open_to = [name for name in PLACES if name != PINNED or code not in NEVER_PINNED]
    at = open_to.index(place) + step
    if 0 <= at < len(open_to):
        places[place].remove(code)
        places[open_to[at]].insert(len(places[open_to[at]]) if step < 0 else 0, code)
    return arranged(places)
