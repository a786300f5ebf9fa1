"""How often a failed job is tried again."""

import psycopg
import pytest
from django.db import OperationalError
from procrastinate.jobs import Job
from procrastinate.utils import utcnow

from mayak.jobs.patience import AWAY_SECONDS, LONGEST_SECONDS, MOST_STARTS_AWAY, Patience


def seconds_until_next(error: Exception, *, started_before: int) -> int | None:
    """How long a job of three attempts waits after an error; None when it is given up."""
    job = Job(id=1, status="doing", queue="q", lock=None, queueing_lock=None, task_name="t", attempts=started_before)
    decision = Patience(attempts=3, wait=60).get_retry_decision(exception=error, job=job)
    if decision is None or decision.retry_at is None:
        return None
    return round((decision.retry_at - utcnow()).total_seconds())


def test_a_fault_of_its_own_is_tried_a_few_times_ever_later() -> None:
    waits = [seconds_until_next(ValueError(), started_before=starts) for starts in range(4)]
    assert waits == [60, LONGEST_SECONDS, None, None]


@pytest.mark.parametrize("error", [OperationalError("gone"), psycopg.OperationalError("gone")])
def test_a_database_that_went_away_uses_up_no_attempts(error: Exception) -> None:
    assert seconds_until_next(error, started_before=5) == AWAY_SECONDS
    assert seconds_until_next(error, started_before=MOST_STARTS_AWAY - 1) is None
