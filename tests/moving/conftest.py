"""One small office, its backup and its export, for every move."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.office import Office
from tests.moving.places import tree

PASSWORD = "correct-horse-battery"
TODAY = "2026-11-18"


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A directory the database's user can pass through; homes, files and exports go here."""
    root = Path(tempfile.mkdtemp(prefix="mayak-moving-"))
    root.chmod(0o711)
    yield root
    shutil.rmtree(root, ignore_errors=True)


@dataclass(frozen=True)
class Original:
    """The office that moves: its home, its backup, and its export."""

    home: Path
    backup: Path
    export: dict[str, bytes]
    media: dict[str, bytes]


@pytest.fixture(scope="session")
def original(ground: Path) -> Original:
    """A generated office with an account and attached files, backed up once."""
    office = Office(ground / "original", environment={"MAYAK_TODAY": TODAY})
    command(office, "demo", "--clients", "12", "--no-serve")
    command(office, "user", "add", "keeper", "--role", "methodologist", "--admin", given=f"{PASSWORD}\n")
    media = office.home / "media"
    (media / "2026" / "11").mkdir(parents=True)
    (media / "2026" / "11" / "Акт сверки.pdf").write_bytes(b"%PDF" + bytes(range(256)) * 5000)
    (media / "empty.txt").write_bytes(b"")
    backup = ground / "original.mayak"
    command(office, "backup", str(backup))
    return Original(office.home, backup, exported(office, ground / "original-export"), tree(media))


@pytest.fixture
def new_office(ground: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Office]]:
    """Makes offices on homes that do not exist yet; keywords are their environment."""
    made: list[Office] = []

    def make(**environment: str) -> Office:
        home = Path(tempfile.mkdtemp(prefix="home-", dir=ground)) / "home"
        home.parent.chmod(0o711)
        made.append(Office(home, environment={"MAYAK_TODAY": TODAY, **environment}))
        return made[-1]

    yield make
    for office in made:
        office.stop()
        shutil.rmtree(office.home.parent, ignore_errors=True)


def command(office: Office, *arguments: str, given: str = "") -> str:
    """A command that must succeed; its standard output."""
    result = office.run(*arguments, given=given)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def refused(office: Office, *arguments: str) -> str:
    """A command that must be refused in words; its standard error."""
    result = office.run(*arguments)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def exported(office: Office, target: Path) -> dict[str, bytes]:
    """Every table of the office as ``mayak export`` writes it."""
    command(office, "export", str(target))
    return tree(target)


def logs_in(office: Office) -> bool:
    """Whether ``keeper`` gets into the running office with the password from before the move."""
    office.cookies = {}
    office.get("/login/")
    return office.post("/login/", {"login": "keeper", "password": PASSWORD})[0] == 302
