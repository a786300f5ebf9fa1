"""What a database must be before an office opens on it."""

from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection

from mayak.server.preparation import DatabaseError, check_session


@pytest.fixture
def parameters(db: None) -> dict[str, Any]:
    """How the tests' database is reached."""
    found = connection.get_connection_params()
    for unknown in ("cursor_factory", "context", "pool"):
        found.pop(unknown, None)
    return dict(found)


def test_a_server_gives_every_client_a_session_of_its_own(parameters: dict[str, Any]) -> None:
    with psycopg.connect(**parameters) as session:
        check_session(session, parameters)


def test_a_pooler_that_gives_a_session_away_is_refused(parameters: dict[str, Any]) -> None:
    class Pooled:
        """A client that finds itself at another server process after somebody else came."""

        autocommit = False
        servers = [11, 12]

        def execute(self, query: str) -> SimpleNamespace:
            server = self.servers.pop(0)
            return SimpleNamespace(fetchone=lambda: (server,))

    with pytest.raises(DatabaseError) as refused:
        check_session(Pooled(), parameters)  # type: ignore[arg-type]
    assert "pool_mode = session" in refused.value.hint
