"""A job whose end the queue never heard of is given back."""

import asyncio
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from mayak.jobs.running import RunningJobs
from mayak.jobs.tests.test_services import a_job_of_a_worker

pytestmark = pytest.mark.django_db


def _status(job: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)


def _worker_of(job: int) -> SimpleNamespace:
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_jobs WHERE id = %s", [job])
        return SimpleNamespace(worker_id=cursor.fetchone()[0])


def test_a_job_whose_end_was_not_heard_of_comes_back_at_the_second_look() -> None:
    running, job = RunningJobs(), a_job_of_a_worker(silent_seconds=1)

    async def do() -> None:
        """The job itself went well."""

    asyncio.run(running.watched(do, SimpleNamespace(job=SimpleNamespace(id=job)), _worker_of(job)))
    assert (running.take_back_lost(), _status(job)) == (0, "doing")
    assert (running.take_back_lost(), _status(job)) == (1, "todo")
    assert running.take_back_lost() == 0


def test_a_job_at_work_is_left_alone() -> None:
    running, job = RunningJobs(), a_job_of_a_worker(silent_seconds=1)
    worker, context = _worker_of(job), SimpleNamespace(job=SimpleNamespace(id=job))
    looks: list[int] = []

    async def do() -> None:
        looks.extend(await asyncio.to_thread(lambda: [running._ids.copy().pop()]))

    asyncio.run(running.watched(do, context, worker))
    assert looks == [job]
    running._ids.add(job)
    assert [running.take_back_lost() for _ in range(3)] == [0, 0, 0]
    assert _status(job) == "doing"
