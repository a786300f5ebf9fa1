"""``python -m tests.faults``: strike a working office until it loses something, or not."""

import argparse
import json
import shutil
import sys
from pathlib import Path

from tests.faults.disk import run_on_small_disk


def main() -> int:
    """0 when nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=500, help="how many faults (500)")
    parser.add_argument("--seed", type=int, default=7, help="another number is another sequence of faults (7)")
    parser.add_argument("--clients", type=int, default=60, help="clients of the office (60)")
    parser.add_argument("--minutes", type=float, default=0, help="strike no longer than that (0: until all is done)")
    parser.add_argument("--report", type=Path, help="where to write the report as JSON")
    parser.add_argument("--keep", type=Path, help="where to keep logs and ledger of a failed test")
    parser.add_argument("--journal", action="store_true", help="a full disk stops the database's journal as well")
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--way", default="", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.root is None:
        return run_on_small_disk(sys.argv[1:])
    return _run(args)


def _run(args: argparse.Namespace) -> int:
    from tests.faults.run import FaultTest, Options

    test = FaultTest(Options(args.faults, args.seed, args.clients, args.minutes, args.root, args.way, args.journal))
    report = test.run()
    sys.stdout.write(f"{report}\n")
    if args.report:
        args.report.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    if args.keep and not report.is_passed:
        shutil.copytree(test.office.home / "log", args.keep, dirs_exist_ok=True)
        test.work.ledger.write(args.keep / "ledger.jsonl")
    return 0 if report.is_passed else 1


if __name__ == "__main__":
    sys.exit(main())
