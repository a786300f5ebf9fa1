"""One demo office for all journeys of a worker, a browser per module, a watched window per person."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.crash.office import Office
from tests.e2e.seat import Seat
from tools.chromium import FLAGS, find_chromium

# A Wednesday: week-ends would empty My day, and the data of the demo office end on this day.
TODAY = "2026-11-18"
CLIENTS = 120
PASSWORD = "correct-horse-battery"
# Generating the office is part of the start.
LIMIT_SECONDS = 180.0

# Patience with a busy machine; what is there is there at once.
expect.set_options(timeout=20_000)

Sit = Callable[..., Seat]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's browser. Per module: Playwright's loop must be gone before tests that use the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_home() -> Iterator[Path]:
    """A place for the demo office that other users may pass through to its database."""
    root = Path(tempfile.mkdtemp(prefix="mayak-e2e-"))
    root.chmod(0o711)
    yield root / "home"
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def demo(demo_home: Path) -> Iterator[Office]:
    """A served demo office. A journey that records something takes a person or a client of its own."""
    office = Office(demo_home)
    office.up("--clients", str(CLIENTS), "--today", TODAY, command="demo", limit=LIMIT_SECONDS)
    yield office
    office.stop()


@pytest.fixture(scope="session")
def own_login(demo: Office) -> Callable[[str], None]:
    """Give a colleague who is not on the demo's log-in page a password, once."""
    given: set[str] = set()

    def give(login: str) -> None:
        if login not in given:
            changed = demo.run("user", "password", login, given=f"{PASSWORD}\n")
            assert changed.returncode == 0, changed.stderr
            given.add(login)

    return give


@pytest.fixture
def sit(chromium: Browser, demo: Office) -> Iterator[Sit]:
    """Open windows on the demo office; afterwards none of them may have seen an error."""
    seats: list[Seat] = []

    def open_window(**how: Any) -> Seat:
        how.setdefault("origin", f"http://127.0.0.1:{demo.port}")
        seats.append(Seat(chromium, **how))
        return seats[-1]

    yield open_window
    for seat in seats:
        seat.close()
    assert [trouble for seat in seats for trouble in seat.real_troubles()] == []


@pytest.fixture
def expert(sit: Sit) -> Seat:
    """Ева Крылова, the expert of the demo office's log-in page, on My day."""
    seat = sit()
    seat.log_in_as_demo("Ева Крылова")
    return seat


@pytest.fixture
def colleague(sit: Sit, own_login: Callable[[str], None]) -> Callable[..., Seat]:
    """An expert logged in under her own name, for a journey that changes her day."""

    def open_window(login: str, **how: Any) -> Seat:
        own_login(login)
        seat = sit(**how)
        seat.log_in(login, PASSWORD)
        return seat

    return open_window


@pytest.fixture
def empty_office() -> Iterator[Office]:
    """An office on a home that does not exist yet, not started."""
    root = Path(tempfile.mkdtemp(prefix="mayak-e2e-"))
    root.chmod(0o711)
    office = Office(root / "home")
    yield office
    office.stop()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def lead(sit: Sit) -> Seat:
    """Галина Морская, who leads a team, on My day."""
    seat = sit()
    seat.log_in_as_demo("Галина Морская")
    return seat
