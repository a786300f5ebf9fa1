"""One fault test from the empty home to the verdict."""

import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from tests.faults import judge as judging
from tests.faults.bots import Bot, Workplace
from tests.faults.disk import FILE_LIMIT, Disk, FileLimit, SmallDisk
from tests.faults.people import hire, hire_importer
from tests.faults.report import Report
from tests.faults.schedule import COMMAND, schedule
from tests.faults.striking import Striker, StruckOffice

TODAY = date(2026, 4, 15)
# Patience with a busy machine.
CALM_LIMIT_SECONDS = 240
START_LIMIT_SECONDS = 600
CHECKPOINTS = 2


@dataclass(frozen=True)
class Options:
    """What is asked for on the command line."""

    faults: int
    seed: int
    clients: int
    minutes: float
    root: Path
    way: str
    fills_journal: bool = False


class FaultTest:
    """An office, its bots, and whoever strikes it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        temporary = options.root / "tmp"
        temporary.mkdir(mode=0o777)
        temporary.chmod(0o1777)
        self.office = StruckOffice(
            options.root / "home", clients=options.clients, today=TODAY.isoformat(), temporary=temporary
        )
        self.disk: Disk = (
            FileLimit(self.office.processes_of) if options.way == FILE_LIMIT else SmallDisk(options.root, options.way)
        )
        self.work = Workplace(options.seed, self.office.port)
        self.findings = self.work.findings
        self.bots: list[Bot] = []
        self._tables = Path(tempfile.mkdtemp(prefix="mayak-faults-tables-"))  # not on the disk that will be full
        self.report = Report(options.seed, options.way, options.faults, is_timed=options.minutes > 0)

    def run(self) -> Report:
        """The whole test; whatever happens, the office is stopped and the report is whole."""
        started = time.monotonic()
        try:
            self.office.up(*self.office.arguments, command="demo", limit=START_LIMIT_SECONDS)
            self._hire()
            self._work_and_strike()
        except Exception as error:
            self.findings.append(f"the test broke: {type(error).__name__}: {error}")
        finally:
            self.work.gate.overdue.set()
            self.work.gate.end.set()
            self._close()
        shutil.rmtree(self._tables, ignore_errors=True)
        self._fill_report(time.monotonic() - started)
        return self.report

    def _hire(self) -> None:
        clerks = hire(self.office, self.work, TODAY)
        self.importer = hire_importer(self.office, self.work, TODAY, self._tables)
        self.bots += [*clerks, self.importer]

    # --- faults -----------------------------------------------------------------------------------

    def _work_and_strike(self) -> None:
        rng = Random(f"{self.options.seed} faults")
        strikes = schedule(self.options.faults, rng)
        self.striker = Striker(self.office, self.disk, self.work.scissors, self.importer, rng, self.findings)
        self.striker.fills_journal = self.options.fills_journal
        deadline = time.monotonic() + self.options.minutes * 60 if self.options.minutes else None
        self.work.gate.open()
        for bot in self.bots:
            bot.start()
        for number, strike in enumerate(strikes, start=1):
            if deadline and time.monotonic() > deadline:
                break
            self.striker.strike(strike)
            self._make_room()
            if number % max(1, len(strikes) // CHECKPOINTS) == 0:
                began = time.monotonic()
                self._checkpoint()
                seconds = time.monotonic() - began
                sys.stderr.write(f"{sum(self.striker.done.values())} faults; calm and looked at in {seconds:.0f} s\n")
                sys.stderr.flush()
                self.work.gate.open()
        self._wait_for_orders()
        self._checkpoint()
        recomputed = judging.recomputed(self.office)
        self.report.rows_recomputed = recomputed["rows"]
        self.report.verdict.mismatches += [f"from scratch: {text}" for text in recomputed["wrong"]]
        self.report.verdict.leftovers += list(judging.leftovers(self.office))

    def _wait_for_orders(self) -> None:
        """Cuts and kills that the bots have still to make."""
        deadline = time.monotonic() + CALM_LIMIT_SECONDS
        while (self.work.scissors.waiting or self.importer.doomed) and time.monotonic() < deadline:
            time.sleep(0.1)

    def _make_room(self) -> None:
        """The journal of the database would fill a small disk by itself."""
        try:
            with self.office.session() as session:
                session.execute("CHECKPOINT")
        except Exception:  # struck just now; the next strike makes room
            return

    def _checkpoint(self) -> None:
        """Everybody finishes what they began; then everything acknowledged must be there."""
        self.work.gate.close()
        if not self.work.gate.is_empty(CALM_LIMIT_SECONDS):
            self.findings.append("an action found no answer though nothing struck any more")
        judging.wait_for_calm(self.office, CALM_LIMIT_SECONDS)
        self.report.verdict = judging.judge(self.office, self.work.ledger)

    # --- the end ----------------------------------------------------------------------------------

    def _close(self) -> None:
        self.disk.free()
        for bot in self.bots:
            if bot.is_alive():
                bot.join(CALM_LIMIT_SECONDS)
        status = self.office.stop()
        if status:
            self.findings.append(f"mayak ended with status {status}: {''.join(self.office.output[-20:])}")
        self.report.verdict.leftovers += judging.orphans(self.office.home)

    def _fill_report(self, seconds: float) -> None:
        report = self.report
        striker = getattr(self, "striker", None)
        if striker is not None:
            cuts = {kind: number for kind, number in self.work.scissors.made.items() if kind}
            report.faults = {**striker.done, COMMAND: self.importer.killed, **cuts}
            report.recoveries = dict(striker.recoveries)
        report.findings = [*self.work.traffic.errors, *self.findings]
        report.answers = {str(status): number for status, number in sorted(self.work.traffic.statuses.items())}
        report.answers["none"] = self.work.traffic.unheard
        for kind in self.work.ledger.kinds():
            deeds = list(self.work.ledger.of(kind))
            report.deeds[kind] = {
                "done": len(deeds),
                "acknowledged": sum(deed.is_acknowledged for deed in deeds),
                "refused": sum(deed.is_refused for deed in deeds),
                "tries": sum(deed.tries for deed in deeds),
            }
        report.seconds = round(seconds, 1)
        report.refused_starts = len(self.office.refused_starts)
        for said in self.office.refused_starts:
            if "Traceback" in said:
                report.findings.append(f"a refused start:\n{said[-1500:]}")
        report.findings += _faults_of_ours(self.office.home / "log" / "web.log")
        words = Counter(line.rpartition(": ")[2].strip() for line in _lines(self.office.home / "log" / "postgres.log"))
        report.disk_felt = words["No space left on device"] + words["File too large"]


def _faults_of_ours(log: Path) -> list[str]:
    """What the web process wrote of every error that was answered by 500."""
    entries = (line for line in _lines(log) if '"Internal Server Error' in line)
    return [line[-2000:].replace("\\n", "\n") for line in entries]


def _lines(log: Path) -> list[str]:
    """None when the office never came so far: what stopped it is told, not that."""
    return log.read_text(errors="replace").splitlines() if log.exists() else []
