"""Offices for the crash tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.office import Office

PASSWORD = "correct-horse-battery"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here kills processes, and looks them up in /proc."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.crash)


@pytest.fixture(scope="session")
def made_home() -> Iterator[Path]:
    """A home with a migrated database and the administrator ``keeper``, made by the command."""
    root = Path(tempfile.mkdtemp(prefix="mayak-crash-"))
    root.chmod(0o711)
    office = Office(root / "home")
    made = office.run("user", "add", "keeper", "--role", "methodologist", "--admin", given=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    yield office.home
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def office(made_home: Path) -> Iterator[Office]:
    """A running office; whatever is left of it is cleared away."""
    running = Office(made_home)
    running.up()
    yield running
    running.stop()


@pytest.fixture
def empty_office() -> Iterator[Office]:
    """An office on a home that does not exist yet, not started."""
    root = Path(tempfile.mkdtemp(prefix="mayak-crash-"))
    root.chmod(0o711)
    office = Office(root / "home")
    yield office
    office.stop()
    shutil.rmtree(root, ignore_errors=True)
