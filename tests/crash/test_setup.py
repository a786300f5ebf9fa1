"""The first set-up over HTTP, as the machine's user and as an ordinary one."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.office import SOURCES, Office

FORM = {
    "office_name": "Маячный",
    "timezone": "Asia/Omsk",
    "last_name": "Ладова",
    "first_name": "Вера",
    "login": "ladova",
    "password": "correct-horse-battery",
    "password_again": "correct-horse-battery",
}


def python_for(user: int) -> str | None:
    """An interpreter that the user may run and that finds the product; a root's own home hides its Python."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run(
                [python, "-c", "import psycopg, uvicorn, mayak.server.cli"],
                user=user,
                cwd="/",
                env={"PYTHONPATH": SOURCES},
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    return None


def set_up(office: Office) -> None:
    """From the redirect to a logged-in administrator; every wrong way is refused."""
    status, headers, _ = office.get("/")
    assert (status, headers["location"]) == (302, "/setup/")
    assert office.get("/setup/?token=guessed")[0] == 403
    token = office.setup_token
    assert office.get(f"/setup/?token={token}")[0] == 200
    assert office.post("/setup/", {**FORM, "token": "guessed"})[0] == 403
    assert office.post("/setup/", {**FORM, "token": token, "password_again": "other"})[0] == 422
    assert office.post("/setup/", {**FORM, "token": token, "password": "short", "password_again": "short"})[0] == 422
    status, headers, body = office.post("/setup/", {**FORM, "token": token})
    assert (status, headers.get("location")) == (302, "/"), body
    assert office.get(f"/setup/?token={token}")[0] == 404
    assert office.get("/login/")[0] == 302


def test_first_set_up(empty_office: Office) -> None:
    empty_office.up()
    set_up(empty_office)
    assert not (empty_office.home / "setup-token").exists()
    assert "ladova" in empty_office.run("user", "list").stdout


def test_training_day_reaches_the_office(empty_office: Office) -> None:
    refused = empty_office.run("up", "--port", "0", "--today", "31.02.2026")
    assert refused.returncode == 1
    assert "2026-03-31" in refused.stderr


def test_ordinary_user(empty_office: Office) -> None:
    number = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    office = empty_office if os.geteuid() else _office_of(empty_office, number)
    office.up()
    try:
        set_up(office)
        assert Path(f"/proc/{office.postmaster()}").stat().st_uid == number
    finally:
        assert office.stop() == 0


def _office_of(office: Office, number: int) -> Office:
    """The office handed to another user, who needs an interpreter within reach (one below /root is not)."""
    python = python_for(number)
    if python is None:
        pytest.fail("no Python here is for other users to run: install it outside of root's home (apt install python3)")
    os.chown(office.home.parent, number, number)
    return Office(office.home, user=number, python=python)
