"""What the worker knows to do, as declared by the apps in their ``tasks.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any, TypeVar

from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from mayak.jobs.patience import Patience

F = TypeVar("F", bound=Callable[[], object])


@dataclass(frozen=True)
class Frequent:
    """A short function done again and again while the worker lives; ``seconds`` between two starts."""

    name: str
    function: Callable[[], object]
    seconds: float


@dataclass(frozen=True)
class Daily:
    """A job of every real day, due from ``at`` in the office's time zone."""

    name: str
    job: "Task[Any, Any, Any]"
    at: time


frequent_work: dict[str, Frequent] = {}
daily_work: dict[str, Daily] = {}


def background(*, attempts: int = 3, queue: str = "default", wait: int = 10) -> Callable[[Callable[..., object]], Any]:
    """Decorator: a job done by the worker; ``.defer(**arguments)`` joins the running transaction.

    A failing job is tried ``attempts`` times in all, ``wait`` seconds apart at first; one that loses the database,
    many times (``patience``). Jobs take no
    procrastinate ``lock`` (a lock with a waiting retry would hold back ready jobs): use :func:`single_run`.
    """
    retry = Patience(attempts=attempts, wait=wait) if attempts > 1 else False

    def register(function: Callable[..., object]) -> Any:
        return app.task(name=_name_of(function), queue=queue, retry=retry)(function)

    return register


def every(*, seconds: float) -> Callable[[F], F]:
    """Decorator: done every few seconds by one worker of the office at a time, without job rows.

    It must be short and need no memory of the last time: after a crash it simply happens again.
    """

    def register(function: F) -> F:
        name = _name_of(function)
        frequent_work[name] = Frequent(name, function, seconds)
        return function

    return register


def daily(*, at: str, attempts: int = 3) -> Callable[[Callable[[], object]], Any]:
    """Decorator: a job of every day from ``at`` ("02:30", office time, real days also in training mode).

    When the office was switched off at that time, it is done at the next start.
    """

    def register(function: Callable[[], object]) -> Any:
        job = background(attempts=attempts, wait=60)(function)
        name = _name_of(function)
        daily_work[name] = Daily(name, job, time.fromisoformat(at))
        return job

    return register


def _name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
