"""The rail: apps register what they have, a page shows only what exists.

An app calls ``register(NavItem(...))`` in its ``AppConfig.ready()``. An item whose address does not resolve or
whose ``visible`` says no is left out, so there is never a dead link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Visible = Callable[[Any], bool]
Count = Callable[[Any], int | None]

# On a phone the bottom bar has room for this many; the rest stands behind "More".
PHONE_ITEMS = 4


def everyone(user: Any) -> bool:
    """Visible to all staff."""
    return True


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the rail.

    ``key`` is what a page puts into its context as ``nav`` to be shown as the current one; ``group`` is
    "main" (top), "more" (below) or "admin" (user menu and below); ``count`` costs at most one query per page.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int = 100
    group: str = "main"
    visible: Visible = everyone
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class RailLine:
    """An item as one user sees it now."""

    key: str
    label: str
    icon: str
    url: str
    group: str
    count: int | None
    is_extra: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A page that has no line in the rail of its own but is reached by typing its name into the search.

    ``about`` says in a few words what is done there.
    """

    key: str
    label: str | Promise
    about: str | Promise
    icon: str
    url_name: str
    visible: Visible = everyone


@dataclass(frozen=True, slots=True)
class Destination:
    """A page or command as one user reaches it now."""

    label: str
    about: str
    icon: str
    url: str


_items: dict[str, NavItem] = {}
_commands: dict[str, Command] = {}


def register(item: NavItem) -> None:
    """Add the item, or replace the one with the same key."""
    _items[item.key] = item


def register_command(command: Command) -> None:
    """Add the command, or replace the one with the same key."""
    _commands[command.key] = command


def destinations_of(user: Any) -> list[Destination]:
    """Every page of the rail and every command that the user may reach; no statement for counts."""
    pages = [(item.label, "", item.icon, item.url_name) for item in _in_order() if item.visible(user)]
    commands = [
        (command.label, command.about, command.icon, command.url_name)
        for command in _commands.values()
        if command.visible(user)
    ]
    found: list[Destination] = []
    for label, about, icon, url_name in [*pages, *commands]:
        try:
            found.append(Destination(str(label), str(about), icon, reverse(url_name)))
        except NoReverseMatch:
            continue
    return found


def _in_order() -> list[NavItem]:
    groups = {"main": 0, "more": 1, "admin": 2}
    return sorted(_items.values(), key=lambda item: (groups.get(item.group, 1), item.order))


def rail_of(user: Any) -> tuple[RailLine, ...]:
    """What the user sees in the rail, in order: groups main, more, admin; inside by ``order``."""
    lines: list[RailLine] = []
    for item in _in_order():
        if not item.visible(user):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        count = item.count(user) if item.count else None
        is_extra = len(lines) >= PHONE_ITEMS
        lines.append(RailLine(item.key, str(item.label), item.icon, url, item.group, count, is_extra))
    return tuple(lines)
