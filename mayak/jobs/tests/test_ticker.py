"""The worker's clock."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from mayak.jobs import single_run, ticker
from mayak.jobs.registry import Frequent
from mayak.jobs.single_run import lock_key
from mayak.jobs.ticker import Ticker


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a ticker with one function every 3 seconds and a failing one did."""
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("this turn fails")

    work = [Frequent("fails", fail, 3), Frequent("sweeps", lambda: done.append("swept"), 3)]
    monkeypatch.setattr(ticker, "HOUSEKEEPING", work)
    monkeypatch.setattr(ticker, "frequent_work", {})
    monkeypatch.setattr(ticker, "close_old_connections", lambda: None)
    return done


@pytest.mark.django_db
def test_everything_has_its_turn_and_failures_wait_for_the_next(rounds: list[str]) -> None:
    clock = Ticker()
    assert clock.tick(100.0) == ["sweeps"]
    assert clock.tick(102.9) == []
    assert clock.tick(103.0) == ["sweeps"]
    assert rounds == ["swept", "swept"]


@pytest.mark.django_db
def test_another_workers_turn_is_left_to_it(rounds: list[str]) -> None:
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    with psycopg.connect(**parameters) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock_key("sweeps")])
        assert Ticker().tick(100.0) == []
    assert rounds == []


@pytest.mark.django_db
def test_lock_is_free_after_the_run() -> None:
    for _ in range(2):
        with single_run("once") as is_ours:
            assert is_ours


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[DatabaseWrapper]:
    """A second connection, while the office's own is from a pool as it runs: closed, it goes back there alive."""
    usual = connections["default"]
    assert isinstance(usual, DatabaseWrapper)
    settings = deepcopy(usual.settings_dict) | {"CONN_HEALTH_CHECKS": True}
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
    pooled = connections["default"] = usual.__class__(settings, "default")
    yield usual
    connections["default"] = usual
    pooled.close()
    pooled.close_pool()


def _is_free(name: str, elsewhere: DatabaseWrapper, *, within: str) -> bool:
    """Whether the lock gets free within that time: a session that was closed ends a moment later."""
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [within])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key(name)])
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _run_that_fails(name: str, error: Exception, strike: Callable[[], object]) -> None:
    with single_run(name):
        strike()
        raise error


def test_a_connection_given_back_to_the_pool_takes_no_lock_along(elsewhere: DatabaseWrapper) -> None:
    def give_back() -> None:
        assert not _is_free("struck", elsewhere, within="50ms")
        connection.close()

    with pytest.raises(OperationalError, match="no room"):
        _run_that_fails("struck", OperationalError("no room on the disk"), give_back)
    assert _is_free("struck", elsewhere, within="10s")
    with single_run("struck") as is_ours:
        assert is_ours


def test_a_run_whose_session_was_cut_off_frees_its_lock_and_tells_its_own_error(elsewhere: DatabaseWrapper) -> None:
    def cut_off() -> None:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])

    with pytest.raises(ValueError, match="its own"):
        _run_that_fails("cut", ValueError("its own"), cut_off)
    connection.close()
    with single_run("cut") as is_ours:
        assert is_ours
