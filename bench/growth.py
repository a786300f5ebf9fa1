"""``python -m bench growth``: what becomes slower with the office, as an exponent.

Offices of 2 000, 20 000 and 200 000 clients. An exponent e says: ten times the clients take 10^e times as long. The
times of pages are medians; the memory is the most that a process of its own took beyond what it began with.
"""

import math
import statistics
from dataclasses import dataclass, field

from bench.closing import measure_closing
from bench.inside import ask_inside
from bench.latency import Measurement
from bench.servers import served_office, served_reference
from bench.setting import Setting
from bench.size import DESIGN, SIZES, Say, Size
from bench.targets import Target, Visit

IMPORTED_CLIENTS = 240  # ten thousand rows
SERIES = (240, 2_400, 24_000)  # ten thousand, a hundred thousand, a million rows


@dataclass
class Line:
    """One thing measured at several sizes: x (clients or rows) and y in the unit."""

    name: str
    unit: str
    points: list[tuple[float, float]] = field(default_factory=list)

    @property
    def exponent(self) -> float:
        """The slope of the logarithms by least squares."""
        xs = [math.log(x) for x, _y in self.points]
        ys = [math.log(max(y, 1e-6)) for _x, y in self.points]
        middle_x, middle_y = statistics.mean(xs), statistics.mean(ys)
        spread = sum((x - middle_x) ** 2 for x in xs)
        return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0


def measure_growth(setting: Setting, say: Say, requests: int, parts: set[str]) -> tuple[list[Line], list[Line]]:
    """(by the clients of the office, by the rows of one import)."""
    by_clients: dict[str, Line] = {}

    def note(name: str, unit: str, clients: int, value: float) -> None:
        by_clients.setdefault(name, Line(name, unit)).points.append((clients, value))

    for size in SIZES:
        say(f"Office of {size.clients:,} clients")
        if "refresh" in parts:
            refreshed = ask_inside(setting, size, "refresh")
            note("Facts and lamps of all clients", "s", size.clients, refreshed["seconds"])
            note("Memory of that process", "MB", size.clients, refreshed["peak"])
        if "import" in parts:
            done = ask_inside(setting, size, "import", IMPORTED_CLIENTS)
            note("Import of 10 000 rows into it, overall", "s", size.clients, done["rows"] / done["whole"])
        if "pages" in parts:
            _pages(setting, size, requests, note)
    by_rows: dict[str, Line] = {}
    if "rows" in parts:
        for clients in SERIES:
            url = setting.beside("import")
            setting.remake(url)
            say(f"Import of about {clients * 42:,} rows into an empty office")
            done = ask_inside(setting, DESIGN, "import", clients, url=url)
            rows = done["rows"]
            for name, unit, value in (
                ("Import: read, check, compare, write", "s", rows / done["rate"]),
                ("Memory of that process", "MB", done["peak"]),
            ):
                by_rows.setdefault(name, Line(name, unit)).points.append((rows, value))
    return list(by_clients.values()), list(by_rows.values())


def _pages(setting: Setting, size: Size, requests: int, note) -> None:  # type: ignore[no-untyped-def]  # a closure
    found = ask_inside(setting, size, "visits", requests)
    pages = [
        Target(page["name"], tuple(Visit(**visit) for visit in page["visits"]), page["ratio"])
        for page in found["pages"]
    ]
    contacts = [(login, pk) for login, pk in found["contacts"]]
    with served_reference(setting) as reference, served_office(setting, size) as office:
        measurement = Measurement(office, reference, pages)
        figures = measurement.run(2, requests)
        for page in figures.pages:
            if not page.problem:
                note(page.target.name, "ms", size.clients, page.timing.p50)
        closing, _page, _insert = measure_closing(measurement, contacts, 1)
        note("Closing a contact", "ms", size.clients, closing.p50)
