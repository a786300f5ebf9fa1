"""How import and undo grow with the rows: usage of 1 000 clients in 10 000, 100 000 and 1 000 000 rows.

``python -m bench.usage_rows [ROWS…]`` on the database of ``DATABASE_URL``, which keeps the thousand clients and loses
the usage again by undo. Prints rows/s of plan, commit and undo, the peak of memory, the exponents.
"""

import csv
import math
import os
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

from bench.inside import peak_memory

CLIENTS = 1000
FIRST = date(2024, 1, 1)
SIZES = (10_000, 100_000, 1_000_000)


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for each size, then the exponents between the smallest and the largest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.run")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        _bring(Path(folder), "clients", ["id", "name", "service_mode"], _clients())
        lines = [_measure(Path(folder), rows) for rows in sizes]
    print("      rows   plan rows/s  commit rows/s  all in rows/s    undo rows/s  peak MB")
    for rows, plan, commit, undo, peak in lines:
        rates = (rows / plan, rows / commit, rows / (plan + commit), rows / undo)
        print(f"{rows:>10} " + " ".join(f"{rate:>13.0f}" for rate in rates) + f" {peak:>8.0f}")
    first, last = lines[0], lines[-1]
    span = math.log(last[0] / first[0]) or 1
    for name, place in (("plan", 1), ("commit", 2), ("undo", 3), ("memory", 4)):
        print(f"exponent of {name}: {math.log(last[place] / first[place]) / span:.2f}")


def _clients() -> list[list[object]]:
    return [[f"U{number}", f"Usage {number}", "remote"] for number in range(CLIENTS)]


def _bring(folder: Path, table: str, header: list[str], rows: object) -> None:
    from mayak.exchange.services import import_path

    import_path(path=_write(folder / f"{table}.csv", header, rows))


def _write(path: Path, header: list[str], rows: object) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]
    return path


def _measure(folder: Path, rows: int) -> tuple[int, float, float, float, float]:
    """Rows, seconds of planning, of bringing in and of undo (facts and lamps left out), peak of memory in MB."""
    from mayak.exchange.commit.apply import apply_plan
    from mayak.exchange.models import ImportRun
    from mayak.exchange.services import plan_import
    from mayak.exchange.undo.apply import take_back
    from mayak.exchange.undo.check import mark_what_stays

    path = _write(
        folder / "usage.csv",
        ["client", "day", "logins"],
        ([f"U{n % CLIENTS}", FIRST + timedelta(days=n // CLIENTS), n % 9] for n in range(rows)),
    )
    started = time.perf_counter()
    run = plan_import(path=path)
    planned = time.perf_counter()
    assert run.counts["usage"]["create"] == rows, run.counts
    with _transaction():
        apply_plan(run)
    committed = time.perf_counter()
    with _transaction():
        mark_what_stays(run)
        take_back(run, lambda rows: None)
    undone = time.perf_counter()
    ImportRun.objects.filter(pk=run.pk).delete()
    return rows, planned - started, committed - planned, undone - committed, peak_memory()


def _transaction() -> AbstractContextManager[object]:
    from django.db import transaction

    return transaction.atomic()


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
