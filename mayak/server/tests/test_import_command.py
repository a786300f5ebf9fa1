"""``mayak import`` and ``mayak export``: exit statuses, what is printed where."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from mayak.clients.models import Client
from mayak.core.errors import MayakError
from mayak.exchange.tests.makers import BASE, write_folder
from mayak.server import office
from mayak.server.commands import export, import_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test database stands for the home's."""

    @contextmanager
    def open_office(home: Path | None = None) -> Iterator[None]:
        yield

    monkeypatch.setattr(office, "open_office", open_office)


def call(command: object, *arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    args = parser.parse_args([str(argument) for argument in arguments])
    return int(command.run(argparse.Namespace(home=None, **vars(args))))  # type: ignore[attr-defined]


def test_everything_went_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(import_, write_folder(tmp_path, BASE), "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["committed"] is True
    assert printed["tables"]["clients"] == {"created": 2, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0}
    assert printed["failures"] == []


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "faulty", {**BASE, "persons": [["id", "client", "last_name"], ["P1", "77", "А"]]})


def test_some_rows_stayed_out(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(import_, faulty, "--json") == 3
    (failure,) = json.loads(capsys.readouterr().out)["failures"]
    assert (failure["table"], failure["row"], failure["column"], failure["value"]) == ("persons", 2, "client", "77")
    assert Client.objects.count() == 2


def test_all_or_nothing(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(import_, faulty, "--whole", "--json") == 3
    assert json.loads(capsys.readouterr().out)["committed"] is False
    assert Client.objects.count() == 0


def test_a_trial(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(import_, faulty, "--dry-run") == 3
    assert "77" in capsys.readouterr().out
    assert Client.objects.count() == 0


def test_unusable_input(tmp_path: Path) -> None:
    with pytest.raises(MayakError, match="nothing-here"):
        call(import_, tmp_path / "nothing-here")


def test_one_file_that_is_no_table_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "скан.pdf").write_bytes(b"%PDF-1.7")
    with ZipFile(tmp_path / "офис.zip", "w") as archive:
        archive.writestr("clients.csv", "id;name")
    with pytest.raises(MayakError, match=r"скан.pdf: .*PDF.*[^.][.]$"):
        call(import_, tmp_path / "скан.pdf")
    with pytest.raises(MayakError, match=r"офис.zip: "):
        call(import_, tmp_path / "офис.zip")


def test_export(tmp_path: Path) -> None:
    call(import_, write_folder(tmp_path / "in", BASE))
    assert call(export, tmp_path / "out.xlsx") == 0
    assert call(import_, tmp_path / "out.xlsx") == 0
    with pytest.raises(MayakError):
        call(export, tmp_path / "in" / "clients.csv")


def test_undo_and_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(import_, write_folder(tmp_path, BASE))
    capsys.readouterr()
    assert call(import_, "--list", "--json") == 0
    (past,) = json.loads(capsys.readouterr().out)
    assert (past["created"], past["can_be_undone"]) == (9, True)
    number = str(past["number"])
    assert call(import_, "--undo", number, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["undone"] is False
    assert Client.objects.count() == 2
    Client.objects.filter(external_id="11").update(region="Москва")
    assert call(import_, "--undo", number, "--json") == 3
    printed = json.loads(capsys.readouterr().out)
    assert {("clients", "changed"), ("staff", "needed")} <= {(row["table"], row["why"]) for row in printed["staying"]}
    assert Client.objects.count() == 1
    with pytest.raises(MayakError):
        call(import_, "--undo", number)
    assert call(import_, "--list") == 0


def test_one_thing_at_a_time(tmp_path: Path) -> None:
    with pytest.raises(MayakError):
        call(import_)
    with pytest.raises(MayakError):
        call(import_, tmp_path, "--list")


def test_what_was_mended_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = [["id", "name", "inn", "service_mode"], ["1", "Ромашка", "7707083893.0", "remote"]]
    folder = write_folder(tmp_path / "damaged", {"clients": clients})
    assert call(import_, folder, "--json", "--dry-run") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["repaired"] == {"clients": 1}
    assert printed["repairs"][0]["repaired"] == "7707083893"
    call(import_, folder)
    assert "7707083893.0" in capsys.readouterr().out
