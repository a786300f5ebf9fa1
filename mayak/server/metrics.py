"""Figures for Prometheus, on a port of their own inside the machine (docs/operations.md has the table).

Labels name views, methods and jobs: nothing of any person or client is in them.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import structlog
from django.db import Error, connection
from prometheus_client import REGISTRY, Histogram, Info, disable_created_metrics, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

import mayak
from mayak.server.requests import RequestJournal

log = structlog.get_logger(__name__)
PORT = "MAYAK_METRICS_PORT"
HOST = "MAYAK_METRICS_HOST"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Figures = Callable[[], Iterator[Metric]]


def serve_metrics(process: str, *, streams: Callable[[], int] | None = None) -> bool:
    """Answer ``GET /metrics`` from a thread when MAYAK_METRICS_PORT says so; returns whether it does.

    ``process`` is web or worker; ``streams`` counts the live streams. The office's own figures are told by web only.
    """
    port = os.environ.get(PORT, "")
    if not port:
        return False
    disable_created_metrics()  # type: ignore[no-untyped-call]
    Info("mayak", "What runs here").info({"version": mayak.__version__, "process": process})
    if process == "web":
        _measure_requests()
        REGISTRY.register(OfficeCollector(streams or (lambda: 0)))
    try:
        start_http_server(int(port), addr=os.environ.get(HOST) or "127.0.0.1")
    except OSError as error:
        log.error("metrics are not served", port=int(port), error=str(error))
        return False
    return True


def _measure_requests() -> None:
    seconds = Histogram(
        "mayak_request_seconds", "Time to answer a request", ["view", "method", "status"], buckets=BUCKETS
    )

    def observe(view: str, method: str, status: int, taken: float) -> None:
        # Anybody may send any word as a method: each would be a series of its own.
        seconds.labels(view, method if method in METHODS else "other", str(status)).observe(taken)

    RequestJournal.observe = staticmethod(observe)


class OfficeCollector(Collector):
    """What the database and this process's pool tell, asked anew at every scrape."""

    def __init__(self, streams: Callable[[], int]) -> None:
        self._streams = streams

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures; without a database, that it is away."""
        yield GaugeMetricFamily("mayak_streams_open", "Live streams open in this process", self._streams())
        yield from _pool()
        try:
            figures = [*_jobs(), *_facts(), *_days()]
            is_up = True
        except Error:
            figures, is_up = [], False
        finally:
            connection.close()
        yield GaugeMetricFamily("mayak_database_up", "Whether the database answers", float(is_up))
        yield from figures


def _pool() -> Iterator[Metric]:
    pool = getattr(connection, "pool", None)
    stats = pool.get_stats() if pool is not None else {}
    for name, key, text in (
        ("size", "pool_size", "Connections to the database"),
        ("free", "pool_available", "Connections to the database that nobody uses"),
        ("waiting", "requests_waiting", "Threads waiting for a connection"),
    ):
        yield GaugeMetricFamily(f"mayak_database_pool_{name}", text, float(stats.get(key, 0)))


def _jobs() -> Iterator[Metric]:
    from mayak.jobs.queries import worker_state

    state = worker_state()
    jobs = GaugeMetricFamily("mayak_jobs", "Background jobs by state", labels=["state"])
    for name in ("waiting", "running", "failed"):
        jobs.add_metric([name], getattr(state, name))
    yield jobs
    if state.heartbeat_age is not None:
        text = "Seconds since a worker last reported"
        yield GaugeMetricFamily("mayak_worker_heartbeat_age_seconds", text, state.heartbeat_age)


def _facts() -> Iterator[Metric]:
    from mayak.facts.models import DirtyMark, FactsState

    waiting = DirtyMark.objects.count()
    yield GaugeMetricFamily("mayak_facts_dirty_marks", "Changes not yet in the facts", waiting)
    computed = FactsState.objects.values_list("computed_at", flat=True).first()
    if computed:
        text = "When the whole office was last computed"
        yield GaugeMetricFamily("mayak_facts_computed_timestamp_seconds", text, computed.timestamp())


def _days() -> Iterator[Metric]:
    from mayak.jobs.models import DailyRun

    last = GaugeMetricFamily("mayak_daily_job_last_day_timestamp_seconds", "Last day of a daily job", labels=["job"])
    for name, day in DailyRun.objects.values_list("name", "last_date"):
        last.add_metric([name], datetime.combine(day, time(), UTC).timestamp())
    yield last
