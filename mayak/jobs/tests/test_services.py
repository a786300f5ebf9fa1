"""Daily jobs are made once a day; jobs of dead workers come back."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from mayak.jobs import background, queries, registry, services
from mayak.jobs.models import DailyRun
from mayak.jobs.registry import Daily

pytestmark = pytest.mark.django_db


@background(attempts=2)
def count_lighthouses(*, coast: str = "") -> None:
    """A job of the tests."""


@pytest.fixture
def nightly(monkeypatch: pytest.MonkeyPatch, settings: object) -> Daily:
    """The only daily job of an office in Moscow."""
    settings.TIME_ZONE = "Europe/Moscow"  # type: ignore[attr-defined]
    item = Daily("nightly", count_lighthouses, time(2, 30))
    monkeypatch.setattr(registry, "daily_work", {})
    monkeypatch.setattr(services, "daily_work", {"nightly": item})
    return item


def at(hour: int, minute: int, day: int = 10) -> datetime:
    """A moment by UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_daily_job_waits_for_office_time(nightly: Daily) -> None:
    assert services.defer_due_daily_jobs(moment=at(23, 29)) == []
    assert services.defer_due_daily_jobs(moment=at(23, 30)) == ["nightly"]


def test_daily_job_is_made_once_a_day(nightly: Daily) -> None:
    assert services.defer_due_daily_jobs(moment=at(5, 0)) == ["nightly"]
    assert services.defer_due_daily_jobs(moment=at(6, 0)) == []
    assert services.defer_due_daily_jobs(moment=at(5, 0, day=11)) == ["nightly"]
    assert ProcrastinateJob.objects.count() == 2


def test_missed_night_is_made_up_for(nightly: Daily) -> None:
    DailyRun.objects.create(name="nightly", last_date="2026-03-07")
    assert services.defer_due_daily_jobs(moment=at(15, 0)) == ["nightly"]


def a_job_of_a_worker(*, silent_seconds: int, attempts: int = 0) -> int:
    """A job being done by a worker that reported so many seconds ago."""
    job_id = count_lighthouses.defer(coast="north")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_seconds],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, job_id],
        )
    return int(job_id)


def test_job_of_a_living_worker_stays(nightly: Daily) -> None:
    job = a_job_of_a_worker(silent_seconds=5)
    assert services.requeue_stalled_jobs() == 0
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


@pytest.mark.parametrize("forget_first", [False, True])
def test_job_of_a_dead_worker_is_done_again(forget_first: bool) -> None:
    job = a_job_of_a_worker(silent_seconds=60)
    if forget_first:
        services.forget_dead_workers()
    assert services.requeue_stalled_jobs() == 1
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_job_that_kills_its_workers_is_given_up() -> None:
    job = a_job_of_a_worker(silent_seconds=60, attempts=services.MOST_STARTS - 1)
    services.requeue_stalled_jobs()
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"


def test_state_of_the_worker() -> None:
    assert not queries.worker_state().is_alive
    a_job_of_a_worker(silent_seconds=3)
    state = queries.worker_state()
    assert (state.is_alive, state.running, state.waiting) == (True, 1, 0)


def test_attempts_count_the_first_one() -> None:
    assert count_lighthouses.retry_strategy.attempts == 2
