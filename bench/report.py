"""The table: what, how large, how fast, against what, within or over its budget."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.first_screen import FirstScreen
from bench.growth import Line
from bench.latency import Latencies, Timing
from bench.load import BUDGET_MS, Outcome, shares
from bench.size import Size
from bench.targets import CLOSE_RATIO, PAGE_BYTES, SCREEN_RATIO, STATEMENTS


@dataclass
class Figures:
    """Everything one run measured; what could not be measured is missing."""

    size: Size
    rows: dict[str, int] = field(default_factory=dict)
    server: str = ""
    pages: Latencies | None = None
    statements: dict[str, int] = field(default_factory=dict)
    screens: list[FirstScreen] = field(default_factory=list)
    closing: tuple[Timing, Timing, Timing] | None = None
    first_refresh_seconds: float | None = None
    refresh_seconds: float | None = None
    refresh_memory: float | None = None
    single_ms: float | None = None
    importing: list[tuple[str, float, str]] = field(default_factory=list)
    closing_statements: int | None = None
    start_seconds: float | None = None
    is_start_with_server: bool = True
    memory: dict[str, float] = field(default_factory=dict)


def report(figures: Figures) -> str:
    """The whole report in Markdown, which reads well in a terminal too."""
    parts = [_about(figures), _pages(figures), _screens(figures), _whole(figures)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(figures: Figures) -> str:
    rows = ", ".join(f"{_number(count)} {name}" for name, count in figures.rows.items())
    return (
        f"The office: {rows}; {figures.size.history} days of history. "
        f"Python {platform.python_version()}, PostgreSQL {figures.server}, {os.cpu_count()} cores."
    )


def _pages(figures: Figures) -> str:
    pages = figures.pages
    if pages is None:
        return ""
    rows = []
    for page in pages.pages:
        if page.problem:
            rows.append([page.target.name, *[""] * 7, page.problem])
            continue
        ratio = page.timing.ratio_of_p95_to(page.bare)
        budget = page.target.ratio
        count = figures.statements.get(page.target.name)
        faults = [
            "time" if budget is not None and ratio > budget else "",
            "SQL" if count is not None and count > STATEMENTS else "",
            "size" if page.sent_bytes > PAGE_BYTES else "",
        ]
        rows.append(
            [
                page.target.name,
                "" if count is None else str(count),
                f"{_bytes(page.raw_bytes)} → {_bytes(page.sent_bytes)}",
                *_times(page.timing),
                f"{page.bare.p95:.1f}",
                f"{page.timing.ratio_to(page.bare):.1f} ×",
                f"{ratio:.1f} × ≤ {budget:.0f}" if budget else f"{ratio:.1f} ×",
                _verdict(faults) if budget or any(faults) else "",
            ]
        )
    if figures.closing is not None:
        closing, _page, insert = figures.closing
        ratio = closing.ratio_of_p95_to(insert)
        rows.append(
            [
                "Closing a contact, the next one made",
                "" if figures.closing_statements is None else str(figures.closing_statements),
                "bare insert",
                *_times(closing),
                f"{insert.p95:.1f}",
                f"{closing.ratio_to(insert):.1f} ×",
                f"{ratio:.1f} × ≤ {CLOSE_RATIO:.0f}",
                _verdict(["time" if ratio > CLOSE_RATIO else ""]),
            ]
        )
    head = ["Request", "SQL", "Size → sent", "p50, ms", "p95, ms", "Bare p95, ms", "p50 ratio", "p95 ratio", ""]
    return table(head, rows)


def _screens(figures: Figures) -> str:
    pages = figures.pages
    if pages is None or not figures.screens:
        return ""
    rows = []
    for screen in figures.screens:
        cold, warm = screen.cold_ms / pages.reference.p50, screen.warm_ms / pages.reference.p50
        rows.append(
            [
                screen.name,
                f"{screen.requests} / {screen.warm_requests}",
                _bytes(screen.cold_bytes),
                f"{screen.cold_ms:.1f}",
                f"{screen.warm_ms:.1f}",
                f"{cold:.1f} × / {warm:.1f} ×",
                f"{SCREEN_RATIO:.1f} ×",
                _verdict(["cold" if cold > SCREEN_RATIO else "", "warm" if warm > SCREEN_RATIO else ""]),
            ]
        )
    head = ["First screen complete", "Requests cold / warm", "Sent cold", "Cold, ms", "Warm, ms", "Ratio", "Budget", ""]
    return table(head, rows)


def _whole(figures: Figures) -> str:
    rows: list[list[str]] = []

    def line(name: str, figure: float | None, unit: str, budget: str, is_over: bool) -> None:
        if figure is not None:
            shown = f"{figure:.1f}" if figure < 100 else _number(round(figure))
            rows.append([name, f"{shown} {unit}".strip(), budget, _verdict(["over" * is_over]) if budget else ""])

    seconds = figures.refresh_seconds
    line("Facts and lamps of all clients", seconds, "s", "≤ 30 s", bool(seconds and seconds > 30))
    line("Facts and lamps of all clients: the first time, from disk", figures.first_refresh_seconds, "s", "", False)
    line("Facts and lamps of all clients: memory taken", figures.refresh_memory, "MB", "", False)
    line("Facts and lamps of one client", figures.single_ms, "ms", "", False)
    for name, figure, unit in figures.importing:
        is_rate = name == "import: overall"
        line(name.capitalize(), figure, unit, "≥ 5 000 rows/s" * is_rate, is_rate and figure < 5000)
    start = figures.start_seconds
    name = "`mayak up` until the log-in page" + ("" if figures.is_start_with_server else ", PostgreSQL already running")
    line(name, start, "s", "≤ 2.5 s", bool(start and start > 2.5))
    own = sum(size for name, size in figures.memory.items() if name != "PostgreSQL")
    for name, size in figures.memory.items():
        line(f"Memory: {name}", size, "MB", "", False)
    if own:
        line("Memory without PostgreSQL", own, "MB", "≤ 350 MB", own > 350)
    return table(["The whole", "Figure", "Budget", ""], rows) if rows else ""


def _times(timing: Timing) -> list[str]:
    return [f"{timing.p50:.1f}", f"{timing.p95:.1f}"]


def _times_of(timing: Timing, reference: Timing) -> str:
    return f"{timing.ratio_to(reference):.1f} ×"


def _verdict(faults: Iterable[str]) -> str:
    found = [fault for fault in faults if fault]
    return "within" if not found else "over" if found == ["over"] else f"over: {', '.join(found)}"


def _bytes(size: int) -> str:
    return f"{size / 1000:.1f} KB"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown, its columns aligned."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]

    def line(cells: list[str]) -> str:
        aligned = [
            cell.ljust(width) if place == 0 or place == len(head) - 1 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(aligned) + " |"

    rule = [
        ":" + "-" * (width - 1) if place == 0 else "-" * max(width - 1, 2) + ":" for place, width in enumerate(widths)
    ]
    return "\n".join([line(head), "| " + " | ".join(rule) + " |", *map(line, rows)])


def growth_report(by_clients: list[Line], by_rows: list[Line]) -> str:
    """The exponents, by the clients of the office and by the rows of an import."""
    parts = [_growth("clients", by_clients), _growth("rows", by_rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _growth(what: str, lines: list[Line]) -> str:
    if not lines:
        return ""
    sizes = [f"{_number(round(x))} {what}" for x, _y in lines[0].points]
    rows = [
        [f"{line.name}, {line.unit}", *(f"{y:.1f}" for _x, y in line.points), f"{line.exponent:.2f}"] for line in lines
    ]
    return table([f"By {what}", *sizes, "Exponent", ""], [[*row, ""] for row in rows])


def load_report(outcome: Outcome, rows: dict[str, int]) -> str:
    """The load test: times by action, errors, processor time."""
    lines = []
    for name, times in [*sorted(outcome.times.items()), ("All actions", outcome.all_times)]:
        if not times:
            continue
        p50, p95, p99 = shares(times)
        is_total = name == "All actions"
        verdict = _verdict(["over" * (p95 > BUDGET_MS)]) if is_total else ""
        lines.append(
            [
                name,
                str(len(times)),
                f"{p50:.0f}",
                f"{p95:.0f}",
                f"{p99:.0f}",
                f"{max(times) * 1000:.0f}",
                f"≤ {BUDGET_MS:.0f} ms" * is_total,
                verdict,
            ]
        )
    errors = ", ".join(f"{what}: {count}" for what, count in outcome.errors.items()) or "none"
    processor = ", ".join(f"{name} {share:.2f}" for name, share in sorted(outcome.processor.items()))
    about = (
        f"{outcome.users} people, an action each every five seconds for {outcome.seconds:.0f} s, "
        f"{outcome.streams} streams of notifications open ({_number(outcome.stream_events)} events heard); "
        f"{_number(rows['clients'])} clients, {_number(rows['contacts'])} contacts, "
        f"{_number(rows['days of usage'])} days of usage; {os.cpu_count()} cores.\n\n"
        f"Errors: {errors}. Cores in use: {processor}."
    )
    head = ["Action", "Times", "p50, ms", "p95, ms", "p99, ms", "Longest", "Budget", ""]
    return f"{about}\n\n{table(head, lines)}\n"


def write_into(text: str, table: str, what: str) -> str:
    """The page with the table of ``what`` between its markers replaced."""
    begin, end = f"<!-- {what}: begin -->", f"<!-- {what}: end -->"
    before, _begin, rest = text.partition(begin)
    _old, _end, after = rest.partition(end)
    return f"{before}{begin}\n\n{table}\n{end}{after}"
