"""A restored office comes into its place whole, also after a crash between any two steps."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from mayak.server.backup import switch as switching
from mayak.server.backup.switch import RECORD, Move, switch
from mayak.server.home import Home, open_home

NAMES = ["pg", "media", "secret"]


def prepared(tmp_path: Path) -> tuple[Home, list[Move]]:
    """A home with an old office, a new one staged, and a record of the demo that the new one has not."""
    home = open_home(tmp_path / "home")
    home.media.rmdir()
    moves = []
    for name in NAMES:
        new, place = home.path / "restoring" / name, home.path / name
        for path, text in ((new, "new"), (place, "old")):
            path.mkdir(parents=True)
            (path / "content").write_text(text)
        moves.append(Move(str(new), str(place), str(home.path / "before" / name)))
    (home.path / "demo.json").write_text("{}")
    moves.append(Move("", str(home.path / "demo.json"), str(home.path / "before" / "demo.json")))
    return home, moves


def is_switched(home: Home) -> bool:
    """Whether everything is in its place."""
    texts = {(home.path / folder / name / "content").read_text() for folder in (".",) for name in NAMES}
    aside = {(home.path / "before" / name / "content").read_text() for name in NAMES}
    gone = not (home.path / "demo.json").exists() and (home.path / "before" / "demo.json").exists()
    return texts == {"new"} and aside == {"old"} and gone and not (home.path / RECORD).exists()


def test_everything_changes_places(tmp_path: Path) -> None:
    home, moves = prepared(tmp_path)
    switch(home, moves)
    assert is_switched(home)
    assert not (home.path / "restoring").exists()


@pytest.mark.parametrize("steps", range(8))
def test_a_crash_between_any_two_renames_is_completed(
    tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, moves = prepared(tmp_path)
    renamed = 0
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        nonlocal renamed
        if renamed == steps:
            raise KeyboardInterrupt
        renamed += 1
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    try:
        switch(home, moves)
    except KeyboardInterrupt:
        assert json.loads((home.path / RECORD).read_text()) == [asdict(move) for move in moves]
    monkeypatch.undo()
    open_home(home.path)
    assert is_switched(home)


def test_nothing_to_finish(tmp_path: Path) -> None:
    switching.finish_switch(open_home(tmp_path / "home"))
