"""What concerns the whole office: refresh of facts and lamps, import, warm start."""

import statistics
import time

from bench.inside import ask_inside
from bench.servers import start_office
from bench.setting import Setting, close_connections
from bench.size import DESIGN


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


def refresh_memory(setting: Setting) -> float:
    """Megabytes that the same takes in a process of its own beyond what it began with."""
    return float(ask_inside(setting, DESIGN, "refresh")["memory"])


def import_figures(setting: Setting) -> list[tuple[str, float, str]]:
    """bench/exchange.py in a process and a database of its own."""
    url = setting.beside("import")
    setting.remake(url)
    found = ask_inside(setting, DESIGN, "exchange", 3000, url=url)
    return [(name, figure, unit) for name, figure, unit in found]


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
