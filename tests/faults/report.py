"""The report of a fault test, for people and for machines."""

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.faults.judge import Verdict


@dataclass
class Report:
    """Everything one run showed."""

    seed: int
    disk: str
    wanted: int
    # Whether fewer faults are enough when the time is up.
    is_timed: bool = False
    faults: dict[str, int] = field(default_factory=dict)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    deeds: dict[str, dict[str, int]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)
    findings: list[str] = field(default_factory=list)
    rows_recomputed: int = 0
    seconds: float = 0
    disk_felt: int = 0
    refused_starts: int = 0

    @property
    def total(self) -> int:
        """How many faults there were."""
        return sum(self.faults.values())

    @property
    def is_passed(self) -> bool:
        """Nothing lost, nothing doubled, nothing wrong, no error shown, and as many faults as were asked for."""
        wrong = self.verdict
        is_whole = self.total >= self.wanted or (self.is_timed and self.total > 0)
        return is_whole and not (wrong.losses or wrong.doubles or wrong.mismatches or wrong.leftovers or self.findings)

    def as_json(self) -> dict[str, Any]:
        """For --report."""
        return {**asdict(self), "total": self.total, "is_passed": self.is_passed}

    def __str__(self) -> str:
        return "\n".join([*self._head(), "", *self._faults(), "", *self._deeds(), "", *self._wrong()])

    def _head(self) -> list[str]:
        return [
            f"Fault test, seed {self.seed}: {self.total} of {self.wanted} faults in {self.seconds:.0f} s",
            f"The disk: {self.disk}; refused a write of the database {self.disk_felt} times",
            f"Starts of mayak refused in words and tried again: {self.refused_starts}",
        ]

    def _faults(self) -> list[str]:
        lines = [f"{'fault':24}{'times':>8}{'recovery: median s':>20}{'longest s':>12}"]
        for kind, number in sorted(self.faults.items()):
            times = self.recoveries.get(kind, [])
            shown = f"{median(times):>20.2f}{max(times):>12.2f}" if times else f"{'–':>20}{'–':>12}"
            lines.append(f"{kind:24}{number:>8}{shown}")
        return lines

    def _deeds(self) -> list[str]:
        lines = [f"{'action':24}{'done':>8}{'acknowledged':>14}{'refused':>9}{'tries':>8}"]
        for kind, numbers in self.deeds.items():
            lines.append(
                f"{kind:24}{numbers['done']:>8}{numbers['acknowledged']:>14}{numbers['refused']:>9}{numbers['tries']:>8}"
            )
        lines.append("answers: " + ", ".join(f"{status} × {number}" for status, number in self.answers.items()))
        return lines

    def _wrong(self) -> list[str]:
        verdict = self.verdict
        lines = [
            f"{verdict.checked} checks: losses {len(verdict.losses)}, doubles {len(verdict.doubles)},"
            f" mismatches {len(verdict.mismatches)}, leftovers {len(verdict.leftovers)}",
            f"facts, lamps, scores: {self.rows_recomputed} rows as measured from scratch",
        ]
        wrong = [*verdict.losses, *verdict.doubles, *verdict.mismatches, *verdict.leftovers, *self.findings]
        return [*lines, *(f"✗ {text}" for text in wrong), "PASSED" if self.is_passed else "FAILED"]
