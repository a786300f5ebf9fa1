"""The worker's clock."""

import psycopg
import pytest
from django.db import connection

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
