"""What is measured or looked up inside an office, in a process of its own: ``python -m bench.inside WHAT [NUMBER]``.

DATABASE_URL names the office; the last line printed is the answer as JSON. A process of its own has a memory of its
own: its highest mark (VmHWM) belongs to what was asked alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.setting import ROOT, Setting, environment
from bench.size import Size


def ask_inside(setting: Setting, size: Size, what: str, number: int = 0, *, url: str = "") -> Any:
    """The answer of such a process in the office of a size (or at another address)."""
    values = {**os.environ, **environment(setting, size)}
    if url:
        values["DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", what, str(number)],
        cwd=ROOT,
        env=values,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def peak_memory() -> float:
    """The most memory this process has ever held, in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _counts(_number: int) -> dict[str, int]:
    from django.db import connection

    tables = {
        "clients": "clients_client",
        "persons": "clients_person",
        "contacts": "work_activity",
        "days of usage": "usage_usageday",
        "letters": "usage_mailevent",
        "invoices": "money_invoice",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables.values()))
        return dict(zip(tables, cursor.fetchone(), strict=True))


def _visits(per_page: int) -> dict[str, Any]:
    from bench.targets import contacts_to_close, targets

    return {
        "pages": [asdict(target) for target in targets(per_page)],
        "contacts": contacts_to_close(per_page, 1),
    }


def _refresh(_number: int) -> dict[str, float]:
    from mayak.lamps.services import refresh_office

    before = peak_memory()
    started = time.perf_counter()
    refresh_office()
    return {"seconds": time.perf_counter() - started, "memory": peak_memory() - before, "peak": peak_memory()}


def _import(clients: int) -> dict[str, float]:
    """Rows of so many new clients into this office; taken back afterwards where the office is a kept one."""
    from bench.exchange import write_office
    from mayak.clients.models import Client
    from mayak.exchange.services import commit_import, plan_import
    from mayak.exchange.undo.services import undo_import

    is_kept = Client.objects.exists()
    with tempfile.TemporaryDirectory() as folder:
        rows = write_office(Path(folder), clients, mark=f"G{int(time.time()) % 10_000_000}")
        before = peak_memory()
        started = time.perf_counter()
        run = plan_import(path=Path(folder))
        planned = time.perf_counter() - started
        run = commit_import(run_id=run.pk)
        whole = time.perf_counter() - started
    figures = {
        "rows": rows,
        "planned": rows / planned,
        "rate": rows / run.seconds,
        "whole": rows / whole,
        "memory": peak_memory() - before,
        "peak": peak_memory(),
    }
    if is_kept:
        undo_import(run_id=run.pk)
    return figures


def _exchange(clients: int) -> list[tuple[str, float, str]]:
    from bench.exchange import measure

    return measure(clients)


def _conditions(_number: int) -> dict[str, float]:
    from bench.counting import count_figures

    return count_figures()


def _pools(count: int) -> dict[str, Any]:
    from bench.pools import pool_figures

    return asdict(pool_figures(count))


def _load_plan(users: int) -> dict[str, Any]:
    from bench.load_plan import load_plan

    return load_plan(users)


def _search_rows(clients: int) -> int:
    from bench.search import make_rows

    return make_rows(clients)


def _search(times: int) -> dict[str, Any]:
    from bench.search import measure_inside

    return measure_inside(times)


QUESTIONS: dict[str, Callable[[int], Any]] = {
    "counts": _counts,
    "visits": _visits,
    "refresh": _refresh,
    "import": _import,
    "exchange": _exchange,
    "load": _load_plan,
    "conditions": _conditions,
    "pools": _pools,
    "search_rows": _search_rows,
    "search": _search,
}


def main() -> None:
    """Answer one question."""
    import django

    django.setup()
    from mayak.server.preparation import prepare_office

    prepare_office()
    print(json.dumps(QUESTIONS[sys.argv[1]](int(sys.argv[2]))))


if __name__ == "__main__":
    main()
