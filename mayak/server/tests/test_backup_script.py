"""Running pg_dump's script without psql."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.server.backup.script import load_script

SCRIPT = rb"""--
-- PostgreSQL database dump
--

\restrict abcXYZ

SET statement_timeout = 0;
SET setting_of_the_future = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);

--
-- Name: moved; Type: TABLE
--

CREATE TABLE pg_temp.moved (id integer, text text);
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE sql AS $$
SELECT 'SET nothing = 1;'
$$;
COPY pg_temp.moved (id, text) FROM stdin;
1	SET setting_of_the_future = 0;
2	two\nlines and a \\.
\.

COPY pg_temp.moved (id, text) FROM stdin;
\.

SELECT pg_catalog.set_config('search_path', 'pg_catalog', true);
\unrestrict abcXYZ
"""


@pytest.fixture
def session(db: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection of its own to the tests' database."""
    parameters = connection.get_connection_params()
    for unknown in ("cursor_factory", "context"):
        parameters.pop(unknown, None)
    with psycopg.connect(**parameters) as opened:
        yield opened
        opened.rollback()


def pieces(script: bytes, size: int) -> Iterator[bytes]:
    """The script in pieces of a size."""
    return (script[start : start + size] for start in range(0, len(script), size))


@given(size=st.integers(1, len(SCRIPT)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pieces_of_any_size_give_the_same_rows(session: "psycopg.Connection[tuple[object, ...]]", size: int) -> None:
    tables: list[str] = []
    load_script(session, pieces(SCRIPT, size), on_table=tables.append)
    found = session.execute("SELECT id, text FROM pg_temp.moved ORDER BY id").fetchall()
    assert found == [(1, "SET setting_of_the_future = 0;"), (2, "two\nlines and a \\.")]
    assert len(tables) == 2
    session.rollback()


def test_commands_of_psql_are_refused(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        load_script(session, [b"-- Name: x\n\\! touch /tmp/never\n"])


def test_cut_rows_are_refused(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    cut = SCRIPT[: SCRIPT.index(b"two")]
    with pytest.raises(ValueError, match="no end"):
        load_script(session, pieces(cut, 64))
