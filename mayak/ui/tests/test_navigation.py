"""The rail shows what exists and what one may see."""

from collections.abc import Iterator

import pytest

from mayak.ui import navigation
from mayak.ui.navigation import NavItem


@pytest.fixture(autouse=True)
def _own_rail() -> Iterator[None]:
    kept = dict(navigation._items)
    navigation._items.clear()
    yield
    navigation._items.clear()
    navigation._items.update(kept)


def item(key: str, url_name: str = "style", **more: object) -> NavItem:
    """A rail item that exists."""
    return NavItem(key, key.title(), "home", url_name, **more)  # type: ignore[arg-type]


def keys_of(user: object = None) -> list[str]:
    """The keys in the order of the rail."""
    return [line.key for line in navigation.rail_of(user)]


def test_items_stand_by_group_then_order() -> None:
    for made in (item("late", order=50), item("extra", group="more", order=1), item("early", order=10)):
        navigation.register(made)
    assert keys_of() == ["early", "late", "extra"]


def test_there_is_no_dead_link() -> None:
    navigation.register(item("ghost", url_name="no such address"))
    assert keys_of() == []


def test_what_one_may_not_see_is_left_out() -> None:
    navigation.register(item("secret", visible=lambda user: user == "boss"))
    assert keys_of("boss") == ["secret"]
    assert keys_of("expert") == []


def test_counts_are_asked_for_the_user() -> None:
    navigation.register(item("clients", count=lambda user: len(user)))
    assert [line.count for line in navigation.rail_of("four")] == [4]


def test_a_phone_has_room_for_four() -> None:
    for number in range(6):
        navigation.register(item(f"n{number}", order=number))
    assert [line.is_extra for line in navigation.rail_of(None)] == [False] * 4 + [True] * 2
