"""The table: what, how large, how fast, against what, within or over its budget."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.first_screen import FirstScreen
from bench.latency import Latencies, Timing
from bench.size import Size
from bench.targets import CLOSE_RATIO, PAGE_BYTES, PAGE_RATIO, STATEMENTS

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclass
class Figures:
    """Everything one run measured; what could not be measured is missing."""

    size: Size
    server: str = ""
    pages: Latencies | None = None
    statements: dict[str, int] = field(default_factory=dict)
    screens: list[FirstScreen] = field(default_factory=list)
    closing: tuple[Timing, Timing, Timing] | None = None
    refresh_seconds: float | None = None
    single_ms: float | None = None
    importing: list[tuple[str, float, str]] = field(default_factory=list)
    start_seconds: float | None = None
    is_start_with_server: bool = True
    memory: dict[str, float] = field(default_factory=dict)


def report(figures: Figures) -> str:
    """The whole report in Markdown, which reads well in a terminal too."""
    parts = [_about(figures), _pages(figures), _screens(figures), _whole(figures)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(figures: Figures) -> str:
    size = figures.size
    return (
        f"{_number(size.clients)} clients, {_number(size.persons)} persons, {_number(size.activities)} contacts, "
        f"{_number(size.usage_rows)} days of usage; Python {platform.python_version()}, "
        f"PostgreSQL {figures.server}, {os.cpu_count()} cores."
    )


def _pages(figures: Figures) -> str:
    pages = figures.pages
    if pages is None:
        return ""
    rows = [
        ["Bare Django page, 3 SQL", "3", _bytes(pages.reference_bytes), *_times(pages.reference), "1.0 ×", "", ""],
        ["Bare one-row insert", "1", "", *_times(pages.insert), _times_of(pages.insert, pages.reference), "", ""],
    ]
    for page in pages.pages:
        if page.problem:
            rows.append([page.target.name, "", "", "", "", "", "", page.problem])
            continue
        ratio = page.timing.ratio_to(pages.reference)
        count = figures.statements.get(page.target.name)
        faults = [
            "time" if ratio > page.target.ratio else "",
            "SQL" if count is not None and count > STATEMENTS else "",
            "size" if page.sent_bytes > PAGE_BYTES else "",
        ]
        rows.append(
            [
                page.target.name,
                "" if count is None else str(count),
                f"{_bytes(page.raw_bytes)} → {_bytes(page.sent_bytes)}",
                *_times(page.timing),
                f"{ratio:.1f} ×",
                f"{page.target.ratio:.1f} ×",
                _verdict(faults),
            ]
        )
    if figures.closing is not None:
        closing, reference, insert = figures.closing
        ratio = closing.ratio_to(reference)
        rows.append(
            [
                "Closing a contact, the next one made",
                "",
                "",
                *_times(closing),
                f"{ratio:.1f} ×",
                f"{CLOSE_RATIO:.1f} ×",
                _verdict(["time" if ratio > CLOSE_RATIO else ""]),
            ]
        )
        against = closing.ratio_to(insert)
        rows.append(
            [
                "… against the bare insert",
                "",
                "",
                "",
                "",
                f"{against:.1f} ×",
                "10.0 ×",
                _verdict(["time" * (against > 10)]),
            ]
        )
    return _table(["Request", "SQL", "Size → sent", "p50, ms", "p95, ms", "Ratio", "Budget", ""], rows)


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
                f"{PAGE_RATIO:.1f} ×",
                _verdict(["cold" if cold > PAGE_RATIO else "", "warm" if warm > PAGE_RATIO else ""]),
            ]
        )
    head = ["First screen complete", "Requests cold / warm", "Sent cold", "Cold, ms", "Warm, ms", "Ratio", "Budget", ""]
    return _table(head, rows)


def _whole(figures: Figures) -> str:
    rows: list[list[str]] = []

    def line(name: str, figure: float | None, unit: str, budget: str, is_over: bool) -> None:
        if figure is not None:
            shown = f"{figure:.1f}" if figure < 100 else _number(round(figure))
            rows.append([name, f"{shown} {unit}".strip(), budget, _verdict(["over" * is_over]) if budget else ""])

    seconds = figures.refresh_seconds
    line("Facts and lamps of all clients", seconds, "s", "≤ 30 s", bool(seconds and seconds > 30))
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
    return _table(["The whole", "Figure", "Budget", ""], rows) if rows else ""


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


def _table(head: list[str], rows: list[list[str]]) -> str:
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


def write_into(text: str, table: str) -> str:
    """The page with the table between its markers replaced."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"
