"""No dead ends: every address a page offers answers, for every kind of person."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.e2e.conftest import Sit
from tests.e2e.pages import administrator_pages, desk_pages, entrance_pages, expert_pages, lead_pages
from tests.e2e.seat import Seat

# What an address of the office is offered by.
NAMES = {"href", "hx-get", "data-then", "data-detail-url", "data-preview-url"}


class Offers(HTMLParser):
    """Addresses that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link, a part that is fetched, a form that asks."""
        given = dict(attrs)
        names = NAMES | {"action"} if tag == "form" and given.get("method") == "get" else NAMES
        self.found += [value for name in names if (value := given.get(name))]


def offered(seat: Seat, path: str) -> list[str]:
    """Addresses of the office that a page offers."""
    response = seat.context.request.get(path)
    assert response.status < 400, (path, response.status)
    found = [urljoin(response.url, link) for link in Offers(response.text()).found]
    return [link.partition("#")[0] for link in found if link.startswith(seat.origin)]


def dead(seat: Seat, pages: dict[str, str]) -> dict[str, int]:
    """Offered addresses that do not answer, with their status; one of those that differ in their numbers only."""
    tried: set[str] = set()
    statuses = {}
    for path in pages.values():
        for link in offered(seat, path):
            parts = urlsplit(link)
            shape = re.sub(r"\d+", "N", f"{parts.path}?{re.sub('=[^&]*', '', parts.query)}")
            if shape not in tried:
                tried.add(shape)
                statuses[link] = seat.context.request.get(link).status
    assert statuses
    return {link: status for link, status in statuses.items() if status >= 400}


def test_an_expert_meets_no_dead_link(sit: Sit) -> None:
    seat = sit()
    assert dead(seat, entrance_pages()) == {}
    seat.log_in_as_demo("Ева Крылова")
    assert dead(seat, expert_pages(seat)) == {}


def test_a_lead_meets_no_dead_link(sit: Sit) -> None:
    seat = sit()
    seat.log_in_as_demo("Галина Морская")
    assert dead(seat, lead_pages()) == {}


def test_an_administrator_meets_no_dead_link(sit: Sit, tmp_path: Path) -> None:
    seat = sit()
    seat.log_in_as_demo("Вера Ладова")
    assert dead(seat, {**lead_pages(), **administrator_pages(seat, tmp_path)}) == {}


def test_everybody_of_the_cast_has_a_first_page(sit: Sit) -> None:
    for name in ("Глеб Старов", "Лев Дальний"):
        seat = sit()
        seat.log_in_as_demo(name)
        assert dead(seat, desk_pages()) == {}
