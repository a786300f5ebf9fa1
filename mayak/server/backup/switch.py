"""Putting a restored office into its home at once, with the old one kept aside.

Everything new lies ready under other names; a record on the disk then names the renames to be done, and whoever
opens the home next completes them: a crash in between leaves the old office or the new one, never a mixture.
"""

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from mayak.server.home import Home, write_private

RECORD = "restore.json"
STAGE = "restoring"


@dataclass(frozen=True)
class Move:
    """``place`` goes ``aside``, then ``new`` goes to ``place``; an empty ``new`` only clears the place."""

    new: str
    place: str
    aside: str


def switch(home: Home, moves: list[Move]) -> None:
    """Do all the moves, or leave them to the next :func:`finish_switch`."""
    write_private(home.path / RECORD, json.dumps([asdict(move) for move in moves]))
    finish_switch(home)


def finish_switch(home: Home) -> None:
    """Complete what a crash interrupted; every move may be done already, or half done."""
    if not (home.path / RECORD).exists():
        return
    with open(home.run / "switch.lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            content = (home.path / RECORD).read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        for move in json.loads(content):
            _do(Move(**move))
        os.sync()
        (home.path / RECORD).unlink()
    shutil.rmtree(home.path / STAGE, ignore_errors=True)


def _do(move: Move) -> None:
    new, place, aside = Path(move.new), Path(move.place), Path(move.aside)
    if move.new and not new.exists():
        return
    if place.exists() and not aside.exists():
        aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.rename(aside)
    if move.new:
        new.rename(place)
