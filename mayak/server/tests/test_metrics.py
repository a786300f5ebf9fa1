"""Figures for Prometheus."""

import os
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, generate_latest

from mayak.server.metrics import OfficeCollector


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> CollectorRegistry:
    """A registry with the office's collector, on the test's own connection."""
    monkeypatch.setattr(connection, "close", lambda: None)
    made = CollectorRegistry()
    made.register(OfficeCollector(lambda: 3))
    return made


@pytest.mark.django_db
def test_office_tells_its_figures(registry: CollectorRegistry) -> None:
    text = generate_latest(registry).decode()
    assert "mayak_database_up 1.0" in text
    assert "mayak_streams_open 3.0" in text
    assert 'mayak_jobs{state="failed"} 0.0' in text
    assert "mayak_facts_dirty_marks" in text


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_figure_too(registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr("mayak.jobs.queries.worker_state", away)
    text = generate_latest(registry).decode()
    assert "mayak_database_up 0.0" in text
    assert "mayak_jobs{" not in text


SCRIPT = """
import django; django.setup()
from mayak.server.metrics import serve_metrics
from mayak.server.requests import RequestJournal
assert serve_metrics("web")
RequestJournal.observe("client", "BREW", 200, 0.2)
print("ready", flush=True)
input()
"""


@pytest.mark.django_db
def test_the_port_is_open_to_this_machine_only() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "MAYAK_METRICS_PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    process.communicate("\n")
    assert 'mayak_request_seconds_count{method="other",status="200",view="client"} 1.0' in text
    assert 'mayak_info{process="web"' in text
    assert "process_resident_memory_bytes" in text
