"""The parent's plans, without the processes (tests/crash has those)."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayak.core.errors import MayakError
from mayak.server.console import Console
from mayak.server.home import open_home
from mayak.server.supervisor import Options, Supervisor


class Gone:
    """A PostgreSQL that ended and cannot be started now: its disk is full."""

    process = None
    tries = 0

    @property
    def postmaster(self) -> "Gone":
        """Itself."""
        return self

    def is_alive(self) -> bool:
        """No."""
        return False

    def renew(self) -> None:
        """Refused."""
        self.tries += 1
        raise MayakError("The disk is full.")


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Supervisor]:
    with socket.socket() as listener:
        yield Supervisor(open_home(tmp_path / "home"), Options("", 0), listener, Console(is_verbose=False))


def test_a_refused_start_of_the_database_is_tried_again_soon(parent: Supervisor) -> None:
    gone: Any = Gone()
    parent.server = gone
    parent._look_after_server()
    assert gone.tries == 1
    gone.process = object()  # an own child whose end was seen already: no signal will come
    assert parent._patience() < 1
