"""``make bench``: measure and print tables. It never fails because of a time: it shows.

``python -m bench`` the budgets of the design; ``growth`` the exponents from 2 000 to 200 000 clients; ``load`` a
hundred people at work; ``conditions`` the live count of a condition; ``pools`` a pool handed over and back, and
automatic segments; ``search`` the search at 200 000 clients; ``offices`` only makes what is not there yet.
"""

import argparse
from pathlib import Path

from bench.closing import closing_statements, measure_closing
from bench.counting import CountFigures
from bench.first_screen import first_screen
from bench.growth import measure_growth
from bench.inside import ask_inside
from bench.latency import Measurement
from bench.load import run_load
from bench.pools import PoolFigures
from bench.report import Figures, growth_report, load_report, report, write_into
from bench.search import CLIENTS, measure_search
from bench.servers import served_office, served_reference
from bench.setting import ROOT, Setting, close_connections, joined, make_office, start_django
from bench.size import DESIGN, LARGE, SIZES
from bench.statements import count_statements
from bench.targets import contacts_to_close, targets
from bench.whole import import_figures, refresh_memory, refresh_seconds, single_refresh_ms, warm_starts

WHAT = ("budgets", "growth", "load", "conditions", "pools", "search", "offices")
PARTS = ("refresh", "import", "start", "pages", "closing", "screens")
GROWTH_PARTS = ("refresh", "import", "pages", "rows")
REPORT = ROOT / "docs/performance.md"


def main() -> None:
    """Do what was asked for."""
    args = _arguments()
    with joined(args.home) as setting:
        if args.what == "search":
            _tell(args, measure_search(setting, _say, args.clients, args.requests, is_fresh=args.fresh))
            return
        sizes = {"growth": SIZES, "offices": SIZES, "conditions": (LARGE,)}
        for size in sizes.get(args.what, (DESIGN,)):
            make_office(setting, size, _say, is_fresh=args.fresh)
        if args.what == "budgets":
            table = report(_budgets(setting, args))
        elif args.what == "growth":
            table = growth_report(*measure_growth(setting, _say, args.requests, set(args.only or GROWTH_PARTS)))
        elif args.what == "conditions":
            print(CountFigures(**ask_inside(setting, LARGE, "conditions")).told())
            return
        elif args.what == "pools":
            print(PoolFigures(**ask_inside(setting, DESIGN, "pools")).told())
            return
        elif args.what == "load":
            table = _load(setting, args)
        else:
            return
    _tell(args, table)


def _tell(args: argparse.Namespace, table: str) -> None:
    print()
    print(table)
    if args.write:
        text = REPORT.read_text(encoding="utf-8")
        REPORT.write_text(write_into(text, table, args.what), encoding="utf-8")


def _budgets(setting: Setting, args: argparse.Namespace) -> Figures:
    parts = set(args.only or PARTS)
    start_django(setting)
    figures = Figures(DESIGN, is_start_with_server=not setting.is_external)
    _measure_inside(setting, figures, parts, args.requests)
    if parts & {"pages", "closing", "screens"}:
        _measure_served(setting, figures, parts, args)
    if "start" in parts and not setting.is_external:
        _say("Warm start")
        figures.start_seconds = warm_starts(setting, args.rounds)
    return figures


def _measure_inside(setting: Setting, figures: Figures, parts: set[str], requests: int) -> None:
    from mayak.server.preparation import prepare_office, server_version
    from mayak.server.static import collect_static

    collect_static()
    prepare_office()
    figures.server = server_version()
    figures.rows = ask_inside(setting, DESIGN, "counts")
    if "refresh" in parts:
        _say("Facts and lamps")
        figures.first_refresh_seconds = refresh_seconds()
        figures.refresh_seconds = refresh_seconds()
        figures.refresh_memory = refresh_memory(setting)
        figures.single_ms = single_refresh_ms()
    if "pages" in parts:
        _say("SQL statements")
        figures.statements = count_statements(targets(requests))
    if "closing" in parts:
        figures.closing_statements = closing_statements()
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


def _load(setting: Setting, args: argparse.Namespace) -> str:
    plan = ask_inside(setting, DESIGN, "load", args.users)
    rows = ask_inside(setting, DESIGN, "counts")
    with served_office(setting) as office:
        _say(f"{args.users} people, an action each every five seconds, for {args.seconds:.0f} s")
        return load_report(run_load(office, plan, args.seconds), rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=WHAT, default="budgets")
    parser.add_argument("--home", type=Path, default=ROOT / ".mayak/bench", help="where the measured offices are kept")
    parser.add_argument("--fresh", action="store_true", help="make the offices anew")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=60, help="of each page in each round")
    parser.add_argument("--only", nargs="+", choices=sorted({*PARTS, *GROWTH_PARTS}), help="parts to measure")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="of the office that is searched")
    parser.add_argument("--users", type=int, default=100, help="of the load test")
    parser.add_argument("--seconds", type=float, default=600.0, help="of the load test")
    parser.add_argument("--write", action="store_true", help=f"put the table into {REPORT.relative_to(ROOT)}")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
