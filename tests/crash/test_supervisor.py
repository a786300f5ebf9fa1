"""Real processes are killed: nothing acknowledged is lost, and everything comes back."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from tests.crash.conftest import PASSWORD
from tests.crash.office import Office, is_alive, listening_ports, processes, wait_until


def log_in(office: Office) -> None:
    """The browser of ``keeper``."""
    office.get("/login/")
    status, _headers, body = office.post("/login/", {"login": "keeper", "password": PASSWORD})
    assert status == 302, body


def is_logged_in(office: Office) -> bool:
    """Whether the session still counts: the log-in page sends people who are in elsewhere."""
    return office.get("/login/")[0] == 302


def acknowledge(office: Office, text: str) -> None:
    """A row that the database has confirmed."""
    with psycopg.connect(office.database_url(), autocommit=True) as session:
        session.execute("CREATE TABLE IF NOT EXISTS acknowledged (text text)")
        session.execute("INSERT INTO acknowledged VALUES (%s)", [text])


def acknowledged(office: Office) -> set[str]:
    """What is still there."""
    with psycopg.connect(office.database_url()) as session:
        return {row[0] for row in session.execute("SELECT text FROM acknowledged")}


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_killed_child_comes_back(office: Office, name: str) -> None:
    log_in(office)
    acknowledge(office, f"before {name}")
    old = office.children()[name]
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: office.children().get(name, old) not in (old, 0))
    wait_until(office.is_ready)
    assert is_logged_in(office)
    assert f"before {name}" in acknowledged(office)


def test_killed_backend_restarts_the_database(office: Office) -> None:
    log_in(office)
    acknowledge(office, "before backend")
    with psycopg.connect(office.database_url()) as session:
        os.kill(session.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    wait_until(office.is_ready)
    assert is_logged_in(office)
    assert "before backend" in acknowledged(office)


def test_terminated_connections_are_replaced_unnoticed(office: Office) -> None:
    log_in(office)
    with psycopg.connect(office.database_url(), autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
    assert is_logged_in(office)


def test_after_a_killed_parent_the_next_start_adopts(office: Office) -> None:
    log_in(office)
    acknowledge(office, "before parent")
    orphans = office.children()
    office.kill_parent()
    wait_until(lambda: not is_alive(orphans["web"]) and not is_alive(orphans["worker"]))
    assert is_alive(orphans["postgres"])
    office.up()
    assert office.postmaster() == orphans["postgres"]
    assert is_logged_in(office)
    assert "before parent" in acknowledged(office)


def test_adopted_database_is_restarted_and_stopped(office: Office) -> None:
    acknowledge(office, "before adoption")
    office.kill_parent()
    office.up()
    old = office.postmaster()
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: office.postmaster() not in (old, 0))
    wait_until(office.is_ready)
    assert "before adoption" in acknowledged(office)
    last = office.postmaster()
    assert office.stop() == 0
    assert not is_alive(last)


def test_stale_pid_file_of_another_program_does_not_stop_the_start(made_home: Path) -> None:
    pid_file = made_home / "pg" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{made_home / 'pg'}\n1700000000\n5432\n/nowhere\n\n  0 0\nready\n")
    office = Office(made_home)
    office.up()
    assert office.postmaster() != os.getpid()
    assert office.stop() == 0


def test_clean_stop_leaves_nothing(office: Office) -> None:
    children = office.children()
    assert office.stop() == 0
    assert not [number for number in children.values() if is_alive(number)]
    assert not (office.home / "pg" / "postmaster.pid").exists()
    assert not (office.home / "run" / "up.json").exists()
    assert not [command for _, command in processes() if str(office.home) in command]


def test_only_the_web_port_is_open(office: Office) -> None:
    assert office.process is not None
    assert listening_ports({office.process.pid, *office.children().values()}) == {office.port}


def test_second_server_on_the_same_home_is_refused(office: Office) -> None:
    refused = office.run("up", "--port", "0")
    assert refused.returncode == 1
    assert "already serves" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert office.is_ready()


def test_taken_port_is_said(office: Office, empty_office: Office) -> None:
    refused = empty_office.run("up", "--port", str(office.port))
    assert refused.returncode == 1
    assert "--port" in refused.stderr
    assert not (empty_office.home / "pg").exists()


def test_command_beside_a_running_server_leaves_it_running(office: Office) -> None:
    postmaster = office.postmaster()
    assert "keeper" in office.run("user", "list").stdout
    assert office.postmaster() == postmaster
    assert office.is_ready()


def test_command_on_a_closed_office_leaves_no_database_running(made_home: Path) -> None:
    office = Office(made_home)
    assert "keeper" in office.run("user", "list").stdout
    assert office.postmaster() == 0


def test_unreachable_external_database_is_said(empty_office: Office) -> None:
    empty_office.environment = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/none", "MAYAK_DB_PATIENCE": "0"}
    refused = empty_office.run("up", "--port", "0")
    assert refused.returncode == 1
    assert "DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr
