"""The fault test as a part of the suite: bounded, seeded, with a report."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.crash.office import REPOSITORY, SOURCES
from tests.faults.judge import Verdict
from tests.faults.ledger import Ledger
from tests.faults.schedule import SHARES, schedule

FAULTS = 500
SEED = 7
# On a slow machine fewer faults have to do.
MINUTES = 9


@pytest.mark.crash
def test_whatever_is_struck_nothing_acknowledged_is_lost_or_doubled(
    tmp_path: Path, record_property: Callable[[str, str], None]
) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.faults",
        "--faults",
        str(FAULTS),
        "--seed",
        str(SEED),
        "--minutes",
        str(MINUTES),
    ]
    done = subprocess.run(
        [*command, "--keep", str(tmp_path / "kept")],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    record_property("fault test", done.stdout)
    assert done.returncode == 0, f"{done.stdout}\nlogs and ledger: {tmp_path / 'kept'}"


def test_every_kind_of_fault_comes_at_least_ten_times_in_five_hundred() -> None:
    kinds = [kind for strike in schedule(FAULTS, Random(SEED)) for kind in strike.kinds]
    assert len(kinds) == FAULTS
    assert min(kinds.count(kind) for kind in SHARES) >= 10


def test_the_seed_gives_the_sequence_of_faults() -> None:
    assert schedule(100, Random(1)) == schedule(100, Random(1)) != schedule(100, Random(2))


def test_words_of_deeds_are_never_the_same() -> None:
    ledger = Ledger()
    assert len({ledger.begin("contact", "bot").token for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    ("is_acknowledged", "is_refused", "found", "wrong"),
    [
        (True, False, 1, ""),
        (False, False, 0, ""),
        (False, False, 1, ""),
        (True, False, 0, "losses"),
        (True, False, 2, "doubles"),
        (False, False, 2, "doubles"),
        (False, True, 1, "mismatches"),
    ],
)
def test_the_judge_sees_what_is_lost_and_doubled(
    is_acknowledged: bool, is_refused: bool, found: int, wrong: str
) -> None:
    verdict, deed = Verdict(), Ledger().begin("contact", "bot")
    deed.is_acknowledged, deed.is_refused = is_acknowledged, is_refused
    verdict.count(deed, found, "contacts")
    assert [name for name in ("losses", "doubles", "mismatches") if getattr(verdict, name)] == [wrong] * bool(wrong)
