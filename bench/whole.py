"""What concerns the whole office: refresh of facts and lamps, import, warm start."""

import json
import os
import statistics
import subprocess
import sys
import time

from bench.servers import start_office
from bench.setting import ROOT, Setting, close_connections


def refresh_seconds() -> float:
    """All facts and lamps of all clients, as the nightly pass does it."""
    from mayak.facts.services import refresh_facts

    started = time.perf_counter()
    refresh_facts()
    return time.perf_counter() - started


def single_refresh_ms(number: int = 60) -> float:
    """Facts and lamps of one client after a change; the median over different clients."""
    from mayak.clients.models import Client
    from mayak.facts.services import refresh_facts

    seconds = []
    for pk in Client.objects.order_by("pk").values_list("pk", flat=True)[100 : 100 + number]:
        started = time.perf_counter()
        refresh_facts(client_ids=[pk])
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


def import_figures(setting: Setting) -> list[tuple[str, float, str]]:
    """bench/exchange.py in a process and a database of its own."""
    if not (ROOT / "bench/exchange.py").exists():
        return []
    url = setting.beside("import")
    setting.remake(url)
    program = (
        "import json, django; django.setup(); "
        "from mayak.server.preparation import prepare_office; prepare_office(); "
        "from bench.exchange import measure; print(json.dumps(measure()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "MAYAK_TODAY": ""},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return []
    return [(name, figure, unit) for name, figure, unit in json.loads(done.stdout.strip().splitlines()[-1])]


def warm_starts(setting: Setting, number: int) -> float:
    """Seconds of ``mayak up`` until the log-in page, the median; PostgreSQL's start included when it is our own."""
    close_connections()
    start_office(setting).stop()
    seconds = []
    for _turn in range(number):
        office = start_office(setting)
        seconds.append(office.start_seconds)
        office.stop()
    return statistics.median(seconds)
