"""What the children are told, and how a day is read."""

from pathlib import Path

import pytest

from mayak.core.errors import MayakError
from mayak.server.environment import RUN_RECORD, external_database, office_environment, parse_day, training_day
from mayak.server.home import open_home
from mayak.server.postgres.tuning import server_settings


@pytest.mark.parametrize("text", ["2026-03-31", "31.03.2026", " 31.3.2026 "])
def test_a_day_in_either_spelling(text: str) -> None:
    assert parse_day(text) == "2026-03-31"


@pytest.mark.parametrize("text", ["", "31.02.2026", "2026-02-31", "tomorrow", "1.2.3.4"])
def test_no_day(text: str) -> None:
    with pytest.raises(MayakError):
        parse_day(text)


def test_training_day_of_the_running_server_counts_for_commands(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    assert training_day(home, {}) == ""
    home.write_record(RUN_RECORD, {"pid": 1, "today": "2026-03-31"})
    assert training_day(home, {}) == "2026-03-31"
    assert training_day(home, {"MAYAK_TODAY": "01.04.2026"}) == "2026-04-01"


def test_environment_leaves_out_what_is_empty(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    values = office_environment(home, "postgresql:///x", MAYAK_TODAY="", MAYAK_DEMO="1")
    assert "MAYAK_TODAY" not in values
    assert values["MAYAK_DEMO"] == "1"
    assert values["MAYAK_SECRET_KEY"] == home.secrets().django_key


@pytest.mark.parametrize("gigabytes", [1, 8, 256])
def test_server_never_listens_to_a_network_and_never_lies_about_durability(gigabytes: int) -> None:
    settings = server_settings(socket_directory=Path("/s"), memory=gigabytes << 30, cores=2)
    assert settings["listen_addresses"] == ""
    assert {settings[name] for name in ("fsync", "synchronous_commit", "full_page_writes")} == {"on"}
    assert 64 <= int(settings["shared_buffers"].removesuffix("MB")) <= 2048


@pytest.mark.parametrize("url", ["garbage", "mysql://x/y", "postgresql://host:port/x", "/var/lib/x"])
def test_a_foreign_database_address_is_told_not_thrown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(MayakError):
        external_database()


@pytest.mark.parametrize("url", ["", "postgresql:///mayak?host=/run", "postgres://u:p@db:5432/mayak"])
def test_addresses_of_postgresql(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert external_database() == url


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "01.01.1899"])
def test_a_day_beyond_all_reckoning_is_refused_in_words(text: str) -> None:
    with pytest.raises(MayakError):
        parse_day(text)
