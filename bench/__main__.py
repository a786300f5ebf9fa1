"""``make bench``: measure everything and print one table. It never fails because of a time: it shows."""

import argparse
from dataclasses import replace
from pathlib import Path

from bench.closing import measure_closing
from bench.first_screen import first_screen
from bench.latency import Measurement
from bench.report import Figures, report, write_into
from bench.servers import served_office, served_reference
from bench.setting import ROOT, Setting, close_connections, joined, make_office, start_django
from bench.size import FULL, Size
from bench.statements import count_statements
from bench.targets import contacts_to_close, targets
from bench.whole import import_figures, refresh_seconds, single_refresh_ms, warm_starts

PARTS = ("refresh", "import", "start", "pages", "closing", "screens")
REPORT = ROOT / "docs/performance.md"


def main() -> None:
    """Run the parts that were asked for."""
    args = _arguments()
    size = _size(args)
    parts = set(args.only or PARTS)
    with joined(args.home) as setting:
        start_django(setting)
        make_office(setting, size, _say, is_fresh=args.fresh, is_stale_enough=args.stale)
        figures = Figures(size, is_start_with_server=not setting.is_external)
        _measure_inside(setting, figures, parts, args.requests)
        if parts & {"pages", "closing", "screens"}:
            _measure_served(setting, figures, parts, args)
    if "start" in parts:
        _say("Warm start")
        figures.start_seconds = warm_starts(setting, args.rounds)
    table = report(figures)
    print()
    print(table)
    if args.write:
        REPORT.write_text(write_into(REPORT.read_text(encoding="utf-8"), table), encoding="utf-8")


def _measure_inside(setting: Setting, figures: Figures, parts: set[str], requests: int) -> None:
    from mayak.server.preparation import prepare_office, server_version
    from mayak.server.static import collect_static

    collect_static()
    prepare_office()
    figures.server = server_version()
    if "refresh" in parts:
        _say("Facts and lamps")
        figures.refresh_seconds = refresh_seconds()
        figures.single_ms = single_refresh_ms()
    if "pages" in parts:
        _say("SQL statements")
        figures.statements = count_statements(targets(requests))
    if "import" in parts:
        _say("Import")
        figures.importing = import_figures(setting)


def _measure_served(setting: Setting, figures: Figures, parts: set[str], args: argparse.Namespace) -> None:
    pages = targets(args.requests)
    contacts = contacts_to_close(args.requests, args.rounds)
    close_connections()
    with served_reference(setting) as reference, served_office(setting) as office:
        measurement = Measurement(office, reference, pages)
        _say(f"Pages: {args.rounds} rounds of {args.requests} requests each")
        figures.pages = measurement.run(args.rounds if "pages" in parts else 1, args.requests)
        present = {page.target.name for page in figures.pages.pages if not page.problem}
        if "screens" in parts:
            _say("First screens")
            wanted = [target for target in pages if target.first_screen and target.name in present]
            figures.screens = [first_screen(measurement, target, args.rounds) for target in wanted]
        if "closing" in parts and "Contact page" in present:
            _say("Closing contacts")
            figures.closing = measure_closing(measurement, contacts, args.rounds)
        figures.memory = office.memory()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    usual = Size()
    parser.add_argument("--clients", type=int, default=usual.clients)
    parser.add_argument("--persons", type=int, help="default: three per client")
    parser.add_argument("--activities", type=int, help="default: ten per client")
    parser.add_argument("--full", action="store_true", help="2 million contacts and 10 million days of usage")
    parser.add_argument("--home", type=Path, default=ROOT / ".mayak/bench", help="where the measured office is kept")
    parser.add_argument("--fresh", action="store_true", help="make the office anew")
    parser.add_argument("--stale", action="store_true", help="take the kept office even if it was made by older code")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=60, help="of each page in each round")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="parts to measure (default: all)")
    parser.add_argument("--write", action="store_true", help=f"put the table into {REPORT.relative_to(ROOT)}")
    return parser.parse_args()


def _size(args: argparse.Namespace) -> Size:
    if args.full:
        return FULL
    size = Size(args.clients, args.clients * 3, args.clients * 10, args.clients * 50)
    return replace(size, persons=args.persons or size.persons, activities=args.activities or size.activities)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
