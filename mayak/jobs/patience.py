"""How often a failed job is tried again: its own faults a few times, a database that is away long."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from mayak.core.database import DATABASE_AWAY

# A lost connection or a full disk is no fault of the job: tried again soon, so many starts in all.
AWAY_SECONDS = 10
MOST_STARTS_AWAY = 30
LONGEST_SECONDS = 3600


class Patience(BaseRetryStrategy):
    """``attempts`` starts in all of a job that fails by itself, ``wait`` seconds apart at first, then ever longer.

    The queue counts starts, whatever ended them: a job whose worker died often has fewer left for faults of its own.
    """

    def __init__(self, *, attempts: int, wait: int) -> None:
        self.attempts = attempts
        self.wait = wait

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to start it again; None gives it up."""
        if isinstance(exception, DATABASE_AWAY):
            is_last, seconds = job.attempts + 1 >= MOST_STARTS_AWAY, AWAY_SECONDS
        else:
            is_last, seconds = job.attempts + 1 >= self.attempts, self.wait ** (job.attempts + 1)
        return None if is_last else RetryDecision(retry_in={"seconds": min(seconds, LONGEST_SECONDS)})
