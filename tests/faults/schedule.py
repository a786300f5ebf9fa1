"""Which faults come, in which order and company: all from the seed."""

from dataclasses import dataclass
from random import Random

from tests.faults.browser import CUT_ANSWER, CUT_REQUEST

WEB, WORKER, BACKEND, POSTMASTER, PARENT = "kill web", "kill worker", "kill backend", "kill postmaster", "kill mayak"
COMMAND, FREEZE_WEB, FREEZE_WORKER = "kill import", "freeze web", "freeze worker"
SESSIONS, DISK = "drop sessions", "full disk"

# Shares of a thousand: the cheap ones often, the dear ones less, none less than ten times in five hundred.
SHARES = {
    PARENT: 21,
    POSTMASTER: 24,
    DISK: 26,
    WEB: 26,
    WORKER: 26,
    BACKEND: 26,
    COMMAND: 26,
    FREEZE_WORKER: 45,
    FREEZE_WEB: 50,
    SESSIONS: 250,
    CUT_REQUEST: 240,
    CUT_ANSWER: 240,
}
# The office has to come back from these before the next strike.
HEAVY = frozenset({PARENT, POSTMASTER, DISK, WEB, WORKER, BACKEND})

# Made by the bots at their next opportunity.
ORDERED = frozenset({COMMAND, CUT_REQUEST, CUT_ANSWER})


@dataclass(frozen=True)
class Strike:
    """Faults that happen at once. ``pause``: seconds before; ``hold``: how long what is stopped or full stays so."""

    kinds: tuple[str, ...]
    pause: float
    hold: float


def schedule(faults: int, rng: Random) -> list[Strike]:
    """All strikes of one run, ``faults`` faults in all."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(faults * share / 1000))]
    while len(kinds) != faults:  # rounding
        kinds.append(SESSIONS) if len(kinds) < faults else kinds.remove(SESSIONS)
    rng.shuffle(kinds)
    strikes = []
    while kinds:
        wanted = rng.choices((1, 2, 3), (65, 25, 10))[0]
        together: list[str] = []
        while kinds and len(together) < wanted:
            together.append(kinds.pop())
        strikes.append(Strike(tuple(dict.fromkeys(together)), rng.uniform(0.0, 0.25), rng.uniform(0.1, 1.2)))
        kinds.extend(together[: len(together) - len(strikes[-1].kinds)])
    return strikes
