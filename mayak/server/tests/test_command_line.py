"""What the command says when it cannot go on."""

import psycopg
import pytest
from django.db import OperationalError

from mayak.server import cli
from mayak.server.commands import doctor


def _lost(args: object) -> int:
    raise OperationalError("terminating connection") from psycopg.OperationalError(
        "terminating connection\nby somebody"
    )


def _broken(args: object) -> int:
    raise ValueError("our own fault")


def test_a_lost_database_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "run", _lost)
    assert cli.main(["doctor"]) == 1
    first, hint = capsys.readouterr().err.splitlines()
    assert "terminating connection" in first
    assert hint


def test_our_own_faults_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "run", _broken)
    with pytest.raises(ValueError, match="our own fault"):
        cli.main(["doctor"])
